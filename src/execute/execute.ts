/**
 * Carries out a plan over its graph. Each step is journalled before it starts and after it holds (law 14); a step whose
 * outcome already holds is not done again, so a resumed run is no special case. Before the point of no return a failed
 * run goes back; after it, it goes forward or halts with the next move named (law 27).
 */
import { asOperatingError, OperatingError, PASSING } from '../model/error.js'
import { invariant } from '../model/invariant.js'
import type { Plan, Step } from '../model/plan.js'
import { type Breaker, breaker } from './breaker.js'
import { bringAbout } from './bring-about.js'
import { goBack } from './go-back.js'
import { type Progress, progressOf } from './progress.js'
import { type Proved, record, type Tools } from './tools.js'
import { withdraw } from './withdraw.js'

export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'went-back'; readonly because: string }
  /** What it halted for `passes` by itself, if so: whoever leads may try again. */
  | { readonly is: 'halted'; readonly because: string; readonly next: string; readonly passes?: true }

const GO_ON = 'run "failover resume" to go on'
const RESUME = 'mend what it names and run "failover resume"'

/** Runs `plan` from wherever the incident's journal says it stands; throws only `deposed` and `store` errors, and bugs. */
export async function execute(plan: Plan, tools: Tools): Promise<Outcome> {
  const found = progressOf(await tools.store.read(), tools.incident)
  if (found.goingBack !== undefined) return retreat(plan, found.goingBack, tools)
  const broken = plan.steps.filter(({ id, proof }) => proof && found.halting.has(id))
  if (broken.length > 0) {
    const because = broken.map(({ id, says }) => failedAs(says, found.halting.get(id) ?? 'it failed')).join('; ')
    return withdrawAndHalt(broken, { because }, tools)
  }
  const settled = new Set([...found.done, ...found.skipped])
  const guard = breaker(() => tools.clock.monotonic(), tools.random)
  for (;;) {
    const ready = plan.steps.filter(({ after, id }) => !settled.has(id) && after.every((before) => settled.has(before)))
    if (ready.length === 0) {
      const all = plan.steps.every(({ id }) => settled.has(id))
      invariant(all, `plan ${plan.id} has steps that wait for each other, or for none`)
      return { is: 'done' }
    }
    const asked = await tools.haltRequested()
    if (asked !== undefined) return halt({ is: 'halted', because: asked, next: GO_ON }, tools)
    const results = await runAll(ready, found, tools, guard)
    for (const { asked, step, error } of results) {
      if (asked === undefined && (!error || mayFail(step))) settled.add(step.id)
    }
    const failed = results.flatMap(({ error, step }) => (error && !mayFail(step) ? [{ step, error }] : []))
    if (failed.length > 0) return afterFailure(plan, failed, tools)
    const halted = results.find(({ asked }) => asked !== undefined)?.asked
    if (halted !== undefined) return halt({ is: 'halted', because: halted, next: GO_ON }, tools)
  }
}

interface Ran {
  readonly step: Step
  readonly error?: OperatingError
  /** Why someone asked to halt before the step's proof was there. */
  readonly asked?: string
}

type Failed = Pick<Ran, 'step'> & { readonly error: OperatingError }

/** Whether a run may carry on without it. What users must be seen to get is never done without. */
const mayFail = ({ onFailure, proof }: Step): boolean => onFailure === 'carry-on' && !proof

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
    const began = tools.clock.monotonic()
    const brought = await bringAbout({ ...step, stop }, tools, guard)
    const proved = await provedOf(step, tools, stop)
    if (proved?.is === 'halted') return { step, asked: proved.because }
    const because = proved ? `${brought.because}; ${proved.because}` : brought.because
    const tookMs = proved ? tools.clock.monotonic() - began : brought.tookMs
    await record(tools, { kind: 'step-done', step: step.id, already: brought.already, tookMs, because })
    return { step }
  } catch (thrown) {
    const error = asOperatingError(thrown, step.says)
    if (error.code === 'deposed' || error.code === 'store' || stop.aborted) throw error
    if (mayFail(step)) {
      await record(tools, { kind: 'step-failed', step: step.id, because: error.message, leadsTo: 'carry-on' })
    }
    return { step, error }
  }
}

/** What users were seen to get after the step; throws when that is not what they must. */
async function provedOf({ proof }: Step, tools: Tools, stop: AbortSignal): Promise<Proved | undefined> {
  if (!proof) return undefined
  const proved = await tools.prove(proof, stop)
  if (stop.aborted) throw stop.reason
  if (proved.is !== 'not-served') return proved
  const next = `find out why ${proof.at} does not serve them; "failover resume" tries this stage again`
  throw new OperatingError('refused', `users are not served: ${proved.because}`, next)
}

/** Back if nothing that cannot be undone has happened; a failed step that cannot be undone may have happened. */
async function afterFailure(plan: Plan, failed: readonly Failed[], tools: Tools): Promise<Outcome> {
  const { started } = progressOf(await tools.store.read(), tools.incident)
  const crossed = plan.steps.some(({ id, undo }) => undo.kind === 'impossible' && started.has(id))
  for (const { error, step } of failed) {
    const leadsTo = crossed ? 'halt' : 'undo'
    await record(tools, { kind: 'step-failed', step: step.id, because: error.message, leadsTo })
  }
  const because = failed.map(({ error, step }) => failedAs(step.says, error.message)).join('; ')
  if (!crossed) return retreat(plan, because, tools)
  const next = failed.find(({ error }) => error.next)?.error.next
  const unproved = failed.flatMap(({ step }) => (step.proof ? [step] : []))
  const passes = unproved.length === 0 && failed.every(({ error }) => PASSING.has(error.code))
  return withdrawAndHalt(unproved, { because, ...(next ? { next } : {}), ...(passes ? { passes } : {}) }, tools)
}

const failedAs = (says: string, because: string): string => `"${says}" failed: ${because}`

/** Never leaves a bad stage standing: users are back at the last good one before a person is waited for. */
async function withdrawAndHalt(
  steps: readonly Step[],
  { because, next, passes }: { readonly because: string; readonly next?: string; readonly passes?: true },
  tools: Tools,
): Promise<Outcome> {
  const says = await withdraw(steps, tools)
  const onward =
    next === undefined ? RESUME : next.includes('failover resume') ? next : `${next}; then "failover resume"`
  const why = [because, ...says].join('; ')
  return halt({ is: 'halted', because: why, next: onward, ...(passes ? { passes } : {}) }, tools)
}

async function retreat(plan: Plan, because: string, tools: Tools): Promise<Outcome> {
  const progress = progressOf(await tools.store.read(), tools.incident)
  const back = await goBack(plan, progress, tools)
  if (back.is === 'went-back') return { is: 'went-back', because }
  const { next, passes } = back
  const why = `${because}; going back: ${back.because}`
  return halt({ is: 'halted', because: why, next, ...(passes ? { passes } : {}) }, tools)
}

async function halt(outcome: Extract<Outcome, { is: 'halted' }>, tools: Tools): Promise<Outcome> {
  const { because, next, passes } = outcome
  await record(tools, { kind: 'halted', because, next, ...(passes ? { passes } : {}) })
  return outcome
}
