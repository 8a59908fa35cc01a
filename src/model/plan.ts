/**
 * A plan is plain data: printed, journalled, drawn, simulated, compared by hash, and carried out without consulting
 * anything else. Steps know the planes they need and how each can be undone.
 */
import type { Move } from './move.js'
import type { Plane, Region, ZoneId } from './place.js'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Something to be made true about one resource. What `verb` and `with` mean is the resource's driver's to say. */
export interface Action {
  readonly resource: string
  readonly verb: string
  readonly with: { readonly [key: string]: Json }
}

/** What a move is made of; drivers offer tactics for the ends they can reach. */
export type End =
  | { readonly kind: 'zone-left'; readonly region: Region; readonly zone: ZoneId }
  | { readonly kind: 'zone-restored'; readonly region: Region; readonly zone: ZoneId }
  | { readonly kind: 'frozen'; readonly region: Region }
  /** What was suspended for a freeze runs again, and nothing that someone else suspended. */
  | { readonly kind: 'thawed'; readonly region: Region }
  /** A replica in `at` follows the writer in `of`, ready to be promoted. */
  | { readonly kind: 'replica'; readonly at: Region; readonly of: Region }
  | { readonly kind: 'capacity'; readonly at: Region; readonly from: Region; readonly planned?: boolean }
  /** The writer in `at` accepts no more writes. `planned` when it is healthy and must lose nothing. */
  | { readonly kind: 'fenced'; readonly at: Region; readonly successor: Region; readonly planned: boolean }
  /** The replica in `at` has everything the fenced writer in `of` acknowledged; only `planned` insists on it. */
  | { readonly kind: 'caught-up'; readonly at: Region; readonly of: Region; readonly planned: boolean }
  | { readonly kind: 'writer'; readonly at: Region; readonly from: Region; readonly planned: boolean }
  | TrafficEnd
export type EndKind = End['kind']
/** The ends of one kind. */
export type EndOf<Kind extends EndKind> = Extract<End, { kind: Kind }>

/**
 * Traffic goes to `at`, to none of the zones in `without`, which are impaired there.
 *
 * It may go in stages. Those before the last may be left out, and a driver that can only send all or nobody offers nothing
 * for them; for the `final` one it sends all, be `percent` 100 or less. Who can split shares out what is left of 100 in `from`.
 */
export interface TrafficEnd {
  readonly kind: 'traffic'
  readonly at: Region
  readonly from: Region
  readonly without: readonly ZoneId[]
  /** Share of the users that are sent to `at`, 1 to 100. */
  readonly percent: number
  /** Whether a switchover brings it there, which leaves `from` while it is well; absent where no move asks. */
  readonly planned?: boolean
  /** The last stage. Its `percent` is less than 100 where a trickle of users stays in `from`, as the policy asks. */
  readonly final: boolean
  /** The share that this resource's stage before brought to `at`: where this one starts from. Without one, where it was seen. */
  readonly reached?: number
}

/** How a step is taken back. `impossible` marks a point of no return (law 27). */
export type Undo =
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'impossible' }

/** How users who honour the life of an answer come over once a change of traffic holds; ms. */
export interface Following {
  /** From when it holds until names are answered so. */
  readonly turnsMs: number
  /** How long a user may go by the answer of before. */
  readonly keepsMs: number
}

/** One way to reach an end, as a driver offers it. Durations in ms. */
export interface Tactic {
  readonly name: string
  /** What it does, for people: `promote orders in eu-west-1 (pg_promote)`. */
  readonly says: string
  readonly action: Action
  readonly needs: readonly Plane[]
  /** Planes that it asks as well and does without: that they fail stops nothing, so that nobody leans on them. */
  readonly tries?: readonly Plane[]
  /** Names of facts of the resource's inspection that must be `met`. */
  readonly prerequisites: readonly string[]
  readonly undo: Undo
  readonly expectedMs: number
  readonly deadlineMs: number
  readonly onFailure: 'halt' | 'carry-on'
  /** Absent where users come over as soon as it holds. */
  readonly follow?: Following
  /** The policy's leave it wants, such as promoting while the old writer cannot be reached. */
  readonly leave?: 'unreachable_writer'
}

export type StepId = string

/** Why a tactic or a whole end was passed over. */
export interface Objection {
  readonly step: StepId
  readonly tactic: string
  readonly because: 'impaired' | 'forbidden' | 'unprepared' | 'no-tactic'
  readonly plane?: Plane
  /** With names and numbers, for people. */
  readonly detail: string
}

/** What users must be seen to get after a step before the next may start (laws 11, 17). */
export interface Proof {
  readonly at: Region
  readonly from: Region
  /** Share of the users that is sent to `at`. */
  readonly percent: number
  /** The last stage; only a trickle is left elsewhere. */
  readonly final: boolean
  /** `from` is well, so that whatever fails there is not expected either. */
  readonly planned: boolean
  /** Users in `at` must have been served so long without a fault. */
  readonly settleMs: number
}

export interface Step {
  readonly id: StepId
  readonly end: EndKind
  readonly tactic: string
  readonly says: string
  readonly action: Action
  readonly after: readonly StepId[]
  readonly needs: readonly Plane[]
  /** Planes that it asks as well and does without. */
  readonly tries?: readonly Plane[]
  readonly undo: Undo
  readonly expectedMs: number
  readonly deadlineMs: number
  readonly onFailure: 'halt' | 'carry-on'
  /** What comes after it for users; no part of what the plan does, nor of its hash. */
  readonly follow?: Following
  /** Asked for once the step holds; without it the step is done then. What fails it is undone at once. */
  readonly proof?: Proof
  readonly passedOver: readonly Objection[]
}

/** Which losses the plan survives: would every step still run without it? */
export interface Survival {
  readonly loss: string
  readonly survives: boolean
  /** The steps that would not run. */
  readonly stopped: readonly StepId[]
}

export interface Plan {
  readonly id: string
  /** Twelve hex digits over move and steps: equal plans, equal hashes, on any machine. */
  readonly hash: string
  readonly move: Move
  readonly steps: readonly Step[]
  /** Of a freeze: what cannot be suspended now, and why. The rest of it does not wait for that. */
  readonly leftOut?: readonly Objection[]
  readonly expectedMs: number
  /** Loss expected from the replica lag last seen, ms of writes; absent when unknown. */
  readonly expectedLossMs?: number
  /** How long ago the oldest lag that this rests on was seen, ms. */
  readonly lagAgeMs?: number
  readonly survival: readonly Survival[]
  /** Age of the oldest inspection it was drawn from, ms. */
  readonly inventoryAgeMs: number
}
