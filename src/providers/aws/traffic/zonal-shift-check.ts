/**
 * Why a zonal shift would not work when it is needed
 * (https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.resource-types.html).
 */
import type { Finding, LiveCheck } from '../live-check.js'
import type { Settings } from './zonal-shift.js'
import type { Balancer } from './zonal-shift-balancer.js'
import { lookAtAll, type Seen } from './zonal-shift-inspect.js'
import { sayShift } from './zonal-shift-owner.js'
import { shortOf } from './zonal-shift-tactics.js'

export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const all = await lookAtAll(settings as Settings, context, signal)
  return all.flatMap((seen) => [
    ...ofPlace(name, seen),
    ...ofShifts(name, seen),
    ...(seen.balancer?.is === 'answer' ? ofBalancer(name, seen, seen.balancer.answer) : unseen(name, seen.balancer)),
  ])
}

function ofPlace(resource: string, { arn, at }: Seen): readonly Finding[] {
  if (arn.split(':')[3] === at) return []
  const says = `${shortOf(arn)} is named under ${at}, and stands in ${arn.split(':')[3]}`
  return [{ rule: 'resource-of-another-region', severity: 'error', resource, says, next: 'put it under its region' }]
}

function ofShifts(resource: string, { arn, shifts }: Seen): readonly Finding[] {
  if (shifts.is === 'none') {
    const isMissing = shifts.code === 'not-found'
    const next = 'see its ARN; an Auto Scaling group or a cluster has to be enabled for zonal shift'
    return [
      {
        ...{ rule: isMissing ? 'not-managed-by-arc' : 'zonal-shift-unseen', resource },
        ...{ severity: isMissing ? 'error' : 'unknown', says: shifts.because, next },
      },
    ]
  }
  const zones = Object.keys(shifts.answer.weights)
  const single: readonly Finding[] =
    zones.length > 1
      ? []
      : [
          {
            ...{ rule: 'stands-in-one-zone', severity: 'error', resource },
            says: `${shortOf(arn)} stands in ${zones.join() || 'no zone'} alone: there is no zone to leave it for`,
            next: 'give it subnets in a second zone',
          },
        ]
  const active = shifts.answer.shifts.map(
    (shift): Finding => ({
      ...{ rule: 'shift-under-way', severity: 'warning', resource },
      says: `${shortOf(arn)} is shifted now: ${sayShift(shift)}; ARC allows one zone at a time`,
      next: 'end it once the zone is well',
    }),
  )
  return [...single, ...active]
}

function unseen(resource: string, balancer: Seen['balancer']): readonly Finding[] {
  if (balancer?.is !== 'none') return []
  const next = 'see its ARN and the permissions'
  return [{ rule: 'balancer-unseen', severity: 'unknown', resource, says: balancer.because, next }]
}

function ofBalancer(resource: string, { arn }: Seen, { crossZone, groups, optedIn }: Balancer): readonly Finding[] {
  const name = shortOf(arn)
  const optIn: readonly Finding[] = optedIn
    ? []
    : [
        {
          ...{ rule: 'zonal-shift-not-enabled', severity: 'error', resource },
          says: `${name} is not opted in to zonal shift: ARC would refuse to shift it`,
          next: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ${arn} --attributes Key=zonal_shift.config.enabled,Value=true`,
        },
      ]
  const single = groups.flatMap(({ healthy, name: group, unplaced }): Finding[] => {
    const zones = Object.keys(healthy)
    if (unplaced > 0 || zones.length !== 1) return []
    const says = `every healthy target of ${group} (${name}) stands in ${zones[0]}: a shift away from it does nothing`
    return [{ rule: 'targets-in-one-zone', severity: 'error', resource, says, next: 'run targets in a second zone' }]
  })
  const uneven = crossZone ? [] : groups.flatMap((group) => unevenIn(resource, name, group))
  return [...optIn, ...single, ...uneven]
}

/** Without cross-zone balancing each zone's share of users lands on that zone's targets, few or many. */
function unevenIn(
  resource: string,
  balancer: string,
  { healthy, name }: Balancer['groups'][number],
): readonly Finding[] {
  const counts = Object.values(healthy)
  if (counts.length < 2 || Math.min(...counts) === Math.max(...counts)) return []
  const figures = Object.entries(healthy).map(([zone, count]) => `${zone} ${count}`)
  const says = `cross-zone balancing of ${balancer} is off and ${name} has unequal zones (${figures.join(', ')}): after a shift the smaller ones take as many users as the larger`
  const next = 'run as many targets in each zone, or turn cross-zone balancing on'
  return [{ rule: 'zones-of-unequal-strength', severity: 'warning', resource, says, next }]
}
