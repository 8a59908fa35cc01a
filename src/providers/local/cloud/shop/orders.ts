/**
 * Orders and heartbeats in the region's own database. Every call ends within its deadline, also when the database hangs;
 * a connection that did not answer is thrown away, since nobody knows what it will still do.
 */

import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import type { ShopPlace } from './messages.js'

export interface Order {
  readonly number: number
  readonly item: string
}

/** `replica`: this region's database follows another; `fenced`: it is a writer that must take no writes. */
export type WriteRefusal = 'replica' | 'fenced'

export interface Orders {
  /** Resolves once the order is committed; `again` when its number was there before. */
  place(order: Order): Promise<'placed' | 'again' | WriteRefusal>
  beat(): Promise<'wrote' | WriteRefusal>
  count(): Promise<number>
  /** Numbers in [from, to], ascending. */
  numbers(from: number, to: number): Promise<readonly number[]>
}

/** The database did not do what was asked: down, hanging, or in trouble. */
export class DatabaseTrouble extends Error {
  override readonly name = 'DatabaseTrouble'
}

/** Longer than any probe waits: a hanging database is to be seen as silence, not as an answer. */
const DEADLINE_MS = 5_000
/** PostgreSQL takes 40 in all, of all servers of the region, its replicas and whoever asks it. */
const CONNECTIONS = 5
const READ_ONLY = '25006'

export function openOrders({ database, region, zone }: ShopPlace): Orders {
  const pool = new pg.Pool({
    host: database.address,
    port: database.port,
    database: database.name,
    user: database.user,
    password: database.password,
    max: CONNECTIONS,
    connectionTimeoutMillis: DEADLINE_MS,
    application_name: `shop ${zone}`,
  })
  // An idle connection that ends is replaced by the next call; what one in use says is what its query throws.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))

  const run = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    const client = await pool.connect()
    const over = new AbortController()
    try {
      const late = after(DEADLINE_MS, undefined, { signal: over.signal }).then(() => {
        throw new DatabaseTrouble(`no answer from the database within ${DEADLINE_MS / 1_000} s`)
      })
      late.catch(() => {})
      const result = await Promise.race([client.query(text, [...values]), late])
      client.release()
      return result
    } catch (thrown) {
      client.release(isAnswer(thrown) ? undefined : true)
      throw thrown
    } finally {
      over.abort()
    }
  }

  const read = async (text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> => {
    try {
      return await run(text, values)
    } catch (thrown) {
      throw troubleOf(thrown)
    }
  }

  const write = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult | WriteRefusal> => {
    try {
      return await run(text, values)
    } catch (thrown) {
      if (codeOf(thrown) !== READ_ONLY) throw troubleOf(thrown)
      const { rows } = await read('select pg_is_in_recovery() as follows')
      return rows[0]?.follows === true ? 'replica' : 'fenced'
    }
  }

  return {
    place: async ({ item, number }) => {
      const result = await write(PLACE, [number, item, region, zone])
      return typeof result === 'string' ? result : result.rowCount === 1 ? 'placed' : 'again'
    },
    beat: async () => {
      const result = await write(BEAT, [region, zone])
      return typeof result === 'string' ? result : 'wrote'
    },
    count: async () => Number((await read('select count(*) as count from orders')).rows[0]?.count),
    numbers: async (from, to) => {
      const { rows } = await read('select number from orders where number between $1 and $2 order by number', [
        from,
        to,
      ])
      return rows.map(({ number }) => Number(number))
    },
  }
}

const PLACE = `insert into orders (number, item, region, zone) values ($1, $2, $3, $4) on conflict (number) do nothing`
const BEAT = `insert into heartbeat (region, zone, at) values ($1, $2, now())
on conflict (region) do update set zone = excluded.zone, at = excluded.at`

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error ? String((thrown as { code?: unknown }).code ?? '') : ''

/** PostgreSQL's codes have five characters; after one the connection is sound, unless it is of the server's ending. */
const isAnswer = (thrown: unknown): boolean => /^(?!57P|08)[0-9A-Z]{5}$/.test(codeOf(thrown))

const troubleOf = (thrown: unknown): DatabaseTrouble => {
  if (thrown instanceof DatabaseTrouble) return thrown
  if (!(thrown instanceof Error) || thrown instanceof TypeError) throw thrown
  return new DatabaseTrouble(`the database: ${thrown.message || codeOf(thrown)}`)
}
