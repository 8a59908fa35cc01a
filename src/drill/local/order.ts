/** One order placed at the shop, as a customer places it: at an address the public name gives. */
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
  /** The address it was sent to, as `address:port`; absent when the name gave none. */
  readonly to?: string
}

const ORDER_DEADLINE_MS = 1_000

/** Places order `number` at `name`, where `names` says it is served; never throws. */
export async function placeOrder(number: number, name: string, names: Resolver, clock: Clock): Promise<Try> {
  const at = clock.now()
  const began = clock.monotonic()
  let to: string | undefined
  const tried = (acknowledged: boolean, by: string): Try => ({
    ...{ number, at, tookMs: clock.monotonic() - began, acknowledged, by },
    ...(to === undefined ? {} : { to }),
  })
  try {
    const endpoints = await names.resolve(name)
    const endpoint = endpoints[Math.floor(Math.random() * endpoints.length)]
    if (endpoint === undefined) return tried(false, `${name} has no address`)
    to = `${endpoint.address}:${endpoint.port}`
    const response = await fetch(`http://${to}/orders`, {
      method: 'POST',
      // A connection of its own for each order: the customer is many people.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ number, item: 'a book' }),
      signal: AbortSignal.timeout(ORDER_DEADLINE_MS),
    })
    const by = response.headers.get('x-served-by') ?? endpoint.address
    await response.arrayBuffer()
    return response.ok ? tried(true, by) : tried(false, `${by} answered ${response.status}`)
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
    return tried(false, cause instanceof Error ? cause.message : String(cause))
  }
}
