/** What came of one expectation. */
import { formatMs } from '../../model/units.js'

export interface Judged {
  /** What was expected, for people. */
  readonly text: string
  readonly met: boolean
  /** When it came to pass, or went wrong; ms from minute 0. */
  readonly at?: number
  readonly saw: string
}

export type Finding = Omit<Judged, 'text'>

/** An instant of a drill, for people: `T+12 min`. */
export const instant = (ms: number): string => (ms === 0 ? 'T+0' : `T+${formatMs(ms)}`)
