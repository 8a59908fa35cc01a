/** Asks the databases what they are. A frozen one is as silent as a dead one, and takes no longer. */
import type { Region } from '../../model/place.js'
import { INSPECT_SQL, type ServerState, serverState } from './cloud/database/inspect-sql.js'
import type { RegionState } from './cloud/local-cloud.js'
import { ASK_MS, type Asked, asked, type LocalContext } from './driver-context.js'

/** Where a move waits for the answer of a database that most likely has none; ms. */
export const BRIEFLY_MS = 250

/** What the database in `at` says of itself within `ms`. */
export const lookAt = (
  at: Region,
  { clock, cloud }: LocalContext,
  signal: AbortSignal,
  ms = ASK_MS,
): Promise<Asked<ServerState>> =>
  asked(
    clock,
    `ask the database in ${at}`,
    signal,
    async (stop) => serverState(await cloud.query(at, INSPECT_SQL, [], stop)),
    ms,
  )

/** What the control plane of `at` says of the region. */
export const describe = (
  at: Region,
  { clock, cloud }: LocalContext,
  signal: AbortSignal,
): Promise<Asked<RegionState>> => asked(clock, `describe ${at}`, signal, (stop) => cloud.describeRegion(at, stop))

/** The regions fenced by the register; it stands in neither region. */
export const fencedByRegister = async (
  { clock, cloud }: LocalContext,
  signal: AbortSignal,
  ms = ASK_MS,
): Promise<Asked<readonly Region[]>> =>
  asked(clock, 'ask the register of fences', signal, async (stop) => (await cloud.describeFences(stop)).fenced, ms)
