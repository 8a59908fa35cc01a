/**
 * Carries out a plan over its graph. Each step is journalled before it starts and after it holds (law 14); a step whose
 * outcome already holds is not done again, so a resumed run is no special case. Before the point of no return a failed
 * run goes back; after it, it goes forward or halts with the next move named (law 27).
 */
import { asOperatingError, type OperatingError } from '../model/error.js'
import { invariant } from '../model/invariant.js'
import type { Plan, Step } from '../model/plan.js'
import { type Breaker, breaker } from './breaker.js'
import { bringAbout } from './bring-about.js'
import { goBack } from './go-back.js'
import { type Progress, progressOf } from './progress.js'
import { record, type Tools } from './tools.js'

export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'went-back'; readonly because: string }
  | { readonly is: 'halted'; readonly because: string; readonly next: string }

const RESUME = 'mend what it names and run "failover resume"'

/** Runs `plan` from wherever the incident's journal says it stands; throws only `deposed` and `store` errors, and bugs. */
export async function execute(plan: Plan, tools: Tools): Promise<Outcome> {
  const found = progressOf(await tools.store.read(), tools.incident)
  if (found.goingBack !== undefined) return retreat(plan, found.goingBack, tools)
  const settled = new Set([...found.done, ...found.skipped])
  const guard = breaker()
  for (;;) {
    const ready = plan.steps.filter(({ after, id }) => !settled.has(id) && after.every((before) => settled.has(before)))
    if (ready.length === 0) {
      const all = plan.steps.every(({ id }) => settled.has(id))
      invariant(all, `plan ${plan.id} has steps that wait for each other, or for none`)
      return { is: 'done' }
    }
    const asked = await tools.haltRequested()
    if (asked !== undefined)
      return halt({ is: 'halted', because: asked, next: 'run "failover resume" to go on' }, tools)
    const results = await runAll(ready, found, tools, guard)
    for (const { step, error } of results) {
      if (!error || step.onFailure === 'carry-on') settled.add(step.id)
    }
    const failed = results.flatMap(({ error, step }) => (error && step.onFailure === 'halt' ? [{ step, error }] : []))
    if (failed.length > 0) return afterFailure(plan, failed, tools)
  }
}

interface Ran {
  readonly step: Step
  readonly error?: OperatingError
}

/** Steps side by side. When one may not go on (deposed, no store, a bug), the others are stopped before that is thrown. */
async function runAll(steps: readonly Step[], found: Progress, tools: Tools, guard: Breaker): Promise<readonly Ran[]> {
  const stop = new AbortController()
  const results = await Promise.allSettled(
    steps.map(async (step) => {
      try {
        return await run(step, found, tools, guard, stop.signal)
      } catch (thrown) {
        stop.abort(thrown)
        throw thrown
      }
    }),
  )
  // The first to fail is the cause; what the others say is that they were stopped.
  if (stop.signal.aborted) throw stop.signal.reason
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

async function run(step: Step, found: Progress, tools: Tools, guard: Breaker, stop: AbortSignal): Promise<Ran> {
  await record(tools, { kind: 'step-started', step: step.id, attempt: (found.attempts.get(step.id) ?? 0) + 1 })
  try {
    const brought = await bringAbout({ ...step, stop }, tools, guard)
    await record(tools, { kind: 'step-done', step: step.id, ...brought })
    return { step }
  } catch (thrown) {
    const error = asOperatingError(thrown, step.says)
    if (error.code === 'deposed' || error.code === 'store' || stop.aborted) throw error
    if (step.onFailure === 'carry-on') {
      await record(tools, { kind: 'step-failed', step: step.id, because: error.message, leadsTo: 'carry-on' })
    }
    return { step, error }
  }
}

/** Back if nothing that cannot be undone has happened; a failed step that cannot be undone may have happened. */
async function afterFailure(plan: Plan, failed: readonly Required<Ran>[], tools: Tools): Promise<Outcome> {
  const { started } = progressOf(await tools.store.read(), tools.incident)
  const crossed = plan.steps.some(({ id, undo }) => undo.kind === 'impossible' && started.has(id))
  for (const { error, step } of failed) {
    const leadsTo = crossed ? 'halt' : 'undo'
    await record(tools, { kind: 'step-failed', step: step.id, because: error.message, leadsTo })
  }
  const because = failed.map(({ error, step }) => `"${step.says}" failed: ${error.message}`).join('; ')
  if (!crossed) return retreat(plan, because, tools)
  const next = failed.find(({ error }) => error.next)?.error.next
  return halt({ is: 'halted', because, next: next ? `${next}; then "failover resume"` : RESUME }, tools)
}

async function retreat(plan: Plan, because: string, tools: Tools): Promise<Outcome> {
  const progress = progressOf(await tools.store.read(), tools.incident)
  const back = await goBack(plan, progress, tools)
  if (back.is === 'went-back') return { is: 'went-back', because }
  return halt({ is: 'halted', because: `${because}; going back: ${back.because}`, next: back.next }, tools)
}

async function halt(outcome: Extract<Outcome, { is: 'halted' }>, tools: Tools): Promise<Outcome> {
  await record(tools, { kind: 'halted', because: outcome.because, next: outcome.next })
  return outcome
}
