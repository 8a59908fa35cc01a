/** `zonal-shift`: moves load balancers, groups and clusters away from a zone, and back, by ARC zonal shift. */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import { duration } from '../../../policy/units.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

const MINUTE_MS = 60_000
/** ARC lets no shift start for longer. */
const LONGEST_MS = 72 * 60 * MINUTE_MS

const shiftable = () =>
  patterned(
    /^arn:aws[a-z-]*:(elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/(app|net)|autoscaling:[a-z0-9-]+:\d{12}:autoScalingGroup:|eks:[a-z0-9-]+:\d{12}:cluster)[/\w.:@#=+ -]{1,512}$/,
    'the ARN of a load balancer (application or network), an Auto Scaling group or an EKS cluster',
  )

/** What the policy says of it. */
export const settings = awsResource({
  resources: byRegion(z.array(shiftable()).min(1)).describe(
    'In each region what is shifted: load balancers, Auto Scaling groups, EKS clusters, by ARN. Of a network load balancer in front of an application one, the network one.',
  ),
  expires: duration(MINUTE_MS, LONGEST_MS)
    .prefault('12h')
    .describe('When a shift ends by itself unless it is made longer: 1 minute to 72 hours.'),
})
export type Settings = z.output<typeof settings>

export const isBalancer = (arn: string): boolean => arn.includes(':elasticloadbalancing:')

/** What it wants of IAM. */
export const grants: GrantsOf<Settings> = ({ resources }) => {
  const on = Object.values(resources).flat()
  const balancers = on.filter(isBalancer)
  const operations = ['DescribeLoadBalancerAttributes', 'DescribeTargetGroups', 'DescribeTargetHealth']
  return {
    looking: [
      { service: 'arc-zonal-shift', operations: ['GetManagedResource'], on },
      // Neither service knows resources for its describe calls.
      ...(balancers.length > 0
        ? [
            { service: 'elbv2' as const, operations, on: ['*'] },
            { service: 'ec2' as const, operations: ['DescribeAvailabilityZones', 'DescribeInstances'], on: ['*'] },
          ]
        : []),
    ],
    acting: [
      { service: 'arc-zonal-shift', operations: ['StartZonalShift', 'UpdateZonalShift', 'CancelZonalShift'], on },
    ],
  }
}
