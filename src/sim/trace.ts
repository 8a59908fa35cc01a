/**
 * What a simulated run leaves behind. Expectations, laws and the picture read this and nothing else: none of them knows
 * the code that ran. Instants in ms from the drill's minute 0 (`wallAt` turns one into ms since the epoch).
 */
import type { Assessment } from '../model/health.js'
import type { JournalEntry } from '../model/journal.js'
import type { Decision } from '../model/move.js'
import type { Plane, Region } from '../model/place.js'
import type { Drill, DrillEvent } from './drill.js'

export interface Trace {
  readonly drill: Drill
  /** Wall time of minute 0; ms since the epoch. */
  readonly startedAt: number
  readonly endedMs: number
  /** The journal, in the order it was written; `at` of an entry is wall time by its host's clock. */
  readonly entries: readonly Written[]
  /** Each change of a controller's mind. */
  readonly minds: readonly Mind[]
  /** The state of the world whenever it changed. */
  readonly scenes: readonly Scene[]
  /** Every request that left a controller. */
  readonly calls: readonly Call[]
  /** What came to pass of the drill's events. */
  readonly happened: readonly { readonly atMs: number; readonly event: DrillEvent; readonly ends: boolean }[]
  /** Leases granted, in order. */
  readonly leases: readonly { readonly atMs: number; readonly epoch: number; readonly host: string }[]
  /** What each person's order came to. */
  readonly answers?: readonly Answered[]
}

/** The end of an order: done, or refused or cut short with the reason that the person was given. */
export interface Answered {
  readonly atMs: number
  readonly by: string
  /** The words after `failover`. */
  readonly run: string
  readonly is: 'done' | 'not-done'
  readonly because: string
}

export interface Written {
  readonly atMs: number
  readonly host: string
  readonly entry: JournalEntry
}

export interface Mind {
  readonly atMs: number
  readonly host: string
  readonly decision: Decision
  readonly assessments: readonly Assessment[]
  /** What objects to every way of a move that was decided on. */
  readonly blocked: readonly string[]
}

/** How things truly are, whatever anyone sees of them. */
export interface Scene {
  readonly atMs: number
  /** Share of user requests answered rightly, reads and writes; percent. */
  readonly servedPercent: number
  /** Share of users whose requests go to each region; percent. */
  readonly users: { readonly [region: string]: number }
  /** Weight of the public name by zone. */
  readonly answers: { readonly [zone: string]: number }
  /** Share of a zone's requests that are answered rightly; percent. */
  readonly zones: { readonly [zone: string]: number }
  /** By database: the regions whose server takes writes now; several by design where it is multi-active. */
  readonly writers: { readonly [database: string]: readonly Region[] }
  /** Replication lag by database; ms. */
  readonly lagMs: { readonly [database: string]: number }
  /** Acknowledged writes lost for good so far, in number and in ms of writes. */
  readonly lost: { readonly writes: number; readonly ms: number }
  /** Useful capacity by region, percent of what peak needs. */
  readonly capacity: { readonly [region: string]: number }
}

export interface Call {
  readonly atMs: number
  readonly tookMs: number
  readonly host: string
  readonly plane: Plane
  readonly does: 'read' | 'change'
  readonly resource: string
  /** What was asked, for people: `promote orders in eu-west-1`. */
  readonly what: string
  readonly outcome: 'ok' | 'failed' | 'throttled' | 'late' | 'refused'
  readonly epoch?: number
}

export const wallAt = ({ startedAt }: Pick<Trace, 'startedAt'>, atMs: number): number => startedAt + atMs
