/**
 * The pace of a drill's processes: what a real one does over and over merely to find that nothing happened need not be done
 * in virtual time, where it is known when something will. Each rests up to shortly before that, at instants of its own.
 */
import type { Tick } from '../controller/tick.js'
import type { Clock } from '../model/world.js'
import type { Drill } from '../sim/drill.js'
import type { Simulation } from '../sim/simulation.js'
import { restMs } from './rest.js'

/** A service that ends is started again after so long. */
const RESTART_MS = 5_000
/** Who beats for others to hear has beaten so many times before anyone listens. */
const BEATS_BEFORE = 2

export class Pace {
  readonly #simulation: Simulation
  readonly #stirrings: readonly number[]
  readonly #untilMs: number
  readonly #rests: boolean
  /** People at work. */
  #working = 0

  constructor(simulation: Simulation, { events, untilMs }: Drill, rests: boolean) {
    this.#simulation = simulation
    this.#rests = rests
    this.#untilMs = untilMs
    this.#stirrings = events
      .flatMap(({ atMs, forMs }) => (forMs === undefined ? [atMs] : [atMs, atMs + forMs]))
      .sort((a, b) => a - b)
  }

  /** Somebody is at a keyboard until `work` is over. */
  async working(work: Promise<void>): Promise<void> {
    this.#working += 1
    try {
      await work
    } finally {
      this.#working -= 1
    }
  }

  /** How long a watcher rests between one look and the next, look after look. */
  looking(): (found: Tick, nextInMs: number) => number {
    let before: Tick | undefined
    return (found, nextInMs) => {
      const last = before
      before = found
      const calmMs = Math.min(this.#simulation.stillUntilMs(), this.#stirsAtMs()) - this.#nowMs
      return last && this.#rests && this.#working === 0 ? restMs(last, found, nextInMs, calmMs) : nextInMs
    }
  }

  /** How long one that does not lead waits to ask for the lease again: while somebody leads, until that may change. */
  askingMs(): number {
    const rounds = this.#simulation.isLed() ? Math.floor((this.#stirsAtMs() - this.#nowMs) / RESTART_MS) : 1
    return RESTART_MS * Math.max(1, rounds)
  }

  /** A clock for beating, which lets beats out that nobody is there to hear. */
  beating(clock: Clock): Clock {
    return {
      ...clock,
      sleep: (ms, signal) => {
        const quietMs = this.#working > 0 ? 0 : this.#stirsAtMs() - this.#nowMs
        return clock.sleep(ms * Math.max(1, Math.floor(quietMs / ms) - BEATS_BEFORE), signal)
      },
    }
  }

  get #nowMs(): number {
    return this.#simulation.clock.elapsedMs
  }

  /** When something is next done to controllers, or asked by anyone, or is over; ms from minute 0. */
  #stirsAtMs(): number {
    return this.#stirrings.find((atMs) => atMs >= this.#nowMs) ?? this.#untilMs
  }
}
