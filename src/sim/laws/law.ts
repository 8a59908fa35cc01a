/**
 * A law as a checker. It reads what a run left behind and the drill it ran, never the code that ran: it imports words of
 * the model and nothing else, so that it cannot share a fault with what it checks.
 *
 * A checker that cannot see is silent: it names a breach only where the trace shows one. What each cannot see stands in
 * its own file. L13 (what a plan was drawn from) and L19 (the switch on the worst day) leave nothing of their own in a
 * trace; tests of the rooms that keep them stand for those.
 */
import type { Trace } from '../trace.js'
import type { Story } from './story.js'
import type { LawId } from './words.js'

/** One breach: when, ms from minute 0, and what was seen. */
export interface Breach {
  readonly atMs: number
  readonly what: string
  readonly incident?: string
}

export interface Broken extends Breach {
  readonly law: LawId
}

export interface Law {
  readonly id: LawId
  readonly words: string
  check(trace: Trace): readonly Breach[]
}

/** What a law's file gives: its breaches in a story. */
export type Checker = (story: Story) => readonly Breach[]
