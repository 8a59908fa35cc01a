/** `load-balancer-zone`: takes a zone's targets out of target groups, and puts them back. */
import { z } from 'zod'
import { byRegion } from '../../../policy/named.js'
import { percent } from '../../../policy/units.js'
import type { GrantsOf } from '../grants.js'
import { arn, awsResource } from '../shared-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  target_groups: byRegion(
    z
      .array(
        arn(
          'elasticloadbalancing',
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067',
        ),
      )
      .min(1),
  ).describe('The target groups of each region, by ARN: of instances or IP addresses.'),
  keep: percent(1, 100)
    .prefault('50%')
    .describe('A zone is left only when healthy targets in other zones are at least this share of all targets.'),
})
export type Settings = z.output<typeof settings>

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ target_groups: groups }) => ({
  looking: [
    // Neither service knows resources for its describe calls.
    { service: 'elbv2', operations: ['DescribeTargetHealth'], on: ['*'] },
    { service: 'ec2', operations: ['DescribeAvailabilityZones', 'DescribeInstances'], on: ['*'] },
  ],
  acting: [
    { service: 'elbv2', operations: ['RegisterTargets', 'DeregisterTargets'], on: Object.values(groups).flat() },
  ],
})
