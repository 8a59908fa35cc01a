/**
 * What the customer went through, cut where the journal says the controller noticed, decided and flipped. Pure: counted
 * from the customer's own tries and from the numbers found in the database, nothing assumed.
 *
 * The parts meet end to end from the first failed order to being served again, so they add up to the whole. What the
 * controller did before the first order failed cost this customer nothing, and what it did after they were served
 * neither: each is cut off at these ends. A part that never was is null, and counts as nothing.
 */

import type { Try } from '../../drill/local/order.js'
import type { Incident } from '../../report/incident.js'

/** Durations in whole ms; null where the scenario has no such thing (a hold flips nothing, what is asked for needs no detection). */
export interface Figures {
  /** From the first failed order until the controller judged the place impaired. */
  readonly detectMs: number | null
  /** Until it had decided. */
  readonly decideMs: number | null
  /** Until every step held. */
  readonly flipMs: number | null
  /** Until an order was acknowledged and none failed any more. */
  readonly servedAgainMs: number | null
  /** From the first failed order to being served again; 0 when none failed, null when not served again. */
  readonly totalMs: number | null
  readonly acknowledged: number
  /** Acknowledged orders that the writer's database does not have. */
  readonly lost: number
  readonly failedTries: number
}

/** The figures of `tries`, oldest first, given the numbers `stored` by the writer and the incident, if any move was made. */
export function figures(tries: readonly Try[], stored: ReadonlySet<number>, incident: Incident | undefined): Figures {
  const acknowledged = tries.filter((tried) => tried.acknowledged)
  return {
    ...parts(tries, incident?.recovery),
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ number }) => !stored.has(number)).length,
    failedTries: tries.length - acknowledged.length,
  }
}

type Parts = Pick<Figures, 'detectMs' | 'decideMs' | 'flipMs' | 'servedAgainMs' | 'totalMs'>

function parts(tries: readonly Try[], recovery: Incident['recovery'] | undefined): Parts {
  const lastFailed = tries.findLastIndex((tried) => !tried.acknowledged)
  const served = tries[lastFailed + 1]
  // With no failed order there is nothing to cut: the outage is empty, and so is every part of it that was.
  const startAt = tries.find((tried) => !tried.acknowledged)?.at ?? Number.POSITIVE_INFINITY
  const totalMs = lastFailed === -1 ? 0 : served ? Math.max(0, Math.round(served.at + served.tookMs - startAt)) : null
  let fromMs = 0
  const until = (at: number | undefined): number | null => {
    if (at === undefined) return null
    const toMs = Math.min(totalMs ?? Number.POSITIVE_INFINITY, Math.max(fromMs, Math.round(at - startAt)))
    const tookMs = toMs - fromMs
    fromMs = toMs
    return tookMs
  }
  const detectMs = until(recovery?.noticedAt)
  const decideMs = until(recovery?.decidedAt)
  const flipMs = until(recovery?.executedAt)
  return { detectMs, decideMs, flipMs, servedAgainMs: totalMs === null ? null : totalMs - fromMs, totalMs }
}
