/** Sums over the graph of steps. */
import type { Step } from '../model/plan.js'

/** The longest path of expected durations, ms. */
export function criticalPathMs(steps: readonly Step[]): number {
  const finish = new Map<string, number>()
  for (const step of steps) {
    const { after, id } = step
    const start = Math.max(0, ...after.map((before) => finish.get(before) ?? 0))
    finish.set(id, start + expectedOf(step))
  }
  return Math.max(0, ...finish.values())
}

/** How long a step is expected to take, with the time in which users must be seen served after it; ms. */
export const expectedOf = ({ expectedMs, proof }: Pick<Step, 'expectedMs' | 'proof'>): number =>
  expectedMs + (proof?.settleMs ?? 0)

/** Steps in the plan's order from the first that cannot be undone (law 27); empty when all can. */
export function pastPointOfNoReturn(steps: readonly Step[]): readonly Step[] {
  const first = steps.findIndex(({ undo }) => undo.kind === 'impossible')
  return first === -1 ? [] : steps.slice(first)
}
