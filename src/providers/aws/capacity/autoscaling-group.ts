/**
 * `autoscaling-group`: the app's instances in each region. It brings about capacity, leaves a zone by taking its subnets
 * from the group, and freezes and thaws a group by suspending what would terminate or move instances.
 */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'
import { capacityKeys, raiseMax } from './capacity-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  group: byRegion(patterned(/^[^\s:]{1,255}$/, 'the name of an Auto Scaling group')).describe(
    'The Auto Scaling group of each region.',
  ),
  ...capacityKeys('Instances'),
  raise_max: raiseMax(),
  instance_types: z
    .array(patterned(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'an instance type such as m6i.large'))
    .max(40)
    .default([])
    .describe('Instance types to launch, in this order, once AWS has no more of what the group launches.'),
})
export type Settings = z.output<typeof settings>

/** What it wants of IAM. A group that is given other types launches under the caller's leave to do so. */
export const grants: GrantsOf<Settings> = ({ group, instance_types: types }) => {
  const on = Object.entries(group).map(
    ([region, name]) => `arn:aws:autoscaling:${region}:*:autoScalingGroup:*:autoScalingGroupName/${name}`,
  )
  const changes = ['UpdateAutoScalingGroup', 'SuspendProcesses', 'ResumeProcesses', 'CreateOrUpdateTags', 'DeleteTags']
  const launching = types.length > 0 ? { also: ['ec2:RunInstances', 'iam:PassRole'] } : {}
  return {
    looking: [
      { service: 'autoscaling', operations: ['DescribeAutoScalingGroups', 'DescribeScalingActivities'], on: ['*'] },
      {
        service: 'ec2',
        operations: [
          'DescribeImages',
          'DescribeInstanceTypeOfferings',
          'DescribeLaunchTemplateVersions',
          'DescribeSubnets',
        ],
        on: ['*'],
      },
    ],
    acting: [{ service: 'autoscaling', operations: changes, on, ...launching }],
  }
}
