/** An Auto Scaling group as it is found, in the words the rest of its driver uses. */
import {
  type Activity,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import { type AwsContext, inRegion, targetIn } from '../driver-context.js'
import type { Settings } from './autoscaling-group.js'
import { frozenBy, type LeftZones, leftIn } from './autoscaling-group-marks.js'
import type { Refusal } from './capacity-acts.js'
import type { Figures } from './capacity-figures.js'

/** What one question of an inspection may take; ms. */
export const ASK_MS = 2_500

export interface GroupSeen {
  readonly name: string
  readonly figures: Figures
  /** In service and healthy. */
  readonly useful: number
  readonly pending: number
  readonly subnets: readonly string[]
  /** Zone names, as the group gives them. */
  readonly zones: readonly string[]
  readonly suspended: readonly string[]
  readonly left: LeftZones
  /** What a freeze of ours suspended; absent where it is not frozen by us. */
  readonly frozen?: readonly string[]
  readonly raw: AutoScalingGroup
}

/** The group of `at`; throws `not-found` where there is none by that name. */
export async function groupIn(
  { group, role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms = ASK_MS,
): Promise<GroupSeen> {
  const name = inRegion(group, at, 'Auto Scaling group')
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
  const { AutoScalingGroups = [] } = await aws.call('autoscaling', targetIn(at, role), command, signal, ms)
  const [found] = AutoScalingGroups
  if (found) return groupOf(name, found)
  throw new OperatingError('not-found', `${at} has no Auto Scaling group "${name}"`, 'make it, or name the right one')
}

/** A group as the service describes it. */
export function groupOf(name: string, raw: AutoScalingGroup): GroupSeen {
  const frozen = frozenBy(raw.Tags ?? [])
  const { Instances = [], SuspendedProcesses = [], Tags = [], VPCZoneIdentifier = '' } = raw
  return {
    name,
    figures: { desired: raw.DesiredCapacity ?? 0, min: raw.MinSize ?? 0, max: raw.MaxSize ?? 0 },
    useful: Instances.filter(
      ({ HealthStatus, LifecycleState }) => LifecycleState === 'InService' && /^healthy$/i.test(HealthStatus ?? ''),
    ).length,
    pending: Instances.filter(({ LifecycleState = '' }) => LifecycleState.startsWith('Pending')).length,
    subnets: VPCZoneIdentifier.split(',').filter((id) => id !== ''),
    zones: raw.AvailabilityZones ?? [],
    suspended: SuspendedProcesses.flatMap(({ ProcessName }) => (ProcessName === undefined ? [] : [ProcessName])).sort(),
    left: leftIn(Tags),
    ...(frozen ? { frozen } : {}),
    raw,
  }
}

const RECORDS = 50
/**
 * How the service words it in an activity's status message
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html); the type and the zone stand in it.
 */
const SHORT =
  /Insufficient(Instance|Host|ReservedInstance)?Capacity|do not have sufficient|UnfulfillableCapacity|no Spot capacity/i
const TYPE_AND_ZONE =
  /sufficient ([a-z0-9-]+\.[a-z0-9-]+) capacity in the (?:requested )?Availability Zone[^(]*\(([a-z0-9-]+)\)/i
const ZONE_ALONE = /Availability Zone[^(]*\(([a-z0-9-]+)\)/i

export interface LaunchRefusal extends Refusal {
  readonly type?: string
  /** By name, as the message has it. */
  readonly zone?: string
}

/** The group's launches that were refused for want of capacity, newest first. */
export async function refusalsOf(
  { name }: GroupSeen,
  { role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<readonly LaunchRefusal[]> {
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, MaxRecords: RECORDS })
  const { Activities = [] } = await aws.call('autoscaling', targetIn(at, role), command, signal, ASK_MS)
  return Activities.flatMap(refusalIn)
}

/** What an activity says was refused; nothing when it went well, or failed for another reason. */
export function refusalIn({
  ActivityId = '',
  StartTime,
  StatusCode,
  StatusMessage = '',
}: Activity): readonly LaunchRefusal[] {
  if ((StatusCode !== 'Failed' && StatusCode !== 'Cancelled') || !SHORT.test(StatusMessage)) return []
  const [, type, both] = TYPE_AND_ZONE.exec(StatusMessage) ?? []
  const zone = both ?? ZONE_ALONE.exec(StatusMessage)?.[1]
  const says =
    zone === undefined
      ? firstSentence(StatusMessage)
      : `no capacity${type === undefined ? '' : ` for ${type}`} in ${zone}`
  return [
    {
      id: ActivityId,
      at: StartTime?.getTime() ?? 0,
      says,
      ...(type === undefined ? {} : { type }),
      ...(zone === undefined ? {} : { zone }),
    },
  ]
}

const firstSentence = (text: string): string => text.split(/(?<=\.)\s/)[0] ?? text

/** Whether every zone of a group has refused every type it may launch; a group of unknown type counts by zones alone. */
export const isRefusedAll = (
  zones: readonly string[],
  types: readonly string[],
  refusals: readonly LaunchRefusal[],
): boolean =>
  zones.length > 0 &&
  zones.every((zone) => {
    const here = refusals.filter((refusal) => refusal.zone === zone)
    return types.length === 0
      ? here.length > 0
      : types.every((type) => here.some((refusal) => (refusal.type ?? type) === type))
  })

/** The types a group is told to launch; empty when its template alone says. */
export const groupTypes = ({ raw }: Pick<GroupSeen, 'raw'>): readonly string[] =>
  (raw.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []).flatMap(({ InstanceType }) =>
    InstanceType === undefined ? [] : [InstanceType],
  )
