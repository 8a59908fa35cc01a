/**
 * A wall clock that does not jump. Judgement rests on how long things have lasted, told by instants of one clock; when
 * somebody sets the host's clock meanwhile, every duration that spans that moment would be wrong by as much, and a zone
 * that has just turned bad would look bad for minutes (law 5). So wall time goes on with the monotonic clock, and comes
 * back to what the host says little by little, as `adjtime` does.
 */
import type { Clock } from './world.js'

/** What it may make up for, as a share of the time that passes: durations are right to within so much of themselves. */
const SLEW = 1 / 200

/** `clock`, whose `now` starts where the host's stands and goes on without a jump. */
export function steadied(clock: Clock): Clock {
  let wallMs = clock.now()
  let sinceMs = clock.monotonic()
  return {
    ...clock,
    now: () => {
      const nowMs = clock.monotonic()
      const passedMs = nowMs - sinceMs
      sinceMs = nowMs
      wallMs += passedMs
      const offMs = clock.now() - wallMs
      // Reading two clocks one after the other is not exact to the millisecond.
      wallMs =
        Math.abs(offMs) <= 1 ? clock.now() : wallMs + Math.sign(offMs) * Math.min(Math.abs(offMs), passedMs * SLEW)
      return Math.round(wallMs)
    },
  }
}
