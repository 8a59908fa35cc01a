/**
 * Wakes the loop between looks when a held connection closes. However often it rings, it wakes at most once in `everyMs`:
 * a bell that cannot stop must not raise the rate of looks during an incident (law 23).
 */
import type { Clock, Observer } from '../model/world.js'

export interface Bell {
  /** Resolves when it rings, at once if it rang since it last woke someone; or when `signal` fires. */
  rung(signal: AbortSignal): Promise<void>
}

export function bellOf(observers: readonly Observer[], clock: Clock, everyMs: number): Bell {
  let isRinging = false
  let wokeMs = Number.NEGATIVE_INFINITY
  let wake: (() => void) | undefined
  for (const observer of observers) {
    observer.onSuspicion?.(() => {
      isRinging = true
      wake?.()
    })
  }
  const ring = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        wake = undefined
        signal.removeEventListener('abort', done)
        resolve()
      }
      if (isRinging || signal.aborted) return done()
      wake = done
      signal.addEventListener('abort', done, { once: true })
    })
  return {
    rung: async (signal) => {
      await ring(signal)
      await clock.sleep(wokeMs + everyMs - clock.monotonic(), signal)
      if (signal.aborted) return
      isRinging = false
      wokeMs = clock.monotonic()
    },
  }
}
