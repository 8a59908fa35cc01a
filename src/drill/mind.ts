/** A controller's mind, on record whenever it changes in more than its figures. */
import type { Tick } from '../controller/tick.js'
import { judgedOf } from '../daemon/judged.js'
import type { Mind } from '../sim/trace.js'

/** What `host` makes of `found` at `atMs`. */
export const mindOf = (found: Tick, host: string, atMs: number): Mind => ({ ...{ atMs, host }, ...judgedOf(found) })
