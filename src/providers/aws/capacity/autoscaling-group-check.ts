/** What would make a group fail, or be slow, on the day: looked at on a calm one. */
import { DescribeInstanceTypeOfferingsCommand } from '@aws-sdk/client-ec2'
import type { Region } from '../../../model/place.js'
import type { RegionPolicy } from '../../../policy/policy.js'
import { type Asked, type AwsContext, asked, targetIn } from '../driver-context.js'
import type { Finding, LiveCheck } from '../live-check.js'
import { controlOf } from '../places.js'
import type { Settings } from './autoscaling-group.js'
import { type Launch, launchOf } from './autoscaling-group-launch.js'
import { ASK_MS, type GroupSeen, groupIn, groupTypes } from './autoscaling-group-look.js'
import { roomFor } from './capacity-figures.js'
import { type Subnet, subnetsOf } from './subnets.js'

/** Looks at the group of every region of the policy. */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const own = settings as unknown as Settings
  const findings = await Promise.all(context.regions.map((region) => checkIn(region, name, own, context, signal)))
  return findings.flat()
}

type Say = (rule: string, severity: Finding['severity'], says: string, next: string) => Finding

async function checkIn(
  { region: at, zones }: RegionPolicy,
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const say: Say = (rule, severity, says, next) => ({ rule, severity, resource, says, next })
  if (settings.group[at] === undefined) {
    return [
      say(
        'group-unnamed',
        'warning',
        `the policy names no group in ${at}`,
        `name the group of ${at}, or none can be raised there`,
      ),
    ]
  }
  const group = await asked(controlOf('autoscaling', at), () => groupIn(settings, at, context, signal))
  if (group.is === 'none') return [unseen(group, say, 'group-missing')]
  const found = group.answer
  const ec2 = controlOf('ec2', at)
  const [subnets, launch] = await Promise.all([
    asked(ec2, () => subnetsOf(found.subnets, settings, at, context, signal, ASK_MS)),
    asked(ec2, () => launchOf(found, settings, at, context, signal, () => ASK_MS)),
  ])
  return [
    ...ofGroup(found, at, settings, say),
    ...(subnets.is === 'answer'
      ? ofSubnets(found, subnets.answer, at, zones, settings, say)
      : [unseen(subnets, say, 'subnet-missing')]),
    ...(launch.is === 'answer'
      ? await ofTypes(found, launch.answer, at, settings, context, signal, say)
      : [unseen(launch, say, 'launch-template')]),
  ]
}

const unseen = ({ because, code }: Extract<Asked<unknown>, { is: 'none' }>, say: Say, rule: string): Finding =>
  code === 'not-found'
    ? say(rule, 'error', because, 'mend the name in the policy, or make what is missing')
    : say(rule, 'unknown', because, 'see that AWS answers there and that this user may look ("failover iam")')

function ofGroup(
  { figures, frozen, left, name, raw, suspended }: GroupSeen,
  at: Region,
  settings: Settings,
  say: Say,
): readonly Finding[] {
  const findings: Finding[] = []
  const room = roomFor(settings, 'instances', figures)
  if (room.is === 'unmet')
    findings.push(say('max-too-small', 'error', `${name} in ${at}: ${room.because}`, 'raise the maximum'))
  if (suspended.includes('Launch')) {
    findings.push(
      say(
        'launch-suspended',
        'error',
        `${name} in ${at} launches nothing: its process Launch is suspended`,
        'resume it',
      ),
    )
  }
  const others = suspended.filter((process) => process !== 'Launch')
  if (others.length > 0) {
    const by = frozen
      ? ` (frozen by failover: ${frozen.join(', ')}; "failover thaw ${at}" resumes them)`
      : leftSays(left)
    const says = `${name} in ${at} has ${others.join(', ')} suspended${by}`
    findings.push(say('processes-suspended', 'warning', says, 'resume what nobody needs suspended any more'))
  }
  if (raw.NewInstancesProtectedFromScaleIn) {
    const says = `${name} in ${at} protects new instances from scale-in: what a failover adds stays until the protection is taken away`
    findings.push(say('scale-in-protected', 'warning', says, 'count on it, or turn it off'))
  }
  const warm = raw.WarmPoolConfiguration
  if (warm && (warm.PoolState === 'Stopped' || warm.PoolState === undefined)) {
    const says = `${name} in ${at} has a warm pool of stopped instances: they start from their volumes, which an EBS outage holds up`
    findings.push(
      say(
        'warm-pool-stopped',
        'warning',
        says,
        'keep the warm pool running or hibernated, or run the standby at full size',
      ),
    )
  }
  const policy = raw.AvailabilityZoneImpairmentPolicy
  if (policy?.ZonalShiftEnabled && policy.ImpairedZoneHealthCheckBehavior === 'ReplaceUnhealthy') {
    const says = `${name} in ${at} replaces unhealthy instances of a zone that traffic was shifted from, and may thrash there`
    findings.push(
      say('impaired-zone-replaced', 'warning', says, 'set ImpairedZoneHealthCheckBehavior to IgnoreUnhealthy'),
    )
  }
  return findings
}

