/** The ways to have capacity in a region, as plain data. */
import type { Region } from '../../model/place.js'
import type { Action, Tactic } from '../../model/plan.js'
import { raised, type Stand, total } from './app-servers-slots.js'
import { type ByZone, computeControl, controlPlaneFact } from './driver-context.js'

export const VERBS = { raise: 'raise-slots', restore: 'set-slots', keep: 'keep-slots' } as const

/**
 * Raises the slots of what runs; and, where enough of it was seen running, leaves it as it is, which needs no control
 * plane at all (static stability).
 */
export function capacityTactics(
  resource: string,
  at: Region,
  capacity: number,
  seen: Stand | undefined,
): readonly Tactic[] {
  const stand = seen ?? { slots: {}, slotsMax: {} }
  const raise = raiseTactic(resource, at, capacity, stand)
  return total(stand.slots) >= capacity ? [raise, keepTactic(resource, at, capacity, stand.slots)] : [raise]
}

function raiseTactic(resource: string, at: Region, capacity: number, stand: Stand): Tactic {
  const slots = raised(stand, capacity)
  const isEnough = total(stand.slots) >= capacity
  const act = (verb: string, to: ByZone): Action => ({ resource, verb, with: { at, slots: to } })
  return {
    name: 'raise-slots',
    says: isEnough
      ? `see that ${resource} in ${at} has its ${capacity} slots`
      : `raise ${resource} in ${at} from ${total(stand.slots)} to ${total(slots)} slots`,
    action: act(VERBS.raise, slots),
    needs: [computeControl(at)],
    prerequisites: [controlPlaneFact(at)],
    undo: isEnough ? { kind: 'not-needed' } : { kind: 'action', action: act(VERBS.restore, stand.slots) },
    ...{ expectedMs: isEnough ? 50 : 200, deadlineMs: 15_000, onFailure: 'halt' },
  }
}

function keepTactic(resource: string, at: Region, capacity: number, slots: ByZone): Tactic {
  return {
    name: 'as-it-is',
    says: `leave ${resource} in ${at} at the ${total(slots)} slots it was seen with; ${capacity} are needed`,
    action: { resource, verb: VERBS.keep, with: { at, slots } },
    ...{ needs: [], prerequisites: [], undo: { kind: 'not-needed' } },
    ...{ expectedMs: 50, deadlineMs: 5_000, onFailure: 'halt' },
  }
}
