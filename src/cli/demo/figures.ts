/**
 * What the customer went through, cut where the journal says the controller noticed, decided and flipped. Pure: counted
 * from the customer's own tries and from the numbers found in the database, nothing assumed.
 */
import type { Incident } from '../../report/incident.js'
import type { Try } from './shopper.js'

/** Durations in ms; null where the scenario has no such thing (a hold flips nothing). */
export interface Figures {
  /** From the first failed order until the controller judged the place impaired. */
  readonly detectMs: number | null
  /** Until it had decided. */
  readonly decideMs: number | null
  /** Until every step held. */
  readonly flipMs: number | null
  /** Until an order was acknowledged and none failed any more. */
  readonly servedAgainMs: number | null
  /** From the first failed order to being served again. */
  readonly totalMs: number | null
  readonly acknowledged: number
  /** Acknowledged orders that the writer's database does not have. */
  readonly lost: number
  readonly failedTries: number
}

export function figures(tries: readonly Try[], stored: ReadonlySet<number>, incident: Incident | undefined): Figures {
  const acknowledged = tries.filter((tried) => tried.acknowledged)
  const failed = tries.filter((tried) => !tried.acknowledged)
  const counts = {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ number }) => !stored.has(number)).length,
    failedTries: failed.length,
  }
  const firstFailedAt = failed[0]?.at
  const lastFailed = failed.at(-1)
  const served = acknowledged.find(({ at }) => lastFailed !== undefined && at > lastFailed.at)
  const servedAt = served && served.at + served.tookMs
  const recovery = incident?.recovery
  const start = firstFailedAt ?? recovery?.decidedAt
  const noticedAt = recovery?.noticedAt ?? recovery?.decidedAt
  return {
    detectMs: between(start, noticedAt),
    decideMs: between(noticedAt, recovery?.decidedAt),
    flipMs: between(recovery?.decidedAt, recovery?.executedAt),
    servedAgainMs: servedAt === undefined ? (failed.length === 0 ? 0 : null) : between(recovery?.executedAt, servedAt),
    totalMs: failed.length === 0 ? 0 : between(firstFailedAt, servedAt),
    ...counts,
  }
}

/** Never below nothing: an order sent before a step held may be acknowledged after it. */
function between(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.max(0, Math.round(to - from))
}
