/** The stages in which a move brings users from one region to another, as the policy asks (law 11). */
import type { Failover, Move, Switchover } from '../model/move.js'
import type { ZoneId } from '../model/place.js'
import type { Proof, TrafficEnd } from '../model/plan.js'
import type { TrafficPolicy } from '../policy/policy.js'

/**
 * The ends of traffic one after another; the last is the final one. A failover leaves nobody behind for good, and goes at
 * once unless the policy says otherwise: who is not moved by a stage is not served meanwhile.
 */
export function trafficEnds(
  move: Failover | Switchover,
  without: readonly ZoneId[],
  { inFailover, stages, tricklePercent }: TrafficPolicy,
): readonly TrafficEnd[] {
  const end = (percent: number, final: boolean): TrafficEnd => ({
    ...{ kind: 'traffic', at: move.to, from: move.from, without, percent, final },
    planned: move.kind === 'switchover',
  })
  const isStaged = move.kind === 'switchover' || inFailover === 'staged'
  const earlier = isStaged ? stages.slice(0, -1) : []
  const all = move.kind === 'switchover' ? 100 - tricklePercent : 100
  return [...earlier.map((percent) => end(percent, false)), end(all, true)]
}

/** What is to be seen of a stage before the next; nothing is of traffic that goes at once. */
export function proofOf(move: Move, end: TrafficEnd, { settleMs }: TrafficPolicy): Proof | undefined {
  if (end.final && end.reached === undefined) return undefined
  const { at, final, from, percent } = end
  return { at, from, percent, final, planned: move.kind === 'switchover', settleMs }
}
