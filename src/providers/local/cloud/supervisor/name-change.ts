/** What a change makes of the public name, judged on the state after it (law 26). Pure. */
import { OperatingError } from '../../../../model/error.js'
import type { NameChange, NameState } from '../local-cloud.js'

/**
 * The name after `change`, under `serial`; the very same state when it is so already. Throws `OperatingError`: `conflict`
 * when the name is not as expected, `not-found` for a zone it does not know, `refused` when nothing would answer.
 */
export function changed(state: NameState, change: NameChange, serial: number): NameState {
  const { name } = state
  for (const [zone, weight] of Object.entries(change.weights)) {
    if (state.weights[zone] === undefined) {
      const known = Object.keys(state.weights).join(', ')
      throw new OperatingError('not-found', `${name} knows no zone "${zone}"`, `it knows ${known}`)
    }
    if (!Number.isFinite(weight) || weight < 0) {
      throw new OperatingError('refused', `${name}: ${weight} is no weight of ${zone}`, 'a weight is 0 or more')
    }
  }
  const weights = { ...state.weights, ...change.weights }
  if (Object.entries(weights).every(([zone, weight]) => state.weights[zone] === weight)) return state
  if (change.expectedSerial !== state.serial) {
    const what = `${name} has serial ${state.serial}, not the ${change.expectedSerial} the change was planned from`
    throw new OperatingError(
      'conflict',
      `${what}; it answers with ${answering(state.weights)}`,
      'look again and plan anew',
    )
  }
  if (Object.values(weights).every((weight) => weight === 0)) {
    const what = `${name} would be left without an answer (law 26)`
    throw new OperatingError('refused', what, 'leave at least one zone with a weight above 0')
  }
  return { ...state, weights, serial, epoch: change.epoch }
}

const answering = (weights: NameState['weights']): string =>
  Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([zone, weight]) => `${zone} (${weight})`)
    .join(', ')
