/**
 * No retry storms (law 16): per plane, a budget of retries for the whole run, and a breaker that opens after failures
 * in a row. Throttling spends the budget but never opens the breaker, since throttled is not failed (law 23).
 */
import type { OperatingCode } from '../model/error.js'
import { nameOf, type Plane } from '../model/place.js'

const RETRIES_PER_PLANE = 12
const FAILURES_TO_OPEN = 6

export interface Breaker {
  /** Why no further try should be made against these planes, if so. */
  refuses(planes: readonly Plane[]): string | undefined
  failed(planes: readonly Plane[], code: OperatingCode): void
  passed(planes: readonly Plane[]): void
}

export function breaker(): Breaker {
  const spent = new Map<string, number>()
  const inARow = new Map<string, number>()
  return {
    refuses(planes) {
      for (const name of planes.map(nameOf)) {
        if ((inARow.get(name) ?? 0) >= FAILURES_TO_OPEN) return `${name} failed ${FAILURES_TO_OPEN} times in a row`
        if ((spent.get(name) ?? 0) >= RETRIES_PER_PLANE) return `the ${RETRIES_PER_PLANE} retries for ${name} are spent`
      }
      return undefined
    },
    failed(planes, code) {
      for (const name of planes.map(nameOf)) {
        spent.set(name, (spent.get(name) ?? 0) + 1)
        if (code !== 'throttled') inARow.set(name, (inARow.get(name) ?? 0) + 1)
      }
    },
    passed(planes) {
      for (const name of planes.map(nameOf)) inARow.delete(name)
    },
  }
}

/** Full jitter: uniform between nothing and the doubled step, capped; ms. (AWS Architecture Blog, "Exponential Backoff And Jitter".) */
export function backoffMs(attempt: number, random: () => number): number {
  const capMs = 5_000
  return Math.round(random() * Math.min(capMs, 100 * 2 ** attempt))
}
