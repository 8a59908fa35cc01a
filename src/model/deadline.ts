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
  const end = (): void => over.abort(OVER)
  if (stop?.aborted) end()
  stop?.addEventListener('abort', end, { once: true })
  let isLate = false
  const late = clock.sleep(ms, over.signal).then((): typeof LATE => {
    isLate = true
    end()
    return LATE
  })
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
    end()
    stop?.removeEventListener('abort', end)
    await late
  }
}
