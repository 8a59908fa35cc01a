/**
 * Connections to a PostgreSQL server that may be frozen, dead or starting. Everything has a deadline, on both sides: the
 * server is told to give up a statement, and since a frozen one will not, the connection is dropped a little later.
 */
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg'
import { OperatingError } from '../../../../model/error.js'
import type { Endpoint } from '../layout.js'
import type { Rows } from '../local-cloud.js'
import { asSqlError, sqlState } from './sql-error.js'

/** Where to log in, and as whom. */
export interface Target {
  readonly at: Endpoint
  readonly database: string
  readonly user: string
  readonly password: string
}

/** How long to wait for a connection and for each statement; `signal` ends it all sooner. */
export interface Patience {
  readonly connectMs: number
  readonly statementMs: number
  readonly signal?: AbortSignal
}

/** Puts one statement to a server; throws `OperatingError`. */
export type Ask = (sql: string, values?: readonly unknown[]) => Promise<Rows>

/** How much later than the server the client gives up, so that the server's word is heard where it has one. */
const GRACE_MS = 500
const FAREWELL_MS = 500

/** Runs `work` on a connection of its own. `doing` begins every message: `ask the database of us-east-1`. */
export async function withSession<T>(
  target: Target,
  patience: Patience,
  doing: string,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const socket = new Socket()
  const client = new Client({ ...configOf(target, patience), stream: () => socket })
  // A connection lost while idle is told by the next statement; without a listener it would end the process.
  client.on('error', () => {})
  const put: Ask = (sql, values = []) =>
    heeding(patience.signal, doing, async () => (await client.query(sql, [...values])).rows as Rows)
  try {
    await heeding(patience.signal, doing, async () => await client.connect())
    return await work(put)
  } finally {
    await farewell(client, socket)
  }
}

/** Puts one statement over a connection of its own. */
export const ask = async (
  target: Target,
  patience: Patience,
  doing: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Rows> => await withSession(target, patience, doing, async (put) => await put(sql, values))

/** A few connections kept open to one server, for whoever asks it often. */
export class Connections {
  readonly #pool: Pool
  readonly #sockets = new Set<Socket>()

  constructor(target: Target, patience: Omit<Patience, 'signal'>, max: number) {
    const stream = (): Socket => {
      const socket = new Socket()
      this.#sockets.add(socket)
      return socket.once('close', () => this.#sockets.delete(socket))
    }
    this.#pool = new Pool({ ...configOf(target, patience), max, stream, allowExitOnIdle: true })
    this.#pool.on('error', () => {})
  }

  /** Puts one statement; a connection that failed or was given up on is not used again. */
  async ask(doing: string, sql: string, values: readonly unknown[] = [], signal?: AbortSignal): Promise<Rows> {
    const client = await this.#take(doing, signal)
    let failure: OperatingError | undefined
    client.on('error', ignore)
    try {
      return await heeding(signal, doing, async () => (await client.query(sql, [...values])).rows as Rows)
    } catch (thrown) {
      if (thrown instanceof OperatingError && isLost(thrown)) failure = thrown
      throw thrown
    } finally {
      client.off('error', ignore)
      client.release(failure)
    }
  }

  async #take(doing: string, signal: AbortSignal | undefined): Promise<PoolClient> {
    const coming = this.#pool.connect()
    try {
      return await heeding(signal, doing, () => coming)
    } catch (thrown) {
      // It may still come, when nobody waits for it any more.
      coming.then((late) => late.release(true), ignore)
      throw thrown
    }
  }

  /** Closes them all; what is under way fails. */
  async close(): Promise<void> {
    const ended = this.#pool.end()
    await Promise.race([ended, sleep(FAREWELL_MS, undefined, { ref: false })])
    for (const socket of this.#sockets) socket.destroy()
  }
}

const ignore = (): void => {}

/** Whether a connection is of no use after it: the server said nothing, or took its leave. */
const isLost = (error: OperatingError): boolean => sqlState(error) === undefined || error.code === 'unreachable'

function configOf({ at, database, user, password }: Target, { connectMs, statementMs }: Patience): ClientConfig {
  return {
    ...{ host: at.address, port: at.port, database, user, password, ssl: false, application_name: 'failover' },
    ...{ connectionTimeoutMillis: connectMs, statement_timeout: statementMs, query_timeout: statementMs + GRACE_MS },
  }
}

/** `work` with its errors told in our words, given up when the signal fires. */
async function heeding<T>(signal: AbortSignal | undefined, doing: string, work: () => Promise<T>): Promise<T> {
  const stopped = (): OperatingError => new OperatingError('timed-out', `${doing}: given up before it answered`)
  if (signal?.aborted) throw stopped()
  let giveUp = ignore
  const given = new Promise<never>((_, reject) => {
    giveUp = () => reject(stopped())
  })
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work(), given])
  } catch (thrown) {
    throw asSqlError(thrown, doing)
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
}

/** Takes leave as the protocol asks, unless the server is too frozen to notice. */
async function farewell(client: Client, socket: Socket): Promise<void> {
  if (!socket.destroyed) await Promise.race([client.end(), sleep(FAREWELL_MS, undefined, { ref: false })])
  socket.destroy()
}
