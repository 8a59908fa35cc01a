/** `global-accelerator`: an accelerator of AWS Global Accelerator, with an endpoint group in each region of the app. */
import type { z } from 'zod'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { arn, awsResource } from '../shared-settings.js'

const EXAMPLE = 'arn:aws:globalaccelerator::123456789012:accelerator/1234abcd-abcd-1234-abcd-1234abcdefgh'

/** What the policy says of it. */
export const settings = awsResource({
  accelerator: arn('globalaccelerator', EXAMPLE).describe(
    'The accelerator, for all its listeners; or one of its listeners, by the ARN of that.',
  ),
  endpoint_groups: byRegion(arn('globalaccelerator', `${EXAMPLE}/listener/0123abcd/endpoint-group/ab88888example`))
    .optional()
    .describe('The endpoint group of each region, where not every group of the accelerator is to be turned.'),
})
export type Settings = z.output<typeof settings>

/** The accelerator that a listener or an endpoint group belongs to. */
export const acceleratorOf = (arn: string): string => arn.split('/').slice(0, 2).join('/')
/** The listener that an endpoint group belongs to. */
export const listenerOf = (groupArn: string): string => groupArn.split('/').slice(0, 4).join('/')

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ accelerator, endpoint_groups: groups }) => {
  const whole = acceleratorOf(accelerator)
  const on = groups ? Object.values(groups) : [`${whole}/listener/*`]
  const service = 'globalaccelerator'
  return {
    looking: [
      { service, operations: ['DescribeAccelerator', 'ListListeners'], on: [whole] },
      { service, operations: ['ListEndpointGroups'], on: [`${whole}/listener/*`] },
      { service, operations: ['DescribeEndpointGroup'], on },
    ],
    acting: [{ service, operations: ['UpdateEndpointGroup'], on }],
  }
}
