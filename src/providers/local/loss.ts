/**
 * What a failover lost: the orders that the old writer has, and so may have acknowledged, and the new one does not.
 * Counted only by asking both; an old writer that does not answer is not guessed for.
 */

import { z } from 'zod'
import type { Loss } from '../../model/journal.js'
import { type Move, sourceOf, targetOf } from '../../model/move.js'
import type { Region } from '../../model/place.js'
import type { Rows } from './cloud/local-cloud.js'
import { type Asked, asked, type LocalContext } from './driver-context.js'
import { lookAt } from './postgres-look.js'
import { roleOf } from './postgres-roles.js'

const COUNT_MS = 2_000

/** Orders by number, oldest first, with the instant each was placed in ms since the epoch. */
const ORDERS_SQL = 'SELECT number::text, extract(epoch FROM placed_at)::float8 * 1000 AS placed_at FROM orders'

export interface Order {
  readonly number: string
  /** Wall time in ms since the epoch. */
  readonly placedAt: number
}

/** Counts the loss of `move` by asking both databases; throws only on bugs. */
export async function countLoss(move: Move, context: LocalContext, signal: AbortSignal): Promise<Loss> {
  const [from, to] = [sourceOf(move), targetOf(move)]
  if (to === undefined || to === from) return { is: 'known', writes: 0, ms: 0 }
  const state = await lookAt(from, context, signal)
  if (state.is === 'none') {
    const because = `the old writer in ${from} cannot be asked until it returns; "failover back" lists what it finds`
    return { is: 'unknown', because }
  }
  if (roleOf(state.answer) === 'replica') {
    return { is: 'unknown', because: `the database in ${from} follows another already; its own data is gone` }
  }
  const [old, next] = await Promise.all([ordersIn(from, context, signal), ordersIn(to, context, signal)])
  if (old.is === 'none') return { is: 'unknown', because: old.because }
  if (next.is === 'none') return { is: 'unknown', because: next.because }
  return lossBetween(old.answer, next.answer)
}

const ordersIn = (at: Region, { clock, cloud }: LocalContext, signal: AbortSignal): Promise<Asked<readonly Order[]>> =>
  asked(
    clock,
    `list the orders in ${at}`,
    signal,
    async (stop) => ordersOf(await cloud.query(at, ORDERS_SQL, [], stop)),
    COUNT_MS,
  )

const row = z.object({ number: z.string(), placed_at: z.number() })
const ordersOf = (rows: Rows): readonly Order[] =>
  rows.map((each) => {
    const { number, placed_at } = row.parse(each)
    return { number, placedAt: placed_at }
  })

/**
 * `writes`: orders that only the old writer has. `ms`: the time up to the last of these from the last order before the
 * first of them, up to which nothing is missing. Pure.
 */
export function lossBetween(old: readonly Order[], next: readonly Order[]): Extract<Loss, { is: 'known' }> {
  const kept = new Set(next.map(({ number }) => number))
  const missing = old.filter(({ number }) => !kept.has(number)).map(({ placedAt }) => placedAt)
  if (missing.length === 0) return { is: 'known', writes: 0, ms: 0 }
  const first = missing.reduce((least, at) => Math.min(least, at))
  const last = missing.reduce((most, at) => Math.max(most, at))
  const whole = old.map(({ placedAt }) => placedAt).filter((at) => at < first)
  const before = whole.reduce((most, at) => Math.max(most, at), whole.length > 0 ? 0 : first)
  return { is: 'known', writes: missing.length, ms: Math.round(last - before) }
}
