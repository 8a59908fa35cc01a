/**
 * What is expected of a move before it is made, as a distribution, so that it can be held against the objectives on a calm
 * day and against what came true afterwards.
 */
import type { StepId } from './plan.js'

/** One in ten is shorter than `p10Ms`, half are than `p50Ms`, nine in ten than `p90Ms`. */
export interface Span {
  readonly p10Ms: number
  readonly p50Ms: number
  readonly p90Ms: number
}

/** The parts of a recovery time, as they are measured afterwards (law 17). */
export const SEGMENTS = ['noticed', 'decided', 'executed', 'converged'] as const
export type SegmentName = (typeof SEGMENTS)[number]

export interface SegmentForecast extends Span {
  readonly name: SegmentName
  /** What it rests on, for people. */
  readonly basis: string
}

export interface StepForecast extends Span {
  readonly step: StepId
  /** How many past runs of this app it rests on. */
  readonly own: number
  /** What it rests on besides, for people: words that are published, or the tactic's own figure. */
  readonly basis: string
  /** The page that says so. */
  readonly source?: string
}

export type LossForecast =
  | { readonly is: 'none'; readonly because: string }
  | { readonly is: 'unknown'; readonly because: string }
  | {
      readonly is: 'known'
      /** What was seen last of the lag, and how long ago. */
      readonly nowMs?: number
      readonly nowAgeMs?: number
      /** Of the lag in the hours that are kept, of the database that lags most; absent where none are. */
      readonly past?: {
        readonly p50Ms: number
        readonly p90Ms: number
        readonly maxMs: number
        readonly samples: number
        /** Of so many looks nothing could be told. */
        readonly unknown: number
        readonly overMs: number
      }
    }

/** Durations in ms. */
export interface Forecast {
  /** The hash of the plan it is of. */
  readonly plan: string
  /** Where a person gives the order, nobody can foretell when. */
  readonly countsFrom: 'first-bad-sample' | 'order'
  readonly total: Span
  /** The total when the region falls silent, which is waited out for longer; absent where that is no longer. */
  readonly ifSilent?: Span
  readonly segments: readonly SegmentForecast[]
  readonly steps: readonly StepForecast[]
  readonly loss: LossForecast
}

/** How a forecast stands against an objective: nine in ten hold it, half do, or fewer. */
export type Prospect = 'within' | 'likely' | 'not' | 'unknown'

/** What a move would come to: a forecast, and how it stands against the policy's objectives. */
export interface Prospects {
  readonly forecast: Forecast
  readonly time: Prospect
  readonly loss: Prospect
}
