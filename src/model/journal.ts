/**
 * The journal is the only state of an incident: progress, command output, dashboard and report are folds of it.
 */
import type { Forecast } from './forecast.js'
import type { Assessment } from './health.js'
import type { Decision, Move, Trigger } from './move.js'
import type { Region } from './place.js'
import type { Plan, StepId } from './plan.js'

/** What users see, judged through the public name (law 17). Instants in ms since the epoch. */
export interface Verification {
  readonly is: 'served' | 'not-yet' | 'unknown'
  readonly because: string
  /** Where the public name's answers point now. */
  readonly answeredBy: readonly Region[]
  /** A write through the public name was acknowledged by the right writer; false as well where none was tried. */
  readonly writes: boolean
  /** When users were first seen served rightly and remained so. */
  readonly servedAt?: number
}

/** How an incident ends. */
export type Outcome = 'recovered' | 'done' | 'went-back' | 'abandoned'

export interface Objectives {
  readonly recoveryTimeMs: number
  readonly recoveryPointMs: number
}

/** What was lost, as counted after the move; `unknown` when the old writer cannot be asked. */
export type Loss =
  | { readonly is: 'known'; readonly writes: number; readonly ms: number }
  | { readonly is: 'unknown'; readonly because: string }

export type JournalEvent =
  | {
      readonly kind: 'incident-opened'
      readonly app: string
      readonly severity: 1 | 2 | 3
      readonly move: Move
      readonly trigger: Trigger
      readonly decision: Decision
      /** The signals as they were seen at that minute. */
      readonly evidence: readonly Assessment[]
      readonly firstBadAt?: number
      readonly noticedAt?: number
      readonly objectives: Objectives
      readonly commander: string
    }
  /** The forecast is what was expected then, to be held against what comes of it; absent from older journals. */
  | { readonly kind: 'plan-accepted'; readonly plan: Plan; readonly forecast?: Forecast }
  | { readonly kind: 'step-started'; readonly step: StepId; readonly attempt: number }
  | {
      readonly kind: 'step-done'
      readonly step: StepId
      readonly already: boolean
      readonly tookMs: number
      readonly because: string
    }
  | {
      readonly kind: 'step-failed'
      readonly step: StepId
      readonly because: string
      readonly leadsTo: 'retry' | 'carry-on' | 'undo' | 'halt'
    }
  | { readonly kind: 'step-undone'; readonly step: StepId; readonly because: string }
  /** Stopped part-way, by request or failure; `next` says what a person can do. What it stopped for `passes` by itself, if so. */
  | { readonly kind: 'halted'; readonly because: string; readonly next: string; readonly passes?: true }
  | { readonly kind: 'resumed'; readonly by: string }
  | { readonly kind: 'verified'; readonly verification: Verification; readonly loss: Loss }
  | { readonly kind: 'note'; readonly by: string; readonly text: string }
  | {
      readonly kind: 'incident-closed'
      /** `done` is a freeze or a thaw: it recovers nobody, and is not verified through the public name. */
      readonly outcome: Outcome
      readonly because: string
    }

/** `seq` grows by one; `epoch` names the lease it was written under; `at` is wall time in ms since the epoch. */
export interface JournalEntry {
  readonly seq: number
  readonly at: number
  readonly epoch: number
  readonly incident: string
  readonly by: string
  readonly event: JournalEvent
}
