/**
 * What the controller believed and decided, as stretches of time. Several controllers may run: at each instant the mind
 * that counts is the one of whoever held the lease.
 */
import { type Assessment, effective, type Health, type SignalTally } from '../../model/health.js'
import type { Decision } from '../../model/move.js'
import { nameOf, type Subject } from '../../model/place.js'
import type { Mind, Trace } from '../trace.js'
import { type Span, spansOf } from './spans.js'

/** The minds that counted, in order. */
export function leadingMinds({ leases, minds }: Pick<Trace, 'leases' | 'minds'>): readonly Mind[] {
  const first = minds[0]?.host
  return minds.filter(({ atMs, host }) => host === (leases.findLast((lease) => lease.atMs <= atMs)?.host ?? first))
}

export interface Judgement {
  readonly of: Subject
  readonly spans: readonly Span<{ readonly health: Health['kind']; readonly assessment: Assessment }>[]
  readonly signals: readonly SignalRecord[]
}

/** How one signal voted over time. */
export interface SignalRecord {
  readonly signal: string
  readonly spans: readonly Span<{ readonly vote: Vote; readonly tally: SignalTally }>[]
}
export type Vote = 'pass' | 'fail' | 'unknown'

/** How everything was judged, by subject, in the order they were first spoken of. */
export function judgementsOf(minds: readonly Mind[], endMs: number): readonly Judgement[] {
  const bySubject = new Map<string, { atMs: number; value: Assessment }[]>()
  for (const { assessments, atMs } of minds)
    for (const value of assessments) {
      const key = nameOf(value.of)
      const before = bySubject.get(key)
      if (before === undefined) bySubject.set(key, [{ atMs, value }])
      else before.push({ atMs, value })
    }
  return [...bySubject.values()].flatMap((samples) => {
    const first = samples[0]
    if (first === undefined) return []
    const healths = samples.map(({ atMs, value }) => ({ atMs, value: { health: effective(value), assessment: value } }))
    const spans = spansOf(healths, endMs, (one, other) => one.health === other.health)
    return [{ of: first.value.of, spans, signals: signalsOf(samples, endMs) }]
  })
}

function signalsOf(samples: readonly { atMs: number; value: Assessment }[], endMs: number): readonly SignalRecord[] {
  const names = new Set(samples.flatMap(({ value }) => value.tallies.map(({ signal }) => signal)))
  return [...names].map((signal) => {
    const votes = samples.flatMap(({ atMs, value }) => {
      const tally = value.tallies.find((one) => one.signal === signal)
      return tally === undefined ? [] : [{ atMs, value: { vote: voteOf(tally), tally } }]
    })
    return { signal, spans: spansOf(votes, endMs, (one, other) => one.vote === other.vote) }
  })
}

/** The larger part of the votes; a tie is no failure. */
export const voteOf = ({ fail, pass, unknown }: SignalTally): Vote =>
  fail > pass && fail >= unknown ? 'fail' : pass >= unknown && pass > 0 ? 'pass' : 'unknown'

/** `ebs: 3 of 3 fail (volumes stuck)`. */
export function tallyWords({ because, fail, pass, signal, unknown }: SignalTally): string {
  const all = fail + pass + unknown
  const [count, word] = fail > 0 ? [fail, 'fail'] : unknown > 0 ? [unknown, 'cannot see'] : [pass, 'pass']
  return `${signal}: ${count} of ${all} ${word}${because === undefined ? '' : ` (${because})`}`
}

/** What was decided, over time: equal decisions for equal reasons are one span. */
export const decisionsOf = (minds: readonly Mind[], endMs: number): readonly Span<Mind>[] =>
  spansOf(
    minds.map((mind) => ({ atMs: mind.atMs, value: mind })),
    endMs,
    (one, other) => keyOf(one.decision) === keyOf(other.decision) && one.blocked.join() === other.blocked.join(),
  )

const keyOf = (decision: Decision): string =>
  decision.kind === 'hold' ? `hold ${decision.reason}` : `act ${JSON.stringify(decision.move)}`