const leftSays = (left: GroupSeen['left']): string => {
  const zones = Object.keys(left).sort()
  return zones.length > 0 ? ` (it was made to leave ${zones.join(', ')})` : ''
}

function ofSubnets(
  { left, name, useful }: GroupSeen,
  subnets: readonly Subnet[],
  at: Region,
  zones: readonly string[],
  { capacity }: Settings,
  say: Say,
): readonly Finding[] {
  const share = Math.ceil(Math.max(0, capacity - useful) / Math.max(1, zones.length))
  return zones.flatMap((zone): readonly Finding[] => {
    const here = subnets.filter((subnet) => subnet.zone === zone)
    const free = here.reduce((sum, { free }) => sum + free, 0)
    if (here.length === 0 && left[zone]) {
      return [
        say('zone-left', 'warning', `${name} was made to leave ${zone}`, `failover restores it once ${zone} is well`),
      ]
    }
    if (here.length === 0) {
      return [
        say(
          'zone-without-subnet',
          'warning',
          `${name} in ${at} has no subnet in ${zone}`,
          `give it one, or leave ${zone} out of the policy`,
        ),
      ]
    }
    if (free >= share) return []
    const says = `${name}: ${free} addresses are free in ${zone}, and its share of ${capacity} instances needs ${share} more`
    return [say('addresses-short', 'error', says, 'give the group a larger subnet there')]
  })
}

/** Whether each zone offers the types the group launches: what a zone does not offer, no capacity there can give. */
async function ofTypes(
  group: GroupSeen,
  { type }: Launch,
  at: Region,
  settings: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
  say: Say,
): Promise<readonly Finding[]> {
  const own = groupTypes(group)
  const types = [...new Set([...(own.length > 0 ? own : type === undefined ? [] : [type]), ...settings.instance_types])]
  if (types.length === 0) return []
  const command = new DescribeInstanceTypeOfferingsCommand({
    LocationType: 'availability-zone',
    Filters: [{ Name: 'instance-type', Values: types }],
  })
  const found = await asked(controlOf('ec2', at), () =>
    aws.call('ec2', targetIn(at, settings.role), command, signal, ASK_MS),
  )
  if (found.is === 'none') return [unseen(found, say, 'type-not-offered')]
  const offered = new Set(
    (found.answer.InstanceTypeOfferings ?? []).map(({ InstanceType, Location }) => `${InstanceType} ${Location}`),
  )
  return types.flatMap((wanted) => {
    const without = group.zones.filter((zone) => !offered.has(`${wanted} ${zone}`))
    if (without.length === 0) return []
    const severity = without.length === group.zones.length ? 'error' : 'warning'
    return [
      say(
        'type-not-offered',
        severity,
        `${at} offers no ${wanted} in ${without.join(', ')}`,
        'choose a type that every zone offers',
      ),
    ]
  })
}
