/**
 * What is good for a while and asked for anew before its end, such as credentials. While it is good nobody waits: a renewal
 * that hangs or fails takes nothing from who holds what still serves, and a failed one is not tried again at once.
 */
export interface Kept<Value> {
  readonly value: Value
  /** By the clock given; ms. Good for ever when absent. */
  readonly untilMs?: number
}

/** As long before their end new credentials are asked for, as the AWS SDK does. */
const RENEWED_BEFORE_MS = 5 * 60_000
/** Within the minutes that are left, room for several tries. */
const AGAIN_MS = 20_000

/** One look-up at a time, and none while what is kept is good. */
export class Keeping<Value> {
  readonly #lookUp: () => Promise<Kept<Value>>
  readonly #now: () => number
  #kept: Kept<Value> | undefined
  #underWay: Promise<Value> | undefined
  #notBefore = Number.NEGATIVE_INFINITY

  constructor(lookUp: () => Promise<Kept<Value>>, now: () => number) {
    this.#lookUp = lookUp
    this.#now = now
  }

  /** What is kept while it is good, at once; else what the look-up gives, or its error. */
  get(): Value | Promise<Value> {
    const kept = this.#kept
    const nowMs = this.#now()
    const goodForMs = kept ? (kept.untilMs ?? Number.POSITIVE_INFINITY) - nowMs : 0
    if (!kept || goodForMs <= 0) return this.#renewed()
    if (goodForMs <= RENEWED_BEFORE_MS && nowMs >= this.#notBefore) {
      this.#notBefore = nowMs + AGAIN_MS
      // Whoever still waits when it has run out hears of the error.
      this.#renewed().catch(() => undefined)
    }
    return kept.value
  }

  #renewed(): Promise<Value> {
    this.#underWay ??= this.#lookUp()
      .then((found) => {
        this.#kept = found
        this.#notBefore = Number.NEGATIVE_INFINITY
        return found.value
      })
      .finally(() => {
        this.#underWay = undefined
      })
    return this.#underWay
  }
}
