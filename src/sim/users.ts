/**
 * Users as a fluid: shares of them by region. When the public name's answer changes, each goes over when it asks anew, most
 * within a few lives of the old answer, some hours later, and the stubborn never (the table of the drill format, whose
 * minutes are those of a TTL of 60 s). Where a second change comes before the first is over, what has not gone over yet is
 * the mixture it was.
 */
export type Shares = { readonly [place: string]: number }

/** Minutes after a change at a TTL of 60 s, and the share of users still where they were. */
const STAYING: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 0.6],
  [2, 0.3],
  [5, 0.1],
  [10, 0.05],
  [30, 0.03],
  [120, 0.01],
]
const MINUTE_MS = 60_000

/** Share of users, 0 to 1, who stay `sinceMs` after a change. */
export function staying(sinceMs: number, ttlMs: number, stubborn: number): number {
  const minutes = (sinceMs / MINUTE_MS) * (MINUTE_MS / Math.max(1, ttlMs))
  const after = STAYING.findIndex(([at]) => at > minutes)
  const [from, to] = [STAYING[after - 1], STAYING[after]]
  if (!from || !to) return Math.max(stubborn, 0.01 * Math.max(0, 2 - minutes / 120))
  const share = from[1] + ((minutes - from[0]) / (to[0] - from[0])) * (to[1] - from[1])
  return Math.max(stubborn, share)
}

/** The share no longer changes so long after a change, at a TTL of one minute. */
const SETTLED_MINUTES = 240

/** Users of one name, and where they are. */
export class Users {
  #was: Shares
  #answers: Shares
  #changedMs = Number.NEGATIVE_INFINITY

  constructor(
    answers: Shares,
    readonly ttlMs: number,
    readonly stubborn: number,
  ) {
    this.#was = answers
    this.#answers = answers
  }

  get answers(): Shares {
    return this.#answers
  }

  /** From `nowMs` on the name answers so. */
  answer(answers: Shares, nowMs: number): void {
    if (sameShares(answers, this.#answers)) return
    this.#was = this.at(nowMs)
    this.#answers = answers
    this.#changedMs = nowMs
  }

  /** Where they are; shares from 0 to 1 that make 1. */
  at(nowMs: number): Shares {
    if (this.#changedMs === Number.NEGATIVE_INFINITY) return this.#answers
    const stays = staying(nowMs - this.#changedMs, this.ttlMs, this.stubborn)
    return mixed(this.#was, this.#answers, stays)
  }

  /** What a client that keeps an answer for its TTL and no longer goes by. */
  kept(nowMs: number): Shares {
    return nowMs - this.#changedMs < this.ttlMs ? this.#was : this.#answers
  }

  isMoving(nowMs: number): boolean {
    return nowMs - this.#changedMs < SETTLED_MINUTES * this.ttlMs
  }

  get changedMs(): number {
    return this.#changedMs
  }
}

/** `stays` of the one and the rest of the other. */
export function mixed(was: Shares, is: Shares, stays: number): Shares {
  const places = new Set([...Object.keys(was), ...Object.keys(is)])
  return Object.fromEntries([...places].map((at) => [at, (was[at] ?? 0) * stays + (is[at] ?? 0) * (1 - stays)]))
}

/** Whether two mixtures are the same. */
export const sameShares = (one: Shares, other: Shares): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((at) => (one[at] ?? 0) === (other[at] ?? 0))
