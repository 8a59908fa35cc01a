/** Who cannot reach whom: each side is a vantage, a region, a zone, `store` or `controller` (every controller's host). */
interface Cut {
  readonly between: readonly [string, string]
  readonly sinceMs: number
}

/** The cuts in force. */
export class Partitions {
  readonly #cuts: Cut[] = []

  cut(between: readonly [string, string], sinceMs: number): void {
    this.#cuts.push({ between, sinceMs })
  }

  mend(between: readonly [string, string]): void {
    const index = this.#cuts.findIndex((cut) => cut.between === between)
    if (index >= 0) this.#cuts.splice(index, 1)
  }

  get areNone(): boolean {
    return this.#cuts.length === 0
  }

  /** Whether any name of the one and any of the other lie on the two sides of a cut; a zone goes by its region's name too. */
  part(one: readonly string[], other: readonly string[]): boolean {
    return this.since(one, other) !== undefined
  }

  /** Since when; ms from minute 0. */
  since(one: readonly string[], other: readonly string[]): number | undefined {
    if (this.areNone) return undefined
    const between = this.#cuts.filter(
      ({ between: [a, b] }) => (one.includes(a) && other.includes(b)) || (one.includes(b) && other.includes(a)),
    )
    return between.length > 0 ? Math.min(...between.map(({ sinceMs }) => sinceMs)) : undefined
  }
}
