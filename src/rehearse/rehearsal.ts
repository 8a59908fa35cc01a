/**
 * The report of one scheduled dry run: what the move would have been, what spoke against it, what was foretold of it, and
 * what it was drawn from. Small plain data, kept for a long time and held against the one before. A dry run moves nobody:
 * it is no proof that the move works, only that nothing known stops it.
 */
import type { Prospect, Span } from '../model/forecast.js'
import type { Gauge } from '../model/health.js'
import type { Region } from '../model/place.js'
import type { Fact } from '../model/resource.js'

/** `here`: the app stands there already, so that there was nothing to rehearse. */
export type RehearsalOutcome = 'would-run' | 'held' | 'refused' | 'here'

/** Something that would stop the move. What it says has figures that change; `id` does not. */
export interface Against {
  readonly id: string
  readonly says: string
}

export interface Rehearsed {
  readonly plan: string
  readonly steps: readonly { readonly id: string; readonly tactic: string; readonly passedOver: readonly string[] }[]
  readonly time: Span
  readonly timeIs: Prospect
  readonly lossIs: Prospect
}

/** One thing that changed since the rehearsal before. */
export interface Drift {
  readonly kind: 'outcome' | 'objection' | 'forecast' | 'plan' | 'inventory'
  readonly isWorse: boolean
  /** With names and numbers. */
  readonly says: string
}

export interface Rehearsal {
  /** The policy's name of the drill. */
  readonly drill: string
  readonly to: Region
  readonly at: number
  /** When the schedule wanted it; ms since the epoch, as `at` is. */
  readonly dueAt: number
  readonly by: string
  readonly outcome: RehearsalOutcome
  readonly because: string
  /** Absent where there was nothing to move. */
  readonly move?: string
  readonly against: readonly Against[]
  /** Absent where no plan stood. */
  readonly drawn?: Rehearsed
  readonly resources: readonly {
    readonly name: string
    readonly type: string
    readonly active?: Region
    readonly facts: Readonly<Record<string, Fact['is']>>
  }[]
  readonly gauges: readonly Pick<Gauge, 'name' | 'in' | 'resource' | 'reading'>[]
  /** Since the one before of the same move. */
  readonly drift: readonly Drift[]
}
