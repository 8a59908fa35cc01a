/**
 * A halted incident that stopped for what passes by itself (a plane that answered nothing, throttling) is tried again by
 * whoever leads: after a minute, then after twice as long each time, and not for ever (law 25). Any progress counts as a
 * new beginning. Whatever else halted it waits for a person, and so does what halted long before anyone led again.
 */
import type { JournalEntry } from '../model/journal.js'

const FIRST_MS = 60_000
const LONGEST_MS = 30 * 60_000
const TRIES_MAX = 8
/** Nobody expects any more what was left so long ago. */
const STALE_MS = 4 * 60 * 60_000

/** The next try: how long after it halted or was found halted, in ms, and which of how many. */
export interface Again {
  readonly inMs: number
  readonly nth: number
  readonly of: number
}

/** Undefined where it is a person's turn. `now` is wall time in ms since the epoch. */
export function triesAgain(entries: readonly JournalEntry[], incident: string, now: number): Again | undefined {
  let tries = 0
  let haltedAt: number | undefined
  for (const { at, event } of entries.filter((entry) => entry.incident === incident)) {
    if (event.kind === 'resumed') tries += 1
    if (event.kind === 'step-done' || event.kind === 'step-undone') tries = 0
    if (event.kind === 'halted') haltedAt = event.passes ? at : undefined
  }
  if (haltedAt === undefined || tries >= TRIES_MAX || now - haltedAt > STALE_MS) return undefined
  return { inMs: Math.min(LONGEST_MS, FIRST_MS * 2 ** tries), nth: tries + 1, of: TRIES_MAX }
}
