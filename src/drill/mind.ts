/** A controller's mind, on record whenever it changes in more than its figures. */
import type { Tick } from '../controller/tick.js'
import { effective } from '../model/health.js'
import { type Decision, describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'
import type { Mind } from '../sim/trace.js'

/** What objects to every way of the move that was decided on. */
const blockedBy = ({ objections = [] }: Tick): readonly string[] =>
  objections.map(({ detail, step, tactic }) => `${step} by ${tactic}: ${detail}`)

/** What `host` makes of `found` at `atMs`. */
export const mindOf = (found: Tick, host: string, atMs: number): Mind => ({
  ...{ atMs, host },
  decision: found.decision,
  assessments: found.memory.assessments,
  blocked: blockedBy(found),
})

/** Two minds of one likeness differ in their figures alone. */
export function likenessOf({ assessments, blocked, decision }: Mind): string {
  const health = assessments.map((each) => `${nameOf(each.of)} ${effective(each)}`)
  return [likenessOfDecision(decision), blocked.length, ...health].join('\n')
}

/** Two decisions of one likeness differ in their figures alone. */
export function likenessOfDecision(decision: Decision): string {
  const weighed = decision.considered.flatMap(({ guards, move }) => [
    describeMove(move),
    ...guards.map(({ guard, is }) => `${guard} ${is}`),
  ])
  const said = decision.kind === 'hold' ? decision.reason : describeMove(decision.move)
  return [decision.kind, said, ...weighed].join('\n')
}
