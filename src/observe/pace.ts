/** How fast a look begins: a small one at once, a big one spread over the time it has, so that nothing bursts. */
import type { Clock } from '../model/world.js'

/** So many targets are asked in one go. */
const AT_ONCE = 200
const SLICE_MS = 2

/**
 * Calls `start` with 0 to `count` - 1, all at once when they are few, else evenly over about `windowMs`. One that falls
 * behind catches up in slices, between which answers are read. Stops when `signal` fires.
 */
export async function paced(
  count: number,
  windowMs: number,
  clock: Clock,
  signal: AbortSignal,
  start: (index: number) => void,
): Promise<void> {
  const isSmall = count <= AT_ONCE
  const began = clock.monotonic()
  for (let next = 0; next < count && !signal.aborted; ) {
    const share = windowMs <= 0 ? 1 : (clock.monotonic() - began + SLICE_MS) / windowMs
    const due = isSmall ? count : Math.ceil(count * Math.min(1, share))
    const end = Math.min(due, next + AT_ONCE)
    for (; next < end && !signal.aborted; next++) start(next)
    if (next === count) return
    if (next < due) await new Promise((resolve) => setImmediate(resolve))
    else await clock.sleep(SLICE_MS, signal)
  }
}
