import type { Breach } from './law.js'
import type { Run } from './runs.js'

/** A breach by a run as a whole, at the time it was opened: its move, and what is wrong with it. */
export const breach = ({ atMs, id, move }: Run, what: string): Breach => ({
  atMs,
  incident: id,
  what: `${move.kind} ${what}`,
})
