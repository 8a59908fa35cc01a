/**
 * Writes that a server has, as a number over time: it rises at one rate until the rate changes. Kept as the points at which
 * it changed, so that what was there at any instant can be told, and so that a year at one rate is one point.
 */
interface Point {
  readonly ms: number
  readonly writes: number
  /** From here on, writes a ms. */
  readonly rate: number
}

/** The writes of one server. */
export class History {
  #points: Point[]

  constructor(ms: number, writes: number) {
    this.#points = [{ ms, writes, rate: 0 }]
  }

  /** From `ms` on, which is not before the last change, writes come at `rate` a ms. */
  turn(ms: number, rate: number): void {
    const last = this.#points.at(-1)
    if (last?.rate === rate) return
    this.#points.push({ ms, writes: this.at(ms), rate })
  }

  at(ms: number): number {
    const index = this.#points.findLastIndex((each) => each.ms <= ms)
    const found = this.#points[index]
    if (!found) return this.#points[0]?.writes ?? 0
    return found.writes + (ms - found.ms) * found.rate
  }

  /** When the last write came, at or before `ms`; the beginning when none ever did. */
  lastMs(ms: number): number {
    for (let index = this.#points.length - 1; index >= 0; index--) {
      const point = this.#points[index]
      const until = this.#points[index + 1]?.ms ?? ms
      if (point && point.rate > 0) return until
    }
    return this.#points[0]?.ms ?? 0
  }

  /** Forgets what was before `ms`. */
  forget(ms: number): void {
    const index = this.#points.findLastIndex((each) => each.ms <= ms)
    if (index > 0) this.#points = this.#points.slice(index)
  }
}
