/**
 * No retry storms (law 16), and no step given up before its time: per plane a breaker and a budget of retries.
 *
 *   state      | a try                          | next
 *   -----------|--------------------------------|---------------------------------------------
 *   closed     | goes                           | open, after failures in a row
 *   open       | waits until it has cooled down | half-open
 *   half-open  | one goes, the others wait      | closed if it passes, else open for twice as long
 *
 * The budget is for a burst, and comes back slowly. Throttling spends it but never opens the breaker, since throttled is
 * not failed (law 23); nor does a refusal, since who refuses has answered.
 */
import type { OperatingCode } from '../model/error.js'
import { nameOf, type Plane } from '../model/place.js'
import { formatMs } from '../model/units.js'
import type { Random } from '../model/world.js'

const RETRIES_PER_PLANE = 12
/** One retry of the budget comes back in so long. */
const REFILL_MS = 60_000
const FAILURES_TO_OPEN = 6
const COOL_MS = 10_000
const COOL_MAX_MS = 120_000

/** Why to wait, and for how long; ms. */
export interface HeldBack {
  readonly forMs: number
  readonly because: string
}

export interface Breaker {
  /** Asked before each try: nothing when it may go. Where it is the one that probes, the next is held back meanwhile. */
  holdsBack(planes: readonly Plane[]): HeldBack | undefined
  failed(planes: readonly Plane[], code: OperatingCode): void
  passed(planes: readonly Plane[]): void
}

interface Known {
  inARow: number
  /** Until then nothing goes; on the monotonic clock. Undefined while closed. */
  openUntilMs?: number
  /** Times it opened in a row. */
  opened: number
  budget: number
  refilledMs: number
}

/** `nowMs` gives monotonic time. */
export function breaker(nowMs: () => number, random: Random): Breaker {
  const known = new Map<string, Known>()
  const at = (name: string): Known => {
    const found = known.get(name) ?? { inARow: 0, opened: 0, budget: RETRIES_PER_PLANE, refilledMs: nowMs() }
    known.set(name, found)
    refill(found, nowMs())
    return found
  }
  const open = (state: Known): void => {
    state.openUntilMs = nowMs() + coolMs(state.opened, random)
  }
  return {
    holdsBack(planes) {
      const names = planes.map(nameOf)
      const held = names.flatMap((name) => heldBack(name, at(name), nowMs())).sort((a, b) => b.forMs - a.forMs)[0]
      if (held) return held
      for (const state of names.map(at)) if (state.openUntilMs !== undefined) open(state)
      return undefined
    },
    failed(planes, code) {
      for (const state of planes.map((plane) => at(nameOf(plane)))) {
        state.budget -= 1
        if (code === 'throttled') continue
        if (code === 'refused') {
          close(state)
          continue
        }
        state.inARow += 1
        if (state.inARow < FAILURES_TO_OPEN) continue
        state.opened += 1
        open(state)
      }
    },
    passed(planes) {
      for (const plane of planes) close(at(nameOf(plane)))
    },
  }
}

function heldBack(name: string, { budget, inARow, openUntilMs, refilledMs }: Known, nowMs: number): HeldBack[] {
  const held: HeldBack[] = []
  if (openUntilMs !== undefined && openUntilMs > nowMs) {
    held.push({ forMs: openUntilMs - nowMs, because: `${name} failed ${inARow} times in a row` })
  }
  if (budget <= 0) {
    const because = `the ${RETRIES_PER_PLANE} retries for ${name} are spent, and one comes back in ${formatMs(REFILL_MS)}`
    held.push({ forMs: refilledMs + REFILL_MS - nowMs, because })
  }
  return held
}

function close(state: Known): void {
  state.inARow = 0
  state.opened = 0
  delete state.openUntilMs
}

function refill(state: Known, nowMs: number): void {
  const back = Math.floor((nowMs - state.refilledMs) / REFILL_MS)
  state.refilledMs += back * REFILL_MS
  state.budget = Math.min(RETRIES_PER_PLANE, state.budget + back)
}

/** Twice as long each time, half of it at random, so that several controllers do not probe as one. */
const coolMs = (opened: number, random: Random): number =>
  Math.min(COOL_MAX_MS, COOL_MS * 2 ** Math.min(opened - 1, 10)) * (0.5 + random() / 2)

/** Full jitter: uniform between nothing and the doubled step, capped; ms. (AWS Architecture Blog, "Exponential Backoff And Jitter".) */
export function backoffMs(attempt: number, random: () => number): number {
  const capMs = 5_000
  return Math.round(random() * Math.min(capMs, 100 * 2 ** attempt))
}
