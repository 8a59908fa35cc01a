/**
 * The customers of a drill: a new order at a steady pace, whatever became of the one before, so that what is served at an
 * instant is a share of what was asked then. Each order has a number of its own and is tried once. Each comes from one of
 * several households, whose resolvers keep answers of their own, as it happens.
 */
import { invariant } from '../../model/invariant.js'
import type { Clock } from '../../model/world.js'
import type { Resolver } from '../../providers/local/resolve.js'
import { placeOrder, type Try } from './order.js'

export interface Placed extends Try {
  /** Counted from 0. */
  readonly household: number
}

export interface Customers {
  /** In the order of their answers. */
  readonly tries: readonly Placed[]
  /** No more orders; those under way are waited for. */
  stop(): Promise<void>
}

/** A dozen a second: even when each takes its whole second, no more than a region takes at once. */
const PACE_MS = 85

/** They come from now on; each household has a resolver. */
export function letIn(name: string, resolvers: readonly Resolver[], clock: Clock): Customers {
  const over = new AbortController()
  const tries: Placed[] = []
  const underWay = new Set<Promise<void>>()
  const place = (number: number): void => {
    const household = Math.floor(Math.random() * resolvers.length)
    const names = resolvers[household]
    invariant(names, 'a household has a resolver')
    const placing = placeOrder(number, name, names, clock).then((tried) => {
      tries.push({ ...tried, household })
      underWay.delete(placing)
    })
    underWay.add(placing)
  }
  const coming = (async () => {
    for (let number = 1; !over.signal.aborted; number++) {
      place(number)
      await clock.sleep(PACE_MS, over.signal)
    }
  })()
  return {
    tries,
    stop: async () => {
      over.abort()
      await coming
      await Promise.all(underWay)
    },
  }
}
