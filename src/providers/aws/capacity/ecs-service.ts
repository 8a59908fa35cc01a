/** `ecs-service`: the app's tasks in each region, as an ECS service keeps them. */

import type { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'
import { capacityKeys } from './capacity-settings.js'

const named = (what: string) => patterned(/^[a-zA-Z0-9_-]{1,255}$/, what)

/** What the policy says of it. */
export const settings = awsResource({
  cluster: byRegion(named('the name of an ECS cluster')).describe('The ECS cluster of each region.'),
  service: byRegion(named('the name of an ECS service')).describe('The ECS service of each region.'),
  ...capacityKeys('Tasks'),
})
export type Settings = z.output<typeof settings>

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ cluster, service }) => {
  const on = Object.entries(service).map(
    ([region, name]) => `arn:aws:ecs:${region}:*:service/${cluster[region] ?? '*'}/${name}`,
  )
  return {
    looking: [
      { service: 'ecs', operations: ['DescribeServices'], on },
      { service: 'ec2', operations: ['DescribeSubnets'], on: ['*'] },
    ],
    acting: [{ service: 'ecs', operations: ['UpdateService'], on }],
  }
}
