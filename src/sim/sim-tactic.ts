/** What the tactics of simulated databases are drawn with. */
import type { Plane, Region } from '../model/place.js'
import type { Action, Tactic, Undo } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { SimContext } from './sim-driver.js'
import type { Told } from './sim-writer-facts.js'

export const NOT_NEEDED: Undo = { kind: 'not-needed' }
export const IMPOSSIBLE: Undo = { kind: 'impossible' }

/** What was seen of the server in a region. */
export const toldIn = ({ state }: Inspection, at: Region): Told | undefined => state[at] as unknown as Told | undefined

/** What a tactic of a database is made of. */
export interface Drawn {
  readonly name: string
  readonly says: string
  readonly verb: string
  readonly data: Action['with']
  readonly needs: readonly Plane[]
  readonly prerequisites: readonly string[]
  readonly undo: Undo
  readonly expectedMs: number
  readonly deadlineMs: number
  readonly onFailure?: 'halt' | 'carry-on'
}

/** The tactic drawn so; what fails it halts, unless told otherwise. */
export const tactic = ({ resource }: SimContext, { data, verb, ...drawn }: Drawn): Tactic => ({
  onFailure: 'halt',
  ...drawn,
  action: { resource: resource.name, verb, with: data },
})
