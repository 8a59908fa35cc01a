/**
 * Which laws a run in the local cloud can be held to. What is seen there is the journal, minds and the world; calls of
 * controllers are not, and some laws are about what the local cloud does not have.
 */
import type { LawId } from '../../sim/laws/words.js'
import { LAWS } from '../../sim/laws.js'

/** How far laws were checked. */
export interface Checked {
  readonly whole: readonly LawId[]
  /** As far as they speak of the journal, of minds and of the world; not of calls. */
  readonly part: readonly LawId[]
  readonly not: readonly LawId[]
}

const BY_CALLS_TOO: readonly LawId[] = ['L8', 'L14', 'L15']
/** L16 and L23 are about calls alone; L6 about the block storage of zones; L24 about control planes that fail alone. */
const UNSEEN: readonly LawId[] = ['L6', 'L16', 'L23', 'L24']

const ALL: readonly LawId[] = LAWS.map(({ id }) => id)

/** In the simulated world, where everything is seen. */
export const CHECKED_IN_SIM: Checked = { whole: ALL, part: [], not: [] }

/** In the local cloud. */
export const CHECKED_LOCALLY: Checked = {
  whole: ALL.filter((id) => !BY_CALLS_TOO.includes(id) && !UNSEEN.includes(id)),
  part: BY_CALLS_TOO,
  not: UNSEEN,
}
