/** What a controller thought at an instant, and what a drill expects of it. */
import { describeMove } from '../../model/move.js'
import type { Expectation } from '../drill.js'
import type { Mind, Trace } from '../trace.js'
import { type Finding, instant } from './judged.js'

/** People judge under names of their own, and only when they ask for something. */
const OPERATOR = /^operator/
const ASKED_LATELY_MS = 60_000

/** The mind of the controller in force at an instant: each change of it is on record. */
export const mindAt = ({ minds }: Pick<Trace, 'minds'>, ms: number): Mind | undefined =>
  minds.findLast(({ atMs, host }) => atMs <= ms && !OPERATOR.test(host))

/** Held, or blocked, for the reason named: the controller then, or an order given within the minute before. */
export function heldBy(trace: Trace, { atMs, reason }: Extract<Expectation, { kind: 'hold' }>): Finding {
  const mind = mindAt(trace, atMs)
  const orders = trace.minds.filter(
    (each) => OPERATOR.test(each.host) && each.atMs <= atMs && each.atMs > atMs - ASKED_LATELY_MS,
  )
  const minds = [...(mind ? [mind] : []), ...orders]
  const held = minds.find((each) => reasonsOf(each).some((known) => known.includes(reason)))
  const shown = held ?? mind
  if (!shown) return { met: false, at: atMs, saw: 'nobody had judged by then' }
  return { met: held !== undefined, at: shown.atMs, saw: `${heldWords(shown)}, since ${instant(shown.atMs)}` }
}

/** The reason itself, each guard that blocks or cannot tell, and what objects to every way of a move that was decided on. */
function reasonsOf({ blocked, decision }: Mind): readonly string[] {
  if (decision.kind === 'act') return blocked
  const guards = decision.considered.flatMap(({ guards: verdicts }) =>
    verdicts.filter(({ is }) => is === 'block' || is === 'unknown').map(({ guard }) => guard),
  )
  return [decision.reason, ...guards, ...blocked]
}

/** `held by replica-lag: …`, or what it decided on and what stood in the way. */
export function heldWords({ blocked, decision }: Mind): string {
  if (decision.kind === 'hold') return `held by ${decision.reason}: ${decision.because}`
  const move = describeMove(decision.move)
  return blocked.length === 0 ? `decided on ${move}` : `${move} was blocked: ${blocked.join('; ')}`
}
