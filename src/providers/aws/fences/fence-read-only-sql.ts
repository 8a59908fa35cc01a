/**
 * Making a PostgreSQL database read-only, over its own connection.
 *
 * A superuser sets it for the server (ALTER SYSTEM); on RDS there is none, and the owner sets it for the database (ALTER
 * DATABASE). The latter is data like any other: **it replicates, and a replica that is promoted comes up read-only** until
 * it is taken back there (`liftsFor`). It holds for sessions that begin after it, so those there are must go, both when
 * the fence goes up and when it is taken down.
 *
 * Two spellings of one value make it safe to be killed half-way: `on` while sessions are being ended, `true` once none is
 * left. A session that logs in meanwhile may not be listed yet, hence the second look. A role with a setting of its own,
 * or a transaction that says READ WRITE, is not held back.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatingError } from '../../../model/error.js'
import type { Ask } from '../writers/dsn-session.js'

/** Opens a connection for each use: only a fresh one shows what new sessions get. */
export type Connect = <T>(work: (ask: Ask) => Promise<T>) => Promise<T>

export interface ReadOnlyState {
  /** What a new session gets. */
  readonly isReadOnly: boolean
  /** Raised, and every older session gone. */
  readonly isTight: boolean
  readonly isReplica: boolean
  readonly role: string
  readonly database: string
}

const LOOK = `
SELECT current_user AS role, current_database() AS database, pg_is_in_recovery() AS is_replica,
  current_setting('default_transaction_read_only') = 'on' AS is_read_only, clock_timestamp()::text AS at,
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_super,
  (SELECT split_part(setting, '=', 2) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase,
    unnest(s.setconfig) AS setting
   WHERE d.datname = current_database() AND s.setrole = 0 AND setting LIKE 'default_transaction_read_only=%') AS spelled`
const WHO = `SELECT quote_ident(current_database()) AS quoted, rolsuper AS is_super FROM pg_roles WHERE rolname = current_user`
const LOOK_SERVER = `SELECT setting FROM pg_file_settings WHERE name = 'default_transaction_read_only' ORDER BY seqno DESC LIMIT 1`
/** $1 a time; sessions of the app that began before it. Superusers carry replication, and on RDS are AWS's own. */
const EXPEL = `
SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_roles r ON r.rolname = a.usename
WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND NOT r.rolsuper
  AND a.datname = current_database() AND a.backend_start <= $1::timestamptz`
const AGAIN_MS = 300

/** How the database stands. */
export const lookReadOnly = (connect: Connect): Promise<ReadOnlyState> =>
  connect(async (ask) => {
    const [row = {}] = await ask(LOOK)
    const spelled = row.is_super === true ? (await ask(LOOK_SERVER))[0]?.setting : row.spelled
    const isReadOnly = row.is_read_only === true
    return {
      ...{ isReadOnly, isTight: isReadOnly && spelled === 'true', isReplica: row.is_replica === true },
      ...{ role: String(row.role), database: String(row.database) },
    }
  })

/** Raises the fence; when it resolves, no session is left that began without it. Safe to repeat. */
export async function raiseReadOnly(connect: Connect, signal: AbortSignal): Promise<void> {
  await set(connect, 'on')
  await expel(connect, await turned(connect, true, signal), signal)
  await set(connect, 'true')
}

/** Takes it down, and ends the sessions that began under it, which would stay read-only. Safe to repeat. */
export async function lowerReadOnly(connect: Connect, signal: AbortSignal): Promise<void> {
  await set(connect, undefined)
  await expel(connect, await turned(connect, false, signal), signal)
}

async function set(connect: Connect, value: 'on' | 'true' | undefined): Promise<void> {
  await connect(async (ask) => {
    const [row = {}] = await ask(WHO)
    // This session began under what it is to change.
    await ask('SET default_transaction_read_only = off')
    const change =
      value === undefined ? 'RESET default_transaction_read_only' : `SET default_transaction_read_only = ${value}`
    const isOfServer = row.is_super === true
    if (isOfServer) {
      await ask(`ALTER SYSTEM ${change}`)
      await ask('SELECT pg_reload_conf()')
    }
    // What an owner set before must not outlive what a superuser takes back.
    if (!isOfServer || value === undefined) await ask(`ALTER DATABASE ${String(row.quoted)} ${change}`)
  })
}

/** Gives the server's own time of the first fresh session that has it as wanted. */
async function turned(connect: Connect, wanted: boolean, signal: AbortSignal): Promise<string> {
  for (;;) {
    const [row = {}] = await connect((ask) => ask(LOOK))
    if (row.is_read_only === wanted) return String(row.at)
    await pause(signal, 'the setting is made, but new sessions do not have it')
  }
}

async function expel(connect: Connect, before: string, signal: AbortSignal): Promise<void> {
  let emptyLooks = 0
  while (emptyLooks < 2) {
    const ended = await connect((ask) => ask(EXPEL, [before]))
    emptyLooks = ended.length === 0 ? emptyLooks + 1 : 0
    if (emptyLooks < 2) await pause(signal, 'the setting is made, but older sessions are still there')
  }
}

async function pause(signal: AbortSignal, why: string): Promise<void> {
  if (signal.aborted) throw new OperatingError('timed-out', why, 'do it again; it is safe to repeat')
  await sleep(AGAIN_MS)
}
