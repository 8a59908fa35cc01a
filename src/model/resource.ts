/**
 * Resources and their drivers.
 *
 * A driver is one small file per resource type. It inspects (gauges, facts, where the resource now stands), offers
 * tactics as plain data, and makes an action true: `holds()` first, then `apply()`. Adding a resource type means adding
 * one driver file and one line in a registry.
 */
import type { Gauge } from './health.js'
import type { Plane, Region } from './place.js'
import type { Action, End, Json, Tactic } from './plan.js'

/** A prerequisite as found on inspection; `seenAt` (ms since the epoch) when it is remembered from an earlier one. */
export interface Fact {
  readonly is: 'met' | 'unmet' | 'unknown'
  readonly because: string
  readonly seenAt?: number
}

/** What a driver saw. Plain data, so that it can be kept from a calm day with its age (law 13). */
export interface Inspection {
  readonly resource: string
  readonly type: string
  /** Wall time in ms since the epoch. */
  readonly at: number
  /** The region this resource stands in now: where traffic goes, where the writer is; absent if unknown or not placed. */
  readonly active?: Region
  /** Zones of the active region that traffic has been taken from. */
  readonly left?: readonly string[]
  /** Zones of which could not be seen whether traffic was taken from them; `left` does not speak of these. */
  readonly leftUnseen?: readonly string[]
  /** When `active` and `left` were seen, where that was before `at`: remembered from a day on which they could be. */
  readonly placedAt?: number
  readonly facts: { readonly [fact: string]: Fact }
  readonly gauges: readonly Gauge[]
  /** Planes the driver found not answering while it looked. */
  readonly impaired: readonly Plane[]
  /** What the driver itself needs to offer tactics; no other room reads it. */
  readonly state: { readonly [key: string]: Json }
}

export interface Holding {
  readonly is: 'yes' | 'no' | 'unknown'
  readonly because: string
}

/** What a call may use: the epoch it acts under, and a signal that fires at its deadline or on halt. */
export interface Leash {
  readonly epoch: number
  readonly signal: AbortSignal
}

export interface Driver {
  readonly resource: string
  readonly type: string
  /** Looks, changes nothing. What cannot be seen is an `unknown` fact or gauge, never a throw. */
  inspect(signal: AbortSignal): Promise<Inspection>
  /** Pure: the ways to reach `end`, best first, from what was seen; empty when this resource has no part in it. */
  tactics(end: End, seen: Inspection): readonly Tactic[]
  /** Whether the action's outcome is already true. Changes nothing. */
  holds(action: Action, leash: Leash): Promise<Holding>
  /** Makes it true, or throws `OperatingError`. Safe to repeat. */
  apply(action: Action, leash: Leash): Promise<void>
}
