/** The judgement of one thing that is probed itself: what was made of it before, and what this round said. */
import type { Assessment, Health } from '../model/health.js'
import type { AssessPolicy } from '../policy/policy.js'
import { next } from './hysteresis.js'
import type { Round } from './rounds.js'

/** A health with the first bad sample behind it, which is kept until it is healthy again; ms since the epoch. */
export interface Judged {
  readonly measured: Health
  readonly firstBadAt?: number
}

/** `before` after one more `round`; what was never judged before starts as healthy. */
export function judge(before: Judged | undefined, round: Round, now: number, policy: AssessPolicy): Judged {
  const measured = next(before?.measured ?? { kind: 'healthy', since: now }, round.is, now, policy)
  if (measured.kind === 'healthy') return { measured }
  const firstBadAt = before?.firstBadAt ?? round.failedAt
  return firstBadAt === undefined ? { measured } : { measured, firstBadAt }
}

/** The newest quorum known after `round`; never later than `now`, lest a clock that runs ahead make it ever fresh. */
export function quorumAfter(before: number | undefined, round: Round, now: number): number | undefined {
  if (round.quorumAt === undefined) return before
  return Math.max(before ?? Number.NEGATIVE_INFINITY, Math.min(round.quorumAt, now))
}

function heardOf(before: Assessment | undefined, round: Round): Pick<Assessment, 'answeredAt'> {
  const answeredAt = round.answeredAt ?? before?.answeredAt
  return answeredAt === undefined ? {} : { answeredAt }
}

/** An assessment of `round.of` put together; the operator's word is carried over as it was. */
export function assessed(
  before: Assessment | undefined,
  round: Round,
  judged: Judged,
  lastQuorumAt: number | undefined,
): Assessment {
  return {
    of: round.of,
    ...judged,
    tallies: round.tallies,
    ...heardOf(before, round),
    ...(lastQuorumAt === undefined ? {} : { lastQuorumAt }),
    ...(before?.forced ? { forced: before.forced } : {}),
  }
}
