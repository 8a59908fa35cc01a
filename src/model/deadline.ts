/**
 * Every call has a deadline (law 16), and keeps it whether or not the one called heeds the signal: a driver that hangs
 * must not hang the run.
 */
import { OperatingError } from './error.js'
import { formatMs } from './units.js'
import type { Clock } from './world.js'

const LATE = Symbol('late')
/** Why a signal fires whose work is over, for whoever waits by it; made once, since making one is dear. */
export const OVER = new DOMException('it is over', 'AbortError')

export interface Deadline {
  readonly clock: Clock
  readonly ms: number
  /** For the message: `inspect orders`. */
  readonly doing: string
  /** Ends it sooner, as when the lease is lost elsewhere in the run. */
  readonly stop?: AbortSignal
}

/** What `work` gives, or `OperatingError` (`timed-out`) once `ms` have passed; its signal fires then. */
export async function withDeadline<T>(
  { clock, doing, ms, stop }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  let isLate = false
  let giveUp = (): void => undefined
  const late = new Promise<typeof LATE>((resolve) => {
    giveUp = (): void => {
      isLate = true
      over.abort(OVER)
      resolve(LATE)
    }
  })
  if (stop?.aborted) giveUp()
  stop?.addEventListener('abort', giveUp, { once: true })
  const callOff = clock.after(ms, giveUp)
  const missed = (cause?: unknown): OperatingError => {
    const why = stop?.aborted ? 'stopped' : `no answer within ${formatMs(ms)}`
    return new OperatingError('timed-out', `${doing}: ${why}`, undefined, { cause })
  }
  try {
    const first = await Promise.race([work(over.signal), late])
    if (first === LATE) throw missed()
    return first
  } catch (thrown) {
    // What a call says when its signal fires is that it was aborted; what matters is why.
    if (isLate && thrown instanceof Error && thrown.name === 'AbortError') throw missed(thrown)
    throw thrown
  } finally {
    callOff()
    over.abort(OVER)
    stop?.removeEventListener('abort', giveUp)
  }
}

/** Whether `work`, which goes on all the same, is over within `ms`; throws what it throws by then. */
export async function isOverWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  let callOff = (): void => undefined
  const late = new Promise<typeof LATE>((resolve) => {
    callOff = clock.after(ms, () => resolve(LATE))
  })
  try {
    return (await Promise.race([work, late])) !== LATE
  } finally {
    callOff()
  }
}
