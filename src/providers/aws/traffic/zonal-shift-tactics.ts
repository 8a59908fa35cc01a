/** The ways to leave a zone and to come back by zonal shift, as plain data. */
import type { Region, ZoneId } from '../../../model/place.js'
import type { Action, End, Tactic } from '../../../model/plan.js'
import { formatMs } from '../../../model/units.js'
import { dataOf } from '../places.js'
import type { Settings } from './zonal-shift.js'

export const SHIFT = 'shift-away'
export const END_SHIFT = 'end-shift'
/** Names of the facts that one resource can leave a zone, and come back to it. */
export const leaveFact = (arn: string, zone: string): string => `${shortOf(arn)} can leave ${zone}`
export const returnFact = (arn: string, zone: string): string => `${shortOf(arn)} can return to ${zone}`

/** What people call it: `app/shop/50dc6c495c0c9188`, `autoScalingGroupName/web`, `shop`. */
export const shortOf = (arn: string): string => arn.split(/loadbalancer\/|autoScalingGroup:|cluster\//)[1] ?? arn

/** A shift starts at once; what was under way in the zone may take minutes more to end. */
const EXPECTED_MS = 1_000
/**
 * The zone's address leaves the balancer's name within seconds, and an answer lives for 60 s
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html).
 */
const FOLLOW = { turnsMs: 5_000, keepsMs: 60_000 } as const
const DEADLINE_MS = 60_000

/** Leaves a zone or comes back to it, for everything of this resource in the zone's region at once. */
export function shiftTactics(resource: string, end: End, { expires, resources }: Settings): readonly Tactic[] {
  if (end.kind !== 'zone-left' && end.kind !== 'zone-restored') return []
  const { region, zone } = end
  const arns = resources[region]
  if (!arns) return []
  const action = (verb: string): Action => ({ resource, verb, with: { region, zone, arns } })
  const [away, back] = [action(SHIFT), action(END_SHIFT)]
  const isLeaving = end.kind === 'zone-left'
  const names = arns.map(shortOf).join(', ')
  const says = isLeaving
    ? `shift ${names} away from ${zone} for ${formatMs(expires)}; connections under way end within minutes`
    : `end the shift of ${names} away from ${zone}`
  return [tactic(says, isLeaving ? away : back, isLeaving ? back : away, region, zone, arns)]
}

function tactic(
  says: string,
  action: Action,
  back: Action,
  region: Region,
  zone: ZoneId,
  arns: readonly string[],
): Tactic {
  const fact = action.verb === SHIFT ? leaveFact : returnFact
  return {
    ...{ name: 'zonal-shift', says, action, needs: [dataOf('zonal-shift', region)] },
    prerequisites: arns.map((arn) => fact(arn, zone)),
    undo: { kind: 'action', action: back },
    ...{ expectedMs: EXPECTED_MS, deadlineMs: DEADLINE_MS, onFailure: 'halt', follow: FOLLOW },
  }
}
