/**
 * One round of observations, subject by subject. A signal the policy asks for and nobody reported is missed, not passed.
 * A report that was given before is no new sample; a signal that is evidence alone counts in no line (law 7).
 *
 *   any signal fails, and not only as it did before   | fail
 *   any signal unknown, or fails as it did before     | unknown
 *   every signal passes, and one of them anew         | pass
 *   every signal passes as it did before              | unknown
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
  /** Whether any signal counts, or all are evidence alone. */
  readonly counts: boolean
  /** The newest check that was part of a quorum; absent when no signal reached one. */
  readonly quorumAt?: number
  /** The earliest failing check of a signal that failed; present exactly when the round failed. */
  readonly failedAt?: number
  /** The newest check that got an answer of any kind, but for reports of the world's own. */
  readonly answeredAt?: number
}

type Asking = Pick<ObservePolicy, 'quorum' | 'signals'>

/** The checks of one subject, by signal. */
interface Seen {
  readonly of: Subject
  readonly bySignal: Map<string, Check[]>
}

/** The rounds of every subject that was looked at. The order of `observations` does not matter. */
export function roundsOf(observations: readonly Observation[], policy: Asking): readonly Round[] {
  const bySubject = new Map<string, Seen>()
  for (const check of observations) {
    if (check.kind !== 'check') continue
    const name = nameOf(check.of)
    const seen = bySubject.get(name) ?? { of: check.of, bySignal: new Map() }
    bySubject.set(name, seen)
    const mine = seen.bySignal.get(check.signal)
    if (mine) mine.push(check)
    else seen.bySignal.set(check.signal, [check])
  }
  return [...bySubject.values()].map((seen) => roundOf(seen, policy))
}

function roundOf({ bySignal, of }: Seen, policy: Asking): Round {
  const names = new Set(bySignal.keys())
  for (const signal of policy.signals) if (speaksOf(signal, of)) names.add(signal.name)
  const voices = [...names].sort().map((name) => voiceOf(name, bySignal.get(name) ?? [], of, policy))
  const counts = voices.filter(({ isEvidence }) => !isEvidence).map(({ count }) => count)
  const quorums = counts.map(({ quorumAt }) => quorumAt).filter(isTold)
  const failures = counts.map(({ failedAt, isNew }) => (isNew ? failedAt : undefined)).filter(isTold)
  const heard = voices.map(({ count, isReport }) => (isReport ? undefined : count.answeredAt)).filter(isTold)
  const clear = counts.every(({ is }) => is === 'pass') && counts.some(({ isNew }) => isNew)
  return {
    of,
    is: failures.length > 0 ? 'fail' : clear ? 'pass' : 'unknown',
    tallies: voices.map(({ count, isReport }) => (isReport ? { ...count.tally, reported: true } : count.tally)),
    counts: counts.length > 0,
    ...(quorums.length > 0 ? { quorumAt: Math.max(...quorums) } : {}),
    ...(heard.length > 0 ? { answeredAt: Math.max(...heard) } : {}),
    ...(failures.length > 0 ? { failedAt: Math.min(...failures) } : {}),
  }
}

const isTold = (at: number | undefined): at is number => at !== undefined

/** What one signal says, by the quorum of its own where it has one, and what its word is worth. */
function voiceOf(name: string, checks: readonly Check[], of: Subject, policy: Asking) {
  const signal = policy.signals.find((entry) => entry.name === name)
  const isReport = signal !== undefined && 'watch' in signal
  return {
    count: countSignal(name, checks, of, signal?.quorum ?? policy.quorum),
    isReport,
    isEvidence: isReport && signal.weight === 'evidence',
  }
}

/** Whether the policy wants `signal` asked of `of`: one that nobody reported is missed, not taken for a pass. */
function speaksOf({ per, tells }: SignalPolicy, of: Subject): boolean {
  if (of.kind !== 'plane') return tells === 'domain' && per === of.kind
  return tells === of.service && of.side === 'data' && per === of.at.kind
}
