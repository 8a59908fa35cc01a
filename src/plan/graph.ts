/** Sums over the graph of steps. */
import type { Step } from '../model/plan.js'

/** The longest path of expected durations, ms. */
export function criticalPathMs(steps: readonly Step[]): number {
  const finish = new Map<string, number>()
  for (const { after, expectedMs, id } of steps) {
    const start = Math.max(0, ...after.map((before) => finish.get(before) ?? 0))
    finish.set(id, start + expectedMs)
  }
  return Math.max(0, ...finish.values())
}

/** Steps in the plan's order from the first that cannot be undone (law 27); empty when all can. */
export function pastPointOfNoReturn(steps: readonly Step[]): readonly Step[] {
  const first = steps.findIndex(({ undo }) => undo.kind === 'impossible')
  return first === -1 ? [] : steps.slice(first)
}
