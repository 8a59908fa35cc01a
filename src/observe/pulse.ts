/**
 * The prober's sense of time: one timer for all its deadlines, which beats often enough to notice when this process
 * itself was held up (a blocked loop, a machine without CPU, a suspended guest). A deadline that passed while nobody
 * was looking says nothing about the target (law 7).
 */
import type { Clock } from '../model/world.js'

const BEAT_MS = 20
/** Timers are never exact; less than this is no stall. */
const TOLERANCE_MS = 5

export class Pulse {
  readonly #clock: Clock
  readonly #onBeat: (now: number) => void
  #stalledMs = 0
  #dueAt = Number.POSITIVE_INFINITY
  #stop: AbortController | undefined

  /** `onBeat` is called at every beat, with the monotonic time, after all answers that had arrived were read. */
  constructor(clock: Clock, onBeat: (now: number) => void) {
    this.#clock = clock
    this.#onBeat = onBeat
  }

  /** For how long this process was held up so far, in ms; only differences mean something, and only while it beats. */
  stalledMs(now: number): number {
    return this.#stalledMs + Math.max(0, now - this.#dueAt - TOLERANCE_MS)
  }

  /** Beats until `rest`. */
  start(): void {
    if (!this.#stop) void this.#beat()
  }

  rest(): void {
    this.#stop?.abort()
    this.#stop = undefined
    this.#dueAt = Number.POSITIVE_INFINITY
  }

  async #beat(): Promise<void> {
    const stop = new AbortController()
    this.#stop = stop
    while (!stop.signal.aborted) {
      this.#expect(BEAT_MS)
      await this.#clock.sleep(BEAT_MS, stop.signal)
      if (stop.signal.aborted) return
      // Timers come before input in the event loop: first let in what arrived in the meantime.
      this.#expect(0)
      await new Promise((resolve) => setImmediate(resolve))
      if (!stop.signal.aborted) this.#onBeat(this.#clock.monotonic())
    }
  }

  /** Counts how late this moment is, and says when the next is due. */
  #expect(inMs: number): void {
    const now = this.#clock.monotonic()
    this.#stalledMs = this.stalledMs(now)
    this.#dueAt = now + inMs
  }
}
