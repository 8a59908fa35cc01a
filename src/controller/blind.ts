/**
 * Judging without the journal: looking and weighing go on while the store is out of reach, so that what was seen meanwhile
 * counts when it is back; but nobody acts without the lease (law 15), and what is called for is said (law 25).
 */
import { decide } from '../decide/decide.js'
import type { Situation } from '../decide/situation.js'
import { type Decision, describeMove } from '../model/move.js'
import type { World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { type Memory, standingOf } from './memory.js'
import type { Tick } from './tick.js'

/** What the journal said when it was last read. */
export type Known = Pick<Situation, 'frozen' | 'precedents' | 'standing'>

/** A round of judgement on what was known last. It never decides to act: `because` says what is in the way. */
export function judgeBlindly(
  { clock }: Pick<World, 'clock'>,
  policy: Policy,
  memory: Memory,
  known: Known | undefined,
  because: string,
): Tick {
  const { assessments, inspections } = memory
  const situation: Situation = {
    ...{ now: clock.now(), policy, assessments, gauges: inspections.flatMap(({ gauges }) => gauges) },
    ...(known ?? { frozen: [], precedents: { made: [] }, standing: standingOf(policy, inspections, []) }),
  }
  return { memory, situation, decision: withheld(decide(situation), because) }
}

function withheld(decision: Decision, because: string): Decision {
  if (decision.kind === 'hold') return decision
  const says = `${describeMove(decision.move)} is called for, and cannot be done: ${because}`
  return { kind: 'hold', reason: 'trouble', because: says, considered: decision.considered }
}
