/**
 * A connection to a PostgreSQL server by a connection string that the policy only names: an environment variable, or a
 * file. The string is read when it is needed and never kept, journalled or shown.
 */
import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { OperatingError } from '../../../model/error.js'
import { asSqlError } from '../../local/cloud/database/sql-error.js'

export type SqlRow = { readonly [column: string]: unknown }
/** Puts one statement; throws `OperatingError`. */
export type Ask = (sql: string, values?: readonly unknown[]) => Promise<readonly SqlRow[]>

/** The connection string that `where` names; throws `not-found` without a word of what is in it. */
export async function dsnAt(where: string): Promise<string> {
  const isVariable = /^[A-Z_][A-Z0-9_]*$/.test(where)
  const found = isVariable ? process.env[where] : await readFile(where, 'utf8').catch(() => undefined)
  const dsn = found?.trim()
  if (dsn !== undefined && /^postgres(ql)?:\/\//.test(dsn)) return dsn
  const what = isVariable ? `the environment variable ${where}` : `the file ${where}`
  const why = dsn === undefined || dsn === '' ? 'gives nothing' : 'does not hold a connection string'
  throw new OperatingError('not-found', `${what} ${why}`, 'put postgresql://USER:PASSWORD@HOST/DATABASE there')
}

/** Runs `work` on a connection of its own, which ends with it, at its deadline, or when `signal` fires. */
export async function withDsn<T>(
  where: string,
  doing: string,
  ms: number,
  signal: AbortSignal,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const connectionString = await dsnAt(where)
  const stopped = (): OperatingError => new OperatingError('timed-out', `${doing}: given up before it answered`)
  if (signal.aborted) throw stopped()
  const client = new Client({
    ...{ connectionString, application_name: 'failover' },
    ...{ connectionTimeoutMillis: ms, statement_timeout: ms, query_timeout: ms },
  })
  // A connection lost while idle is told by the next statement; without a listener it would end the process.
  client.on('error', () => {})
  const giveUp = new AbortController()
  const given = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(stopped()), { once: true, signal: giveUp.signal })
  })
  const ask: Ask = async (sql, values = []) => (await client.query(sql, [...values])).rows as readonly SqlRow[]
  try {
    return await Promise.race([client.connect().then(() => work(ask)), given])
  } catch (thrown) {
    throw asSqlError(thrown, doing)
  } finally {
    giveUp.abort()
    // Whoever does not answer is not waited for to say farewell either.
    client.end().catch(() => {})
  }
}
