/**
 * Takes back a step whose proof failed, past the point of no return as well: the run halts, and users are left where the
 * last good stage had them (law 11).
 */
import { asOperatingError } from '../model/error.js'
import type { Step } from '../model/plan.js'
import { breaker } from './breaker.js'
import { bringAbout } from './bring-about.js'
import { record, type Tools } from './tools.js'

/** What became of it, for people, in the order of `steps`. */
export async function withdraw(steps: readonly Step[], tools: Tools): Promise<readonly string[]> {
  const says: string[] = []
  const guard = breaker(() => tools.clock.monotonic(), tools.random)
  for (const { deadlineMs, id, needs, says: what, undo } of steps) {
    if (undo.kind === 'impossible') continue
    try {
      if (undo.kind === 'action') await bringAbout({ action: undo.action, needs, deadlineMs }, tools, guard)
    } catch (thrown) {
      const error = asOperatingError(thrown, 'undo')
      if (error.code === 'deposed' || error.code === 'store') throw error
      says.push(`could not undo "${what}": ${error.message}`)
      continue
    }
    const because = undo.kind === 'action' ? 'taken back to the stage before' : 'left nothing behind'
    await record(tools, { kind: 'step-undone', step: id, because })
    says.push(`it was ${because}`)
  }
  return says
}
