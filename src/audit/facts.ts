/**
 * What the audit is made from: plain data that a shell gathered on a calm day. What could not be seen is in `unseen`, and a
 * part that is absent was not seen; no rule takes silence for a fault.
 */
import type { Prospects } from '../model/forecast.js'
import type { Move } from '../model/move.js'
import type { Region } from '../model/place.js'
import type { Objection, Plan } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { Estate } from './estate.js'

export interface Facts {
  readonly world: 'aws' | 'local' | 'sim'
  /** Where the app stands now. */
  readonly active: Region
  readonly estate: Estate
  readonly inspections: readonly Inspection[]
  /** A failover to each other region, drawn as if it were made now. */
  readonly outlooks: readonly Outlook[]
  /** Moves between regions that were finished, oldest first. */
  readonly moved: readonly Moved[]
  readonly controller: Controller
  /** What the drivers' own checks found. */
  readonly checked: readonly Checked[]
  readonly unseen: readonly Unseen[]
}

export interface Outlook {
  readonly move: Extract<Move, { kind: 'failover' }>
  /** Absent where every plan is objected to. */
  readonly plan?: Plan
  readonly objections: readonly Objection[]
  /** What it would come to, were the region lost now; absent where no plan stands. */
  readonly prospects?: Prospects
  /** The same move, drawn again with something gone. */
  readonly without: readonly Without[]
}

export interface Without {
  /** The name of the loss, as `--must-survive` takes it. */
  readonly loss: string
  readonly is: 'as-drawn' | 'another-way' | 'stopped' | 'not-asked'
  /** What is done otherwise, or what stands in the way. */
  readonly says: readonly string[]
}

export interface Moved {
  readonly to: Region
  readonly kind: 'switchover' | 'failover'
  /** When it ended; ms since the epoch. */
  readonly at: number
}

/** Whoever runs this, as far as can be told without asking anybody. */
export interface Controller {
  /** The region it runs in, where it says so. */
  readonly region?: string
  /** Where the journal is kept. */
  readonly store: string
  readonly access: Access
}

/** Where credentials come from; `static` ones last, all others must be had anew from somebody. */
export interface Access {
  readonly kind: 'static' | 'role' | 'sso' | 'web-identity' | 'host' | 'unknown' | 'none-needed'
  /** The region that must answer for them, where one is named. */
  readonly region?: string
  readonly says: string
}

/** A finding of a driver's own check. */
export interface Checked {
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'unknown'
  readonly resource: string
  readonly says: string
  readonly next: string
}

/** A question that got no answer. */
export interface Unseen {
  readonly what: string
  readonly because: string
}
