/**
 * Where each step of an incident's plan stands, folded from its journal: for live progress, dashboard and report.
 *
 *   event        | the step is
 *   -------------|---------------------------------------
 *   step-started | running
 *   step-done    | done
 *   step-failed  | running (retry), else failed
 *   step-undone  | undone
 */
import type { JournalEntry } from '../model/journal.js'
import type { Step, StepId } from '../model/plan.js'

/** One step and what became of it; instants in ms since the epoch, of its last attempt. */
export interface StepProgress {
  readonly step: Step
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'undone'
  readonly startedAt?: number
  readonly endedAt?: number
  readonly attempts: number
  /** The last reason given; empty before there is one. */
  readonly because: string
}

/** The steps of `incident` in its plan's order; empty before a plan is accepted. */
export function stepProgress(entries: readonly JournalEntry[], incident: string): readonly StepProgress[] {
  const steps = new Map<StepId, StepProgress>()
  for (const entry of entries) {
    if (entry.incident !== incident) continue
    const { event } = entry
    if (event.kind === 'plan-accepted') {
      for (const step of event.plan.steps) steps.set(step.id, { step, state: 'waiting', attempts: 0, because: '' })
    }
    const before = 'step' in event ? steps.get(event.step) : undefined
    if (before) steps.set(before.step.id, after(before, entry))
  }
  return [...steps.values()]
}

function after(before: StepProgress, { at, event }: JournalEntry): StepProgress {
  switch (event.kind) {
    case 'step-started': {
      const { step } = before
      return {
        step,
        state: 'running',
        startedAt: at,
        attempts: Math.max(before.attempts + 1, event.attempt),
        because: '',
      }
    }
    case 'step-done':
      return { ...before, state: 'done', endedAt: at, because: event.because }
    case 'step-failed':
      return event.leadsTo === 'retry'
        ? { ...before, because: event.because }
        : { ...before, state: 'failed', endedAt: at, because: event.because }
    case 'step-undone':
      return { ...before, state: 'undone', endedAt: at, because: event.because }
    default:
      return before
  }
}
