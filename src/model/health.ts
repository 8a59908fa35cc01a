/**
 * What is seen, and what is made of it.
 *
 * `unknown` is a third answer everywhere: it never triggers and always blocks (law 1).
 */
import type { Region, Subject, Vantage } from './place.js'

/** How a check failed: a refusal is told apart from silence, since silence may be the path between (law 5). */
export type FailureMode = 'refused' | 'silent' | 'wrong-answer' | 'slow'

export type Verdict =
  | { readonly is: 'pass'; readonly latencyMs: number }
  | { readonly is: 'fail'; readonly because: string; readonly mode: FailureMode }
  | { readonly is: 'unknown'; readonly because: string }

/** One look at one target from one vantage. `at` is wall time in ms since the epoch, when the answer was complete. */
export interface Check {
  readonly kind: 'check'
  readonly at: number
  readonly from: Vantage
  readonly of: Subject
  /** The policy's name of the signal, such as `http`. */
  readonly signal: string
  readonly verdict: Verdict
  /** A report that was given before, and that nobody asked for anew: it still says what it said, and is no new sample. */
  readonly again?: true
}

/** A measured quantity, or why it could not be measured. */
export type Reading =
  | { readonly is: 'known'; readonly value: number }
  | { readonly is: 'unknown'; readonly because: string }

/** The gauges guards ask for: replication lag in ms, and useful capacity in percent of what the active region runs. */
export type GaugeName = 'replica-lag-ms' | 'capacity-percent'

export interface Gauge {
  readonly kind: 'gauge'
  readonly at: number
  readonly name: GaugeName
  /** The region it speaks of: where the replica or the capacity is. */
  readonly in: Region
  /** The policy's name of the resource measured. */
  readonly resource: string
  readonly reading: Reading
}

export type Observation = Check | Gauge

/** Instants are wall times in ms since the epoch; `fails` and `passes` count judged samples in a row. */
export type Health =
  | { readonly kind: 'healthy'; readonly since: number }
  | { readonly kind: 'suspect'; readonly since: number; readonly fails: number }
  | { readonly kind: 'impaired'; readonly since: number }
  | { readonly kind: 'recovering'; readonly since: number; readonly passes: number }

/** An operator's word, which no monitor may set or clear. */
export interface Forced {
  readonly state: 'healthy' | 'impaired'
  readonly by: string
  readonly because: string
}

/** What the votes of one round said of one signal, kept as evidence. */
export interface SignalTally {
  readonly signal: string
  readonly pass: number
  readonly fail: number
  readonly unknown: number
  /** The first reason given for a failure or for not seeing. */
  readonly because?: string
  readonly modes: readonly FailureMode[]
  /** The world's own report, not an answer of what was asked: no sign that the place can be reached, nor of a bad release. */
  readonly reported?: true
}

export interface Assessment {
  readonly of: Subject
  readonly measured: Health
  /** When a quorum of vantages last agreed on anything about it; absent when none ever did. */
  readonly lastQuorumAt?: number
  /** When anything there last answered at all, rightly or wrongly, but for the world's own reports; absent when it never did. */
  readonly answeredAt?: number
  /** When the disturbance that led to the present suspect, impaired or recovering state was first seen. */
  readonly firstBadAt?: number
  readonly tallies: readonly SignalTally[]
  readonly forced?: Forced
  /** Of a region with signals of its own: what these alone say, apart from what its zones say. */
  readonly own?: Pick<Assessment, 'measured' | 'firstBadAt' | 'lastQuorumAt'>
}

/** The health that counts: the operator's word where there is one, else what was measured. */
export function effective(assessment: Assessment): Health['kind'] {
  return assessment.forced?.state ?? assessment.measured.kind
}
