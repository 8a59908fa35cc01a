/**
 * `event-sources`: the Lambda event source mappings by which the app takes work from queues and streams. Those of the
 * region that is left are switched off before anything is switched on elsewhere, so that nothing is processed twice.
 */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

const uuid = () =>
  patterned(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'the UUID of an event source mapping, as Lambda gives it')

/** What the policy says of it. */
export const settings = awsResource({
  mappings: byRegion(z.array(uuid()).min(1)).describe('The event source mappings of each region, by UUID.'),
})
export type Settings = z.output<typeof settings>

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ mappings }) => {
  const on = Object.entries(mappings).flatMap(([region, uuids]) =>
    uuids.map((uuid) => `arn:aws:lambda:${region}:*:event-source-mapping:${uuid}`),
  )
  return {
    looking: [{ service: 'lambda', operations: ['GetEventSourceMapping'], on }],
    acting: [{ service: 'lambda', operations: ['UpdateEventSourceMapping'], on }],
  }
}
