/** The machine's own clocks, as a port. */
import { steadied } from '../model/steady-clock.js'
import type { Clock } from '../model/world.js'

/** Real time: wall time for records, steadied, the monotonic clock for durations. A sleep that is cut short leaves no timer behind. */
export function systemClock(): Clock {
  return steadied({
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve()
        const wake = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
}
