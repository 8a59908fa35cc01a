/**
 * A line is how one target is asked, again and again. It knows the protocol and nothing of deadlines: the prober
 * sets them, and takes the latency. A line answers an asking exactly once, unless it is told to give up.
 */
import { isIP } from 'node:net'
import type { FailureMode } from '../model/health.js'

/** What an asking came to when it was not a pass. */
export type Fault =
  | { readonly is: 'fail'; readonly because: string; readonly mode: FailureMode }
  | { readonly is: 'unknown'; readonly because: string }

/** What an asking came to, before its latency is counted. */
export type Outcome = Fault | { readonly is: 'pass' }

export interface Line {
  /** Asks once; never asked again before it settled or gave up. */
  ask(settle: (outcome: Outcome) => void): void
  /** The deadline passed: ends the asking, and says how far it came, as a sentence that "within 2 s" can follow. */
  giveUp(): Fault
  /** Lets go of everything held. */
  close(): void
}

export const PASS: Outcome = { is: 'pass' }

export const failed = (mode: FailureMode, because: string): Fault => ({ is: 'fail', because, mode })

export const unseen = (because: string): Fault => ({ is: 'unknown', because })

/** An address for people: `10.0.0.1:80`, `[::1]:80`. */
export const shownAddress = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
