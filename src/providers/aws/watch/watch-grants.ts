/** The permissions that looking wants: those of the watches in the policy, and leave to invoke the probe function. */
import { isRegion } from '../../../model/place.js'
import type { Policy, WatchName } from '../../../policy/policy.js'
import type { Grant } from '../grants.js'

/** AWS knows no resource for a listing (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
const ANY = ['*'] as const
const zones: Grant = { service: 'ec2', operations: ['DescribeAvailabilityZones'], on: ANY }
const ec2 = (...operations: string[]): Grant => ({ service: 'ec2', operations, on: ANY })
const metrics: Grant = { service: 'cloudwatch', operations: ['GetMetricData'], on: ANY }

const WANTS: { readonly [name in WatchName]: readonly Grant[] } = {
  api: [],
  autoscaling: [
    { service: 'autoscaling', operations: ['DescribeAutoScalingGroups', 'DescribeScalingActivities'], on: ANY },
  ],
  cloudwatch: [{ service: 'cloudwatch', operations: ['DescribeAlarms'], on: ANY }],
  ebs: [zones, ec2('DescribeInstances', 'DescribeInstanceStatus', 'DescribeVolumes', 'DescribeVolumeStatus'), metrics],
  ec2: [zones, ec2('DescribeInstances', 'DescribeInstanceStatus')],
  elb: [
    zones,
    ec2('DescribeInstances'),
    { service: 'elbv2', operations: ['DescribeTargetGroups', 'DescribeTags', 'DescribeTargetHealth'], on: ANY },
  ],
  health: [{ service: 'health', operations: ['DescribeEvents'], on: ANY }],
  rds: [{ service: 'rds', operations: ['DescribeDBInstances'], on: ['arn:aws:rds:*:*:db:*'] }, metrics],
}

/** What the observers of `policy` want of IAM; all of it for looking alone. */
export function watchGrants({ observe }: Pick<Policy, 'observe'>): readonly Grant[] {
  const watched = [...new Set(observe.signals.flatMap((signal) => ('watch' in signal ? [signal.watch] : [])))]
  const { vantageFunction: name } = observe
  const regions = name === undefined ? [] : observe.vantages.filter((from) => isRegion(from))
  const invoking: Grant = {
    ...{ service: 'lambda', operations: ['Invoke'] },
    on: regions.map((region) => `arn:aws:lambda:${region}:*:function:${name}`),
  }
  return [...watched.flatMap((watch) => WANTS[watch]), ...(regions.length > 0 ? [invoking] : [])]
}
