/**
 * Moves, and the decision to make one.
 *
 * A decision always carries what was considered and which guards spoke, so that a hold explains itself as well as an act.
 */
import type { Region, Subject, ZoneId } from './place.js'

export interface Evacuate {
  readonly kind: 'evacuate'
  readonly region: Region
  readonly zone: ZoneId
}
/** Bring an evacuated zone back into service; only ever by request. */
export interface Restore {
  readonly kind: 'restore'
  readonly region: Region
  readonly zone: ZoneId
}
/** While control planes of a region are sick and its data plane is well: change nothing there, and suspend what would (law 24). */
export interface Freeze {
  readonly kind: 'freeze'
  readonly region: Region
}
/** Lift a freeze: resume exactly what it suspended. */
export interface Thaw {
  readonly kind: 'thaw'
  readonly region: Region
}
/** Exchange the roles of two healthy regions; loses nothing. */
export interface Switchover {
  readonly kind: 'switchover'
  readonly from: Region
  readonly to: Region
}
/** Leave a region that is not to be relied on; may lose what was not replicated. */
export interface Failover {
  readonly kind: 'failover'
  readonly from: Region
  readonly to: Region
}
export type Move = Evacuate | Restore | Freeze | Thaw | Switchover | Failover
export type MoveKind = Move['kind']

/** One line for people: `failover us-east-1 → eu-west-1`. */
export function describeMove(move: Move): string {
  switch (move.kind) {
    case 'evacuate':
      return `evacuate ${move.zone} (${move.region})`
    case 'restore':
      return `restore ${move.zone} (${move.region})`
    case 'freeze':
    case 'thaw':
      return `${move.kind} ${move.region}`
    case 'switchover':
    case 'failover':
      return `${move.kind} ${move.from} → ${move.to}`
  }
}

/**
 * A move that takes nobody's traffic anywhere. It neither waits for other moves' pauses nor counts for them, and none that
 * moves traffic waits for it.
 */
export const isAside = (move: Move): move is Freeze | Thaw => move.kind === 'freeze' || move.kind === 'thaw'

/** The region the move leaves, or acts in. */
export const sourceOf = (move: Move): Region => ('from' in move ? move.from : move.region)
/** The region the move brings the app to, where it changes region. */
export const targetOf = (move: Move): Region | undefined => ('to' in move ? move.to : undefined)

/** The closed list of guards, in the order they are read out; each has one file under `decide/guards/`. */
export const GUARDS = [
  'one-at-a-time',
  'monitoring-sane',
  'evidence',
  'disturbance',
  'partition-hold',
  'cooldown',
  'direction',
  'hold-down',
  'freeze-window',
  'bounded-hand',
  'standby-health',
  'shared-fate',
  'standby-capacity',
  'replica-lag',
] as const
export type GuardName = (typeof GUARDS)[number]

export interface GuardVerdict {
  readonly guard: GuardName
  readonly is: 'allow' | 'block' | 'unknown' | 'waived'
  /** With its numbers: `replica lag 41 s, limit 30 s`. */
  readonly because: string
}

export type Trigger =
  | { readonly kind: 'impairment'; readonly of: Subject; readonly firstBadAt: number }
  /** What a freeze was for is well again, and has been since then, as all of its region. */
  | { readonly kind: 'recovery'; readonly of: Subject; readonly cleanSince: number }
  | {
      readonly kind: 'operator'
      readonly name: string
      readonly waives: readonly GuardName[]
      readonly because?: string
    }
  | { readonly kind: 'drill'; readonly id: string }

/** What an operator asks for. `to: 'auto'` leaves the choice of standby to `decide`. */
export type Ask =
  | { readonly kind: 'move-to'; readonly to: Region | 'auto'; readonly planned: boolean }
  | { readonly kind: 'evacuate'; readonly zone: ZoneId }
  | { readonly kind: 'back' }
  | { readonly kind: 'freeze'; readonly region: Region }
  /** Without a region: the one that is frozen. */
  | { readonly kind: 'thaw'; readonly region?: Region }

/** An operator's request: an input to the same `decide()`, never a path around it. */
export interface OperatorRequest {
  readonly ask: Ask
  readonly by: string
  readonly waives: readonly GuardName[]
  readonly because?: string
}

/** A move that was weighed, with every guard's word on it. */
export interface Candidate {
  readonly move: Move
  readonly trigger: Trigger
  readonly guards: readonly GuardVerdict[]
}

export type Decision =
  /** `reason` names the guard that held, or `steady`, `nothing-to-do`, `not-automatic`, `no-candidate`. */
  | {
      readonly kind: 'hold'
      readonly reason: string
      readonly because: string
      readonly considered: readonly Candidate[]
    }
  | {
      readonly kind: 'act'
      readonly move: Move
      readonly trigger: Trigger
      readonly because: string
      readonly considered: readonly Candidate[]
    }
