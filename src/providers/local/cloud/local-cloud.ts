/**
 * The local cloud as a controller meets it: a control plane for each region, the name's control plane and the register of
 * fences, which stand in neither region (`us-west-2`), and the databases themselves. What is broken does not answer.
 *
 * Every call throws `OperatingError`: `unreachable` or `timed-out` when nobody answers, `conflict` when the state found is
 * not the one expected or the epoch is older than one already seen, `interlocked` when a cloud opened for reading is asked
 * to change something (law 18). Nothing here retries.
 */
import type { Region, ZoneId } from '../../../model/place.js'
import type { CloudLayout } from './layout.js'

/** What the control plane of a region tells of it. */
export interface RegionState {
  readonly region: Region
  readonly zones: readonly ZoneState[]
  readonly database: DatabaseState
}
export interface ZoneState {
  readonly zone: ZoneId
  readonly isRunning: boolean
  /** Requests its server takes at once, and the most it can be given. */
  readonly slots: number
  readonly slotsMax: number
}
export interface DatabaseState {
  readonly isRunning: boolean
  /** The region it was last made to follow; absent for one that began as a writer. */
  readonly replicaOf?: Region
  /** A rebuild under way, or why the last one failed. */
  readonly rebuild: { readonly is: 'none' | 'under-way' } | { readonly is: 'failed'; readonly because: string }
  /** Writes found in its old data by the last rebuild that its new writer did not have, kept in `keptIn` for a person. */
  readonly unreplicated?: { readonly writes: number; readonly keptIn: string }
}

/** The public name: which zones it answers with, by weight; a weight of 0 is never answered. */
export interface NameState {
  readonly name: string
  readonly ttlMs: number
  /** Grows with every change. */
  readonly serial: number
  /** The epoch of the last change. */
  readonly epoch: number
  readonly weights: { readonly [zone: string]: number }
}
export interface NameChange {
  readonly weights: { readonly [zone: string]: number }
  /** The serial the change was planned from; another one found is a `conflict` (law 26). */
  readonly expectedSerial: number
  readonly epoch: number
}

/**
 * Regions whose databases must take no writes. A database that can hear the register obeys at once; one that cannot (dead,
 * stuck, hanging) comes back read-only, before anything can reach it (law 10).
 */
export interface FenceState {
  readonly fenced: readonly Region[]
  readonly epoch: number
}

/** Rows of one SQL statement. */
export type Rows = readonly { readonly [column: string]: unknown }[]

export interface LocalCloud {
  readonly layout: CloudLayout
  describeRegion(region: Region, signal: AbortSignal): Promise<RegionState>
  setSlots(
    region: Region,
    slots: { readonly [zone: string]: number },
    epoch: number,
    signal: AbortSignal,
  ): Promise<void>
  /** Begins to rebuild the region's database as a replica of `of`; `describeRegion` tells how it goes. */
  rebuildDatabase(region: Region, of: Region, epoch: number, signal: AbortSignal): Promise<void>
  describeName(signal: AbortSignal): Promise<NameState>
  changeName(change: NameChange, signal: AbortSignal): Promise<NameState>
  describeFences(signal: AbortSignal): Promise<FenceState>
  setFence(region: Region, isFenced: boolean, epoch: number, signal: AbortSignal): Promise<void>
  /** Asks the region's database itself, in a read-only transaction. */
  query(region: Region, sql: string, values: readonly unknown[], signal: AbortSignal): Promise<Rows>
  /** Has the region's database do something; refused as `interlocked` on a cloud opened for reading. */
  command(region: Region, sql: string, values: readonly unknown[], signal: AbortSignal): Promise<Rows>
  close(): Promise<void>
}

/** What can be done to a place. `target` is a zone, a region or `dns`. */
export interface Breakage {
  readonly target: string
  readonly kind: BreakageKind
  /** For a partition: the other side, a region or a vantage; `everyone` for all of them. */
  readonly with?: string
  /** For errors: of a hundred requests, how many fail. */
  readonly percent?: number
  /** For slow: how late each answer is. */
  readonly delayMs?: number
}
export const BREAKAGE_KINDS = ['kill', 'hang', 'slow', 'errors', 'db-stuck', 'partition'] as const
export type BreakageKind = (typeof BREAKAGE_KINDS)[number]

/** The hand that breaks and heals; for tests, the demo and `failover local`, never for a controller. */
export interface Harness {
  readonly layout: CloudLayout
  status(): Promise<HarnessStatus>
  break(breakage: Breakage): Promise<void>
  /** Undoes what was broken at `target`, or everywhere. */
  heal(target?: string): Promise<void>
  /** Stops every process and removes the cloud's directory. */
  down(): Promise<void>
}

export interface HarnessStatus {
  readonly broken: readonly Breakage[]
  readonly name: NameState
  readonly fenced: readonly Region[]
  readonly dns: { readonly isRunning: boolean; readonly pid?: number }
  readonly regions: readonly {
    readonly region: Region
    readonly zones: readonly (ZoneState & { readonly pid?: number })[]
    readonly canary: { readonly isRunning: boolean; readonly pid?: number }
    readonly database: DatabaseState & {
      readonly pid?: number
      readonly role: 'writer' | 'replica' | 'fenced' | 'unknown'
      readonly lagMs?: number
    }
  }[]
}
