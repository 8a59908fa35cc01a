/** The ways to move traffic by traffic dials, as plain data. */
import type { Action, End, Json, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { globalAcceleratorControl } from '../places.js'
import { seenIn } from '../plan-data.js'
import {
  type Change,
  calmWeights,
  changesFor,
  closedBy,
  endpointsFact,
  groups,
  reversed,
  type Weights,
  weightsOf,
} from './global-accelerator-dials.js'

export const SET_DIALS = 'set-dials'

/** A change of traffic is deployed to the edge within seconds, as a rule. */
const EXPECTED_MS = 20_000
const DEADLINE_MS = 300_000

/** Brings traffic to the region of a `traffic` end; no other end is one of this resource's. */
export function acceleratorTactics(resource: string, end: End, { state }: Inspection): readonly Tactic[] {
  if (end.kind !== 'traffic') return []
  const { at, final, from, percent, reached } = end
  const calm = (arn: string): Weights | undefined => seenIn(state, calmWeights(arn), weightsOf)
  const isLeft = final && percent >= 100
  const drawn = changesFor(seenIn(state, 'groups', groups) ?? [], { at, from, percent, isLeft, reached }, calm)
  if (!drawn) return []
  const action = (changes: readonly Change[]): Action => ({
    resource,
    verb: SET_DIALS,
    with: { changes: changes as unknown as Json },
  })
  const tactic: Tactic = {
    name: 'traffic-dial',
    says: says(resource, at, from, percent, isLeft),
    action: action(drawn),
    needs: [globalAcceleratorControl],
    prerequisites: [endpointsFact(at)],
    undo: wayBack(drawn, action),
    ...{ expectedMs: EXPECTED_MS, deadlineMs: DEADLINE_MS, onFailure: 'halt' },
  }
  return [tactic]
}

/** A way back to nothing open is none (law 26). */
const wayBack = (drawn: readonly Change[], action: (changes: readonly Change[]) => Action): Tactic['undo'] =>
  closedBy(reversed(drawn)).length === 0 ? { kind: 'action', action: action(reversed(drawn)) } : { kind: 'not-needed' }

function says(resource: string, at: string, from: string, percent: number, isLeft: boolean): string {
  const what = `dial ${resource} to ${percent} % in ${at}`
  return isLeft
    ? `${what}, 0 % and weights 0 in ${from}; established connections stay until they end`
    : `${what}, ${100 - percent} % in ${from}`
}
