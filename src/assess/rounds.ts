/**
 * One round of observations, subject by subject. A signal the policy asks for and nobody reported is missed, not passed.
 *
 *   any signal fails            | fail
 *   any signal unknown          | unknown
 *   every signal passes         | pass
 */
import type { Check, Observation, SignalTally } from '../model/health.js'
import { nameOf, type Subject } from '../model/place.js'
import type { ObservePolicy, SignalPolicy } from '../policy/policy.js'
import { countSignal, type RoundVerdict } from './votes.js'

/** What one round said of one subject. Instants in ms since the epoch. */
export interface Round {
  readonly of: Subject
  readonly is: RoundVerdict
  readonly tallies: readonly SignalTally[]
  /** The newest check that was part of a quorum; absent when no signal reached one. */
  readonly quorumAt?: number
  /** The earliest failing check of a signal that failed; present exactly when the round failed. */
  readonly failedAt?: number
}

/** The rounds of every subject that was looked at. The order of `observations` does not matter. */
export function roundsOf(
  observations: readonly Observation[],
  policy: Pick<ObservePolicy, 'quorum' | 'signals'>,
): readonly Round[] {
  const bySubject = new Map<string, Check[]>()
  for (const check of observations) {
    if (check.kind !== 'check') continue
    const name = nameOf(check.of)
    bySubject.set(name, [...(bySubject.get(name) ?? []), check])
  }
  return [...bySubject.values()].flatMap((checks) => {
    const of = checks[0]?.of
    return of ? [roundOf(of, checks, policy)] : []
  })
}

function roundOf(of: Subject, checks: readonly Check[], policy: Pick<ObservePolicy, 'quorum' | 'signals'>): Round {
  const expected = policy.signals.filter((signal) => speaksOf(signal, of)).map(({ name }) => name)
  const names = [...new Set([...expected, ...checks.map(({ signal }) => signal)])].sort()
  const counts = names.map((name) => {
    const mine = checks.filter(({ signal }) => signal === name)
    return countSignal(name, mine, of, policy.quorum)
  })
  const quorums = counts.flatMap(({ quorumAt }) => (quorumAt === undefined ? [] : [quorumAt]))
  const failures = counts.flatMap(({ failedAt }) => (failedAt === undefined ? [] : [failedAt]))
  const clear = counts.every(({ is }) => is === 'pass')
  return {
    of,
    is: failures.length > 0 ? 'fail' : clear ? 'pass' : 'unknown',
    tallies: counts.map(({ tally }) => tally),
    ...(quorums.length > 0 ? { quorumAt: Math.max(...quorums) } : {}),
    ...(failures.length > 0 ? { failedAt: Math.min(...failures) } : {}),
  }
}

/** Whether the policy wants `signal` asked of `of`: one that nobody reported is missed, not taken for a pass. */
function speaksOf({ per, tells }: SignalPolicy, of: Subject): boolean {
  if (of.kind !== 'plane') return tells === 'domain' && per === of.kind
  return tells === of.service && of.side === 'data' && per === of.at.kind
}
