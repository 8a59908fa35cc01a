/**
 * Where things stand, as one stable document: what `failover status --json` prints, what `/api/status` answers and what
 * the dashboard draws. `status.ts` makes it.
 */
import type { Outlook } from '../controller/foretell.js'
import type { Frozen } from '../decide/frozen.js'
import type { Check, Health, Reading, SignalTally } from '../model/health.js'
import type { Objectives } from '../model/journal.js'
import type { Candidate, Move } from '../model/move.js'
import type { Region, ZoneId } from '../model/place.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import type { Incident } from '../report/incident.js'
import type { Beacon } from './beacon.js'
import type { GameDayNote } from './game-day-note.js'

/** Instants are wall times in ms since the epoch. */
export interface StatusDocument {
  readonly version: 1
  readonly app: string
  readonly at: number
  /** The answer at a glance. */
  readonly verdict: Verdict
  /** Where the app stands: the region traffic goes to, and its zones that traffic has left. */
  readonly active: Region
  readonly left: readonly ZoneId[]
  /** Regions in which nothing is changed that need not be, and what could not be suspended there; absent where none is. */
  readonly frozen?: readonly Frozen[]
  readonly regions: readonly RegionStatus[]
  readonly resources: readonly ResourceStatus[]
  readonly decision: DecisionStatus
  /** When the health told of here was judged. */
  readonly lookedAt: number
  /** When everything is looked at again; absent where nobody watches. */
  readonly nextLookAt?: number
  /** Who leads, by the watcher's own last sign of life. */
  readonly leader?: Beacon
  /** The incident that is not closed yet. */
  readonly incident?: Incident
  /** The newest closed one. */
  readonly last?: IncidentSummary
  readonly objectives: Objectives
  /** The failover to each standby were its region lost now, the best first; absent where nobody foretells. */
  readonly outlooks?: readonly Outlook[]
  /** Of the moves that brought users back, how many took what was foretold of them. */
  readonly foretold?: { readonly held: number; readonly of: number }
  readonly automatic: readonly string[]
  /** One for each drill of the policy; absent where there are none. */
  readonly rehearsals?: readonly RehearsalStatus[]
  /** One that is under way, or was cut off while the app was away for it. */
  readonly gameDay?: GameDayNote
}

/** A scheduled rehearsal: when it is next due, which may be past, and what came of the last. */
export interface RehearsalStatus {
  readonly drill: string
  readonly to: Region
  readonly dueAt: number
  readonly last?: Rehearsal
}

export interface PlaceStatus {
  readonly name: string
  readonly health: Health['kind'] | 'unknown'
  readonly since: number
  /** When a quorum of vantages last agreed on it; absent when none ever did. */
  readonly lastQuorumAt?: number
  readonly forcedBy?: string
  readonly signals: readonly SignalTally[]
  readonly seen: readonly Seen[]
  /** Median over the vantages whose last look passed. */
  readonly latencyMs?: number
}

/** The last word of one vantage on one signal. */
export type Seen = Pick<Check, 'at' | 'from' | 'signal' | 'verdict'>

export interface ZoneStatus extends PlaceStatus {
  /** Traffic is meant to go there. */
  readonly serves: boolean
  readonly planes: readonly PlaceStatus[]
}

export interface RegionStatus extends PlaceStatus {
  readonly role: 'primary' | 'standby'
  readonly active: boolean
  readonly zones: readonly ZoneStatus[]
  readonly planes: readonly PlaceStatus[]
  readonly gauges: readonly GaugeStatus[]
}

export interface GaugeStatus {
  readonly name: 'replica-lag-ms' | 'capacity-percent'
  readonly resource: string
  readonly reading: Reading
  readonly at: number
  /** The policy's limit on it. */
  readonly limit: number
}

export interface ResourceStatus {
  readonly name: string
  readonly type: string
  /** The region it stands in: where traffic goes, where the writer is. */
  readonly active?: Region
  readonly seenAt: number
}

export interface DecisionStatus {
  readonly kind: 'hold' | 'act'
  readonly reason?: string
  readonly because: string
  readonly move?: Move
  readonly plan?: string
  /** What objects to every plan for the move. */
  readonly objections?: readonly string[]
  readonly considered: readonly Candidate[]
}

export type IncidentSummary = Pick<Incident, 'id' | 'state' | 'because' | 'openedAt' | 'closedAt' | 'severity'> & {
  readonly move: string
  readonly recoveryTimeMs?: number
}

export interface Verdict {
  readonly is: 'well' | 'warning' | 'unknown' | 'impaired' | 'moving' | 'waiting'
  /** A sentence without a full stop. */
  readonly says: string
  /** What else matters now: what is done about it, or what to do. */
  readonly more: readonly string[]
}
