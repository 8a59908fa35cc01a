/** Of a load balancer what decides whether a zonal shift of it works: opted in, and with targets in other zones. */
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { withDeadline } from '../../../model/deadline.js'
import type { Region } from '../../../model/place.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import { isHealthy, targetsIn } from './elb-targets.js'
import type { Settings } from './zonal-shift.js'

export interface Balancer {
  /** `zonal_shift.config.enabled`; without it ARC refuses. */
  readonly optedIn: boolean
  readonly crossZone: boolean
  readonly groups: readonly {
    readonly name: string
    /** Healthy targets by zone id. */
    readonly healthy: Readonly<Record<string, number>>
    /** Targets of which no zone can be told, such as functions. */
    readonly unplaced: number
  }[]
}

/** Three questions after one another, and one deadline for all. */
const ASK_MS = 2_500

/** What is so now; throws `OperatingError` where ELB or EC2 of the region do not say. */
export function balancerAt(
  at: Region,
  arn: string,
  { role }: Settings,
  context: AwsContext,
  stop: AbortSignal,
): Promise<Balancer> {
  const target = targetIn(at, role)
  const { aws, clock } = context
  return withDeadline({ clock, ms: ASK_MS, doing: `look at ${arn}`, stop }, async (signal) => {
    const [{ Attributes = [] }, { TargetGroups = [] }] = await Promise.all([
      aws.call('elbv2', target, new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }), signal, ASK_MS),
      aws.call('elbv2', target, new DescribeTargetGroupsCommand({ LoadBalancerArn: arn }), signal, ASK_MS),
    ])
    const isOn = (key: string): boolean => Attributes.some(({ Key, Value }) => Key === key && Value === 'true')
    const groups = await Promise.all(
      TargetGroups.map(async ({ TargetGroupArn = '', TargetGroupName: name = '' }) => {
        const targets = (await targetsIn(context, target, TargetGroupArn, signal)).filter(isHealthy)
        const healthy: Record<string, number> = {}
        for (const { zone } of targets) if (zone !== undefined) healthy[zone] = (healthy[zone] ?? 0) + 1
        return { name, healthy, unplaced: targets.filter(({ zone }) => zone === undefined).length }
      }),
    )
    return { optedIn: isOn('zonal_shift.config.enabled'), crossZone: isOn('load_balancing.cross_zone.enabled'), groups }
  })
}

/** Target groups that a zone alone keeps alive, by name: a shift away from it does nothing for them. */
export const aloneIn = ({ groups }: Balancer, zone: string): readonly string[] =>
  groups
    .filter(({ healthy, unplaced }) => {
      const zones = Object.keys(healthy)
      return unplaced === 0 && zones.length === 1 && zones[0] === zone
    })
    .map(({ name }) => name)
