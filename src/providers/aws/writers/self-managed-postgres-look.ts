/** Asks a database what it is, and what keeps what it has not sent. One connection, one deadline for all of it. */
import { withDeadline } from '../../../model/deadline.js'
import type { Region } from '../../../model/place.js'
import { INSPECT_SQL, type ServerState, serverState } from '../../local/cloud/database/inspect-sql.js'
import { type AwsContext, inRegion } from '../driver-context.js'
import { type Ask, withDsn } from './dsn-session.js'
import type { Settings } from './self-managed-postgres.js'

/** A database that lives answers within a part of it, over an ocean too. */
export const LOOK_MS = 2_000

/** What the database of `at` says of itself. */
export const lookAt = (
  settings: Settings,
  at: Region,
  context: AwsContext,
  signal: AbortSignal,
  ms = LOOK_MS,
): Promise<ServerState> => over(settings, at, context, signal, ms, async (ask) => serverState(await ask(INSPECT_SQL)))

/** Runs `work` on a connection of its own to the database of `at`, within `ms` in all. */
export function over<T>(
  { dsn }: Settings,
  at: Region,
  { clock }: AwsContext,
  signal: AbortSignal,
  ms: number,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const doing = `ask the database in ${at}`
  const named = inRegion(dsn, at, 'connection string')
  return withDeadline({ clock, ms, doing, stop: signal }, (stop) => withDsn(named, doing, ms, stop, work))
}
