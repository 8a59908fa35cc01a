/**
 * A host's clocks over virtual time. Its wall clock may be skewed; its monotonic one never is (law 15). A process that is
 * paused sleeps on past its time, and one that was killed never wakes.
 */
import type { Clock } from '../model/world.js'
import type { Timeline } from './timeline.js'

/** One process on a host, from its start to its end. */
export class Life {
  readonly #timeline: Timeline
  #endedMs: number | undefined
  #pausedMs = 0
  #pausedUntilMs = 0

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  get isOver(): boolean {
    return this.#endedMs !== undefined
  }

  /** For how long it has done nothing. */
  get silentMs(): number {
    const { elapsedMs } = this.#timeline
    if (this.#endedMs !== undefined) return elapsedMs - this.#endedMs
    return this.#pausedUntilMs > elapsedMs ? elapsedMs - this.#pausedMs : 0
  }

  end(): void {
    this.#endedMs ??= this.#timeline.elapsedMs
  }

  pause(forMs: number): void {
    if (this.#pausedUntilMs <= this.#timeline.elapsedMs) this.#pausedMs = this.#timeline.elapsedMs
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#timeline.elapsedMs + forMs)
  }

  /** Runs `run` when the process goes on at or after `dueMs`; never when it ended before. Gives how to cancel it. */
  at(dueMs: number, run: () => void): () => void {
    const wake = (): void => {
      if (this.isOver) return
      if (this.#pausedUntilMs > this.#timeline.elapsedMs)
        cancel = this.#timeline.at(this.#pausedUntilMs, wake, 'process')
      else run()
    }
    let cancel = this.#timeline.at(dueMs, wake, 'process')
    return () => cancel()
  }

  /** Resolves after `ms`, or at once when the signal fires; never once the process has ended. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.isOver) return never
    if (ms <= 0 || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel()
        signal?.removeEventListener('abort', wake)
        if (!this.isOver) resolve()
      }
      const cancel = this.at(this.#timeline.elapsedMs + ms, wake)
      signal?.addEventListener('abort', wake, { once: true })
    })
  }
}

/** Nobody comes back from it. */
export const never: Promise<never> = new Promise(() => undefined)

/** The clocks of a process whose host started counting at `startedAt` (ms since the epoch) and is off by what `skewMs` says. */
export function hostClock(life: Life, timeline: Timeline, startedAt: number, skewMs: () => number): Clock {
  return {
    now: () => startedAt + Math.round(timeline.elapsedMs + skewMs()),
    monotonic: () => timeline.elapsedMs,
    sleep: (ms, signal) => life.sleep(ms, signal),
    after: (ms, run) => life.at(timeline.elapsedMs + ms, run),
  }
}
