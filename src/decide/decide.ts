/**
 * Whether to move, and why, or why not.
 *
 * Candidates are listed from the smallest sufficient move; each is put before every guard that has a say, and the first
 * that none stops is the decision. Automation is opt-in: a move the policy does not list under `automatic` is held for
 * a person, with the guards' words ready. An operator's request walks the same path.
 */
import type { Candidate, Decision, Move } from '../model/move.js'
import { describeMove } from '../model/move.js'
import { candidates } from './candidates.js'
import { askGuards, stops } from './guards/table.js'
import type { Situation } from './situation.js'

export function decide(situation: Situation): Decision {
  const found = candidates(situation)
  if (found.is === 'none') return { kind: 'hold', reason: found.reason, because: found.because, considered: [] }
  const considered = found.proposals.map(
    (proposal): Candidate => ({ ...proposal, guards: askGuards(proposal, situation) }),
  )
  const free = considered.find(({ guards }) => !guards.some(stops))
  if (!free) return held(considered)
  const { move, trigger } = free
  if (trigger.kind !== 'operator' && !isAutomatic(move, situation)) {
    const because = `${found.because}; "${describeMove(move)}" is not among decide.automatic and waits for a person`
    return { kind: 'hold', reason: 'not-automatic', because, considered }
  }
  return { kind: 'act', move, trigger, because: found.because, considered }
}

/** Who may freeze by itself lifts that by itself. */
const isAutomatic = ({ kind }: Move, { policy }: Situation): boolean =>
  policy.decide.automatic.includes(kind === 'thaw' ? 'freeze' : kind)

/** The reason of a hold is the first guard that stops the first candidate. */
function held(considered: readonly Candidate[]): Decision {
  const first = considered[0]
  const stopping = first?.guards.find(stops)
  if (!first || !stopping)
    return { kind: 'hold', reason: 'no-candidate', because: 'there is nowhere to move', considered }
  const because = `${describeMove(first.move)} held by ${stopping.guard}: ${stopping.because}`
  return { kind: 'hold', reason: stopping.guard, because, considered }
}
