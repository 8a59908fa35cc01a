/** What a plan is drawn from: per resource what was last seen, and the tactics its driver offers. */
import type { End, Tactic } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'

export interface Stock {
  readonly seen: Inspection
  /** Pure; the resource's driver bound to what was seen. */
  readonly tactics: (end: End) => readonly Tactic[]
}

export type Inventory = readonly Stock[]
