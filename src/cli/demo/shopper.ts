/**
 * A customer of the shop: resolves the public name within its TTL and places numbered orders one after another. An order
 * that fails is placed again, by a fresh look at the name once its TTL is over, as a patient person does.
 */
import { placeOrder, type Try } from '../../drill/local/order.js'
import type { Clock } from '../../model/world.js'
import type { Resolver } from '../../providers/local/resolve.js'

export interface Shopper {
  readonly tries: readonly Try[]
  stop(): Promise<void>
}

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
