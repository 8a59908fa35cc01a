/**
 * Where a run stands, folded from its journal: what lets it resume from every prefix (law 14).
 *
 *   in the journal          | resuming means
 *   ------------------------|--------------------------------------------
 *   nothing of a step       | look, then leap
 *   started                 | look, then leap: it may have happened
 *   done                    | leave alone
 *   failed, then undo       | go on going back
 *   a proof failed, halt    | take the step back, then halt
 *   undone                  | leave alone, or try again when the run goes forward
 */
import type { JournalEntry } from '../model/journal.js'
import type { Plan, StepId } from '../model/plan.js'

export interface Progress {
  readonly plan?: Plan
  readonly started: ReadonlySet<StepId>
  readonly done: ReadonlySet<StepId>
  /** Failed, with leave to carry on without. */
  readonly skipped: ReadonlySet<StepId>
  readonly undone: ReadonlySet<StepId>
  /** Failed so that the run halts, with the reason, and it has not halted yet. */
  readonly halting: ReadonlyMap<StepId, string>
  /** Why the run is going back, if it is. */
  readonly goingBack?: string
  readonly attempts: ReadonlyMap<StepId, number>
}

export function progressOf(entries: readonly JournalEntry[], incident: string): Progress {
  let plan: Plan | undefined
  let goingBack: string | undefined
  const started = new Set<StepId>()
  const done = new Set<StepId>()
  const skipped = new Set<StepId>()
  const undone = new Set<StepId>()
  const halting = new Map<StepId, string>()
  const attempts = new Map<StepId, number>()
  for (const { event } of entries.filter((entry) => entry.incident === incident)) {
    if (event.kind === 'plan-accepted') plan = event.plan
    if (event.kind === 'step-started') {
      started.add(event.step)
      undone.delete(event.step)
      halting.delete(event.step)
      attempts.set(event.step, event.attempt)
    }
    if (event.kind === 'step-done') done.add(event.step)
    if (event.kind === 'step-undone') undone.add(event.step)
    if (event.kind === 'step-failed' && event.leadsTo === 'halt') halting.set(event.step, event.because)
    if (event.kind === 'halted') halting.clear()
    if (event.kind === 'step-failed' && event.leadsTo === 'carry-on') skipped.add(event.step)
    if (event.kind === 'step-failed' && event.leadsTo === 'undo') goingBack = event.because
  }
  return {
    ...(plan ? { plan } : {}),
    ...(goingBack === undefined ? {} : { goingBack }),
    started,
    done,
    skipped,
    undone,
    halting,
    attempts,
  }
}
