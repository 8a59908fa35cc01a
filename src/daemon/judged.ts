/** One round's judgement as others keep it: what was decided, on what health, and what objects to every way of it. */
import type { Tick } from '../controller/tick.js'
import { type Assessment, effective } from '../model/health.js'
import { type Decision, describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'

export interface Judged {
  readonly decision: Decision
  readonly assessments: readonly Assessment[]
  /** What objects to every way of a move that was decided on. */
  readonly blocked: readonly string[]
}

/** What a round came to. */
export const judgedOf = ({ decision, memory, objections = [] }: Tick): Judged => ({
  decision,
  assessments: memory.assessments,
  blocked: objections.map(({ detail, step, tactic }) => `${step} by ${tactic}: ${detail}`),
})

/** Two judgements of one likeness differ in their figures alone. */
export function likenessOf({ assessments, blocked, decision }: Judged): string {
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
