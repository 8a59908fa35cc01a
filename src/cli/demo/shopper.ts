/**
 * A customer of the shop: resolves the public name within its TTL and places numbered orders one after another. An order
 * that fails is placed again, by a fresh look at the name once its TTL is over, as a patient person does.
 */
import type { Clock } from '../../model/world.js'
import type { Resolver } from '../../providers/local/resolve.js'

/** One try to place an order. `at` and `tookMs` in ms; `at` is wall time when it was sent. */
export interface Try {
  readonly number: number
  readonly at: number
  readonly tookMs: number
  readonly acknowledged: boolean
  /** The region and zone that acknowledged, or why it failed. */
  readonly by: string
}

export interface Shopper {
  readonly tries: readonly Try[]
  stop(): Promise<void>
}

const ORDER_DEADLINE_MS = 1_000
const BETWEEN_ORDERS_MS = 25
const BETWEEN_TRIES_MS = 50

/** Starts placing orders at `name`, where `names` says it is served. */
export function goShopping(name: string, names: Resolver, clock: Clock): Shopper {
  const over = new AbortController()
  const tries: Try[] = []
  const shopping = (async () => {
    for (let number = 1; !over.signal.aborted; ) {
      const tried = await placeOrder(number, name, names, clock)
      tries.push(tried)
      if (tried.acknowledged) number++
      await clock.sleep(tried.acknowledged ? BETWEEN_ORDERS_MS : BETWEEN_TRIES_MS, over.signal)
    }
  })()
  return {
    tries,
    stop: async () => {
      over.abort()
      await shopping
    },
  }
}

async function placeOrder(number: number, name: string, names: Resolver, clock: Clock): Promise<Try> {
  const at = clock.now()
  const began = clock.monotonic()
  const tried = (acknowledged: boolean, by: string): Try => ({
    number,
    at,
    tookMs: clock.monotonic() - began,
    acknowledged,
    by,
  })
  try {
    const endpoints = await names.resolve(name)
    const endpoint = endpoints[Math.floor(Math.random() * endpoints.length)]
    if (endpoint === undefined) return tried(false, `${name} has no address`)
    const { address, port } = endpoint
    const response = await fetch(`http://${address}:${port}/orders`, {
      method: 'POST',
      // A connection of its own for each order: the customer is many people.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ number, item: 'a book' }),
      signal: AbortSignal.timeout(ORDER_DEADLINE_MS),
    })
    const by = response.headers.get('x-served-by') ?? address
    await response.arrayBuffer()
    return response.ok ? tried(true, by) : tried(false, `${by} answered ${response.status}`)
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
    return tried(false, cause instanceof Error ? cause.message : String(cause))
  }
}
