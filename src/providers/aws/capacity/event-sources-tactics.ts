/** When the event sources of a region are switched off and on, as plain data. */
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import type { Action, End, EndOf, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { answersFact } from '../driver-context.js'
import { controlOf } from '../places.js'
import { seenIn } from '../plan-data.js'
import type { Settings } from './event-sources.js'

/** Name of the fact that every mapping the policy names in `at` exists. */
export const mappingsFact = (at: Region): string => `event sources in ${at}`
export const SWITCH = 'switch-event-sources'
/** States by mapping, as Lambda names them. */
export const statesState = z.record(z.string(), z.string())

const ON = /^(Enabled|Enabling|Creating)$/
/** Whether a mapping in `state` is on, or about to be. */
export const isOn = (state: string | undefined): boolean => ON.test(state ?? '')

/** The tactics for `end`, best first, from what was seen. */
export function eventSourceTactics(
  resource: string,
  end: End,
  seen: Inspection,
  { mappings }: Settings,
): readonly Tactic[] {
  if (end.kind !== 'fenced' && end.kind !== 'traffic') return []
  const uuids = mappings[end.at]
  if (!uuids) return []
  const states = seenIn(seen.state, end.at, statesState) ?? {}
  if (end.kind === 'fenced') return switchingOff(resource, end, uuids, states)
  return end.final ? [switchingOn(resource, end, uuids, states)] : []
}

interface Switch {
  readonly at: Region
  readonly uuids: readonly string[]
  readonly to: boolean
  /** Whether a region that does not answer is let be. */
  readonly lenient: boolean
}

const act = (resource: string, { at, lenient, to, uuids }: Switch): Action => ({
  resource,
  verb: SWITCH,
  with: { at, uuids, to, lenient },
})

/**
 * In the region that is left. A planned move insists on it. Any other tries, and goes on without: a region that cannot be
 * reached is not to keep users waiting, and the step says what must be done on its return.
 */
function switchingOff(
  resource: string,
  { at, planned }: EndOf<'fenced'>,
  uuids: readonly string[],
  states: { readonly [uuid: string]: string },
): readonly Tactic[] {
  // What was off before is left off; what was not seen counts as on.
  const wereOn = uuids.filter((uuid) => states[uuid] === undefined || isOn(states[uuid]))
  const lambda = controlOf('lambda', at)
  const tactic = (lenient: boolean): Pick<Tactic, 'action' | 'undo' | 'expectedMs'> => ({
    action: act(resource, { at, uuids, to: false, lenient: false }),
    undo: { kind: 'action', action: act(resource, { at, uuids: wereOn, to: true, lenient }) },
    expectedMs: 3_000,
  })
  const off: Tactic = {
    name: 'switch-off',
    says: `switch off ${resource} in ${at}: ${say(uuids)}`,
    ...tactic(false),
    needs: [lambda],
    prerequisites: [answersFact(lambda), mappingsFact(at)],
    ...{ deadlineMs: planned ? 120_000 : 30_000, onFailure: planned ? 'halt' : 'carry-on' },
  }
  const onReturn: Tactic = {
    name: 'on-return',
    says: `switch off ${resource} in ${at} if it can be reached; else on its return, before anything is processed twice: ${say(uuids)}`,
    ...tactic(true),
    ...{ needs: [], prerequisites: [], deadlineMs: 8_000, onFailure: 'carry-on' },
  }
  return planned ? [off] : [off, onReturn]
}

function switchingOn(
  resource: string,
  { at }: EndOf<'traffic'>,
  uuids: readonly string[],
  states: { readonly [uuid: string]: string },
): Tactic {
  const lambda = controlOf('lambda', at)
  const wereOff = uuids.filter((uuid) => states[uuid] !== undefined && !isOn(states[uuid]))
  return {
    name: 'switch-on',
    says: `switch on ${resource} in ${at}: ${say(uuids)}`,
    action: act(resource, { at, uuids, to: true, lenient: false }),
    needs: [lambda],
    prerequisites: [answersFact(lambda), mappingsFact(at)],
    undo: { kind: 'action', action: act(resource, { at, uuids: wereOff, to: false, lenient: false }) },
    ...{ expectedMs: 5_000, deadlineMs: 120_000, onFailure: 'halt' },
  }
}

const say = (uuids: readonly string[]): string =>
  uuids.length > 3 ? `${uuids.length} mappings` : `mapping${uuids.length > 1 ? 's' : ''} ${uuids.join(', ')}`
