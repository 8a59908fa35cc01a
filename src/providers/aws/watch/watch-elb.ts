/**
 * `watch: elb`: the share of load balancer targets in each zone that fail their health checks. A target that is
 * initial, draining or unused says nothing
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html).
 */
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { isZoneId, type Region, type ZoneId } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { controlOf } from '../places.js'
import { type ZoneNames, zoneNames } from '../zone-names.js'
import { ASK_MS, everyPage, inGroups, type MakeWatch } from './watch.js'
import { lookPaceMs } from './watch-pace.js'
import { targetGroupsOf } from './watch-target-groups.js'
import { type Thing, zoneWatch } from './watch-zones.js'

const FILTER_VALUES = 200
const PAGE = 1_000

export const elbWatch: MakeWatch = (parts) => {
  const { context, policy, signal } = parts
  const groups = targetGroupsOf(signal, context)
  const zoneOfInstance = new Map<string, ZoneId>()
  return zoneWatch({
    ...parts,
    ...{ what: 'targets', everyMs: lookPaceMs(policy) },
    asks: (region) => controlOf('elb', region),
    things: async (region, stop) => {
      const arns = await groups(region, stop)
      const targets = (await Promise.all(arns.map((arn) => healthOf(context, region, arn, stop)))).flat()
      if (targets.length === 0) return []
      const names = await zoneNames(context.aws, region, undefined, stop)
      await placeInstances(context, region, { targets, names, known: zoneOfInstance }, stop)
      return targets.flatMap((target) => thingOf(target, names, zoneOfInstance))
    },
  })
}

async function healthOf(
  { aws }: AwsContext,
  region: Region,
  TargetGroupArn: string,
  stop: AbortSignal,
): Promise<readonly TargetHealthDescription[]> {
  const asking = new DescribeTargetHealthCommand({ TargetGroupArn })
  const { TargetHealthDescriptions = [] } = await aws.call('elbv2', { region }, asking, stop, ASK_MS)
  return TargetHealthDescriptions
}

interface Placing {
  readonly targets: readonly TargetHealthDescription[]
  readonly names: ZoneNames
  readonly known: Map<string, ZoneId>
}

/** Targets that are instances tell no zone; an instance never leaves its own, so each is asked once. */
async function placeInstances(
  { aws }: AwsContext,
  region: Region,
  { known, names, targets }: Placing,
  stop: AbortSignal,
): Promise<void> {
  const ids = targets.flatMap(({ Target }) => {
    const id = Target?.Id ?? ''
    return id.startsWith('i-') && !known.has(id) ? [id] : []
  })
  for (const Values of inGroups([...new Set(ids)], FILTER_VALUES)) {
    const Filters = [{ Name: 'instance-id', Values: [...Values] }]
    const found = await everyPage(`instances in ${region}`, async (NextToken) => {
      const asking = new DescribeInstancesCommand({ Filters, MaxResults: PAGE, NextToken })
      const { NextToken: next, Reservations = [] } = await aws.call('ec2', { region }, asking, stop, ASK_MS)
      return { items: Reservations.flatMap(({ Instances = [] }) => Instances), next }
    })
    for (const { InstanceId: id = '', Placement } of found) {
      const zone = names.idOf(Placement?.AvailabilityZone ?? '')
      if (zone) known.set(id, zone)
    }
  }
}

function thingOf(
  { Target, TargetHealth: health }: TargetHealthDescription,
  names: ZoneNames,
  known: ReadonlyMap<string, ZoneId>,
): readonly Thing[] {
  const { AvailabilityZone: where = '', Id: name = '' } = Target ?? {}
  const zone = isZoneId(where) ? where : (names.idOf(where) ?? known.get(name))
  if (!zone) return []
  if (health?.State === 'healthy') return [{ name, zone, is: 'good' }]
  if (health?.State === 'unhealthy') return [{ name, zone, is: 'bad' }]
  return [{ name, zone, is: 'unseen', because: `${name} is ${health?.State ?? 'in no known state'}` }]
}
