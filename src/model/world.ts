/**
 * The ports of a world. `aws`, `local` and `sim` each give a `World`; the controller, guards, planner and executor are
 * the very same code in all of them. Time and randomness come from here and from nowhere else.
 */
import type { Check, Observation } from './health.js'
import type { JournalEntry, JournalEvent, Loss } from './journal.js'
import type { Move } from './move.js'
import type { Subject } from './place.js'
import type { Driver, Inspection } from './resource.js'

export interface Clock {
  /** Wall time, ms since the epoch. For records, never for leases. */
  now(): number
  /** Monotonic time in ms from an arbitrary start. For durations. */
  monotonic(): number
  /** Resolves after `ms`, or at once when `signal` fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs `run` after `ms`, unless it is called off by what this gives. */
  after(ms: number, run: () => void): () => void
}

/** Uniform in [0, 1). */
export type Random = () => number

export interface Look {
  /** Each probe answers by then, or its verdict is a failure or unknown; ms. */
  readonly deadlineMs: number
  /** Restricts a look to some subjects: the quick re-probes of a burst. */
  readonly only?: (of: Subject) => boolean
}

export interface Observer {
  readonly name: string
  /** Everything it is asked to see, at once. Never throws for the world's failing. */
  look(look: Look): Promise<readonly Observation[]>
  /** Calls `wake` when something changed between looks (a held connection closed), so that the next look comes at once. */
  onSuspicion?(wake: (of: Subject) => void): void
  close(): Promise<void>
}

/** A user of the app: resolves the public name as a client does, TTL included, reads and writes. */
export interface PublicEye {
  /**
   * What one user sees now; the observed region of each answer and whether its write was acknowledged. A newcomer has kept
   * no answer of the name and asks its own servers; who cannot look as one looks as a regular, and the glance tells.
   */
  glance(signal: AbortSignal, as?: 'regular' | 'newcomer'): Promise<PublicGlance>
}

export interface PublicGlance {
  readonly at: number
  readonly answers: readonly string[]
  readonly read: Check['verdict']
  /** Absent where nobody says what to write: then nothing is known of writes, and recovery is judged by reads alone. */
  readonly write?: Check['verdict']
  /** The region and zone that served it, as the app itself says; absent when nothing answered. */
  readonly servedBy?: { readonly region: string; readonly zone: string }
  /** Nothing that was kept of the name had a part in it: each such look is a draw of its own. */
  readonly isNewcomer?: boolean
}

/** What share of users is still at the region that was left, and what each resolver answers. */
export interface Stragglers {
  readonly share:
    | { readonly is: 'known'; readonly percent: number }
    | { readonly is: 'unknown'; readonly because: string }
  readonly answers: readonly NameAnswer[]
}

/** What one server of names answers for the public name. */
export interface NameAnswer {
  readonly resolver: string
  readonly says: readonly string[]
  /** Why it says nothing. */
  readonly because?: string
  /** One of the zone's own name servers, which keep nothing; else a resolver of users. */
  readonly isAuthoritative?: boolean
  /** Whether it still leads users to the region that was left; absent where the answer does not tell. */
  readonly leadsBack?: boolean
}

/** The right to act, under an epoch that only grows (law 15). */
export interface Lease {
  readonly epoch: number
  readonly holder: string
  /**
   * Whether another may lead by now, as far as the holder's own steady clock tells: it could not renew for the length of a
   * lease. Absent where a lease lasts as long as its process.
   */
  isLost?(): boolean
  release(): Promise<void>
}

export type Acquired =
  | { readonly is: 'granted'; readonly lease: Lease }
  | { readonly is: 'held'; readonly by: string; readonly epoch: number; readonly since: number }

export interface EntryDraft {
  readonly at: number
  readonly incident: string
  readonly by: string
  readonly event: JournalEvent
}

/** Where the journal, the lease and small documents live. Every method throws `OperatingError` (`store`, `deposed`). */
export interface Store {
  /** For people: the path or URL. */
  readonly where: string
  acquire(holder: string): Promise<Acquired>
  /** Durable when it resolves. Refused with `deposed` when the lease is no longer held. */
  append(lease: Lease, draft: EntryDraft): Promise<JournalEntry>
  /** Every whole entry; a torn last line is left out. */
  read(): Promise<readonly JournalEntry[]>
  get(key: string): Promise<Versioned | undefined>
  /** Writes only when the stored version is `expected` (`undefined`: only when absent); else `conflict`. */
  put(key: string, text: string, expected: string | undefined): Promise<Versioned>
  remove(key: string): Promise<void>
  /** Resolves when the document under `key` is written, or `signal` fires; a store that cannot tell has no such method. */
  changed?(key: string, signal: AbortSignal): Promise<void>
}

export interface Versioned {
  readonly text: string
  readonly version: string
}

export interface World {
  readonly kind: 'aws' | 'local' | 'sim'
  readonly clock: Clock
  readonly random: Random
  readonly observers: readonly Observer[]
  readonly drivers: readonly Driver[]
  readonly eye: PublicEye
  readonly store: Store
  /** How long one inspection may take here before it is given up; ms. By default 1.5 s for a watcher, 3 s for a command. */
  readonly inspectMs?: number
  /** Counts the loss of a finished failover where the world allows it; see `Loss`. */
  countLoss?(move: Move, inspections: readonly Inspection[], signal: AbortSignal): Promise<Loss>
  /** Who is still at the region a finished move left, where the world can tell. */
  stragglers?(move: Move, signal: AbortSignal): Promise<Stragglers>
  close(): Promise<void>
}
