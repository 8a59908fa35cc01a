/**
 * Compensation (law 27): before the point of no return a run that fails undoes what it did, newest first, to where it
 * began. What was started and not finished is undone as well, since it may have happened.
 */
import { asOperatingError, PASSING } from '../model/error.js'
import type { Plan } from '../model/plan.js'
import { breaker } from './breaker.js'
import { bringAbout } from './bring-about.js'
import type { Progress } from './progress.js'
import { record, type Tools } from './tools.js'

export type WentBack =
  | { readonly is: 'went-back' }
  | { readonly is: 'stuck'; readonly because: string; readonly next: string; readonly passes?: true }

export async function goBack(plan: Plan, progress: Progress, tools: Tools): Promise<WentBack> {
  const touched = plan.steps.filter(({ id }) => progress.started.has(id) && !progress.undone.has(id)).reverse()
  const guard = breaker(() => tools.clock.monotonic(), tools.random)
  for (const { deadlineMs, id, needs, says, undo } of touched) {
    const asked = await tools.haltRequested()
    if (asked !== undefined) return { is: 'stuck', because: asked, next: '"failover resume" goes on going back' }
    if (undo.kind === 'action') {
      try {
        await bringAbout({ action: undo.action, needs, deadlineMs }, tools, guard)
      } catch (thrown) {
        const error = asOperatingError(thrown, 'undo')
        if (error.code === 'deposed' || error.code === 'store') throw error
        const because = `could not undo "${says}": ${error.message}`
        const next = 'mend what it names, then "failover resume" goes on going back'
        return { is: 'stuck', because, next, ...(PASSING.has(error.code) ? { passes: true } : {}) }
      }
    }
    await record(tools, {
      kind: 'step-undone',
      step: id,
      because: undo.kind === 'action' ? 'taken back' : 'left nothing behind',
    })
  }
  return { is: 'went-back' }
}
