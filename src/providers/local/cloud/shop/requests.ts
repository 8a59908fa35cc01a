/**
 * What a server of the shop answers. Every answer names the server that gave it, in `x-served-by: REGION/ZONE`.
 *
 *   GET  /                      a page, from memory
 *   GET  /healthz               200, from memory
 *   GET  /healthz/write         200 { wrote } · 503 when the database is in trouble, or fenced without an order
 *   POST /orders                { number, item } → 201 once committed · 200 when it was there · 503
 *   GET  /orders/count          { count }
 *   GET  /orders?from=1&to=9    { numbers }
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { orderIn, rangeIn, readText } from './input.js'
import type { Behaviour, ShopPlace } from './messages.js'
import { DatabaseTrouble, type Orders } from './orders.js'

interface Answer {
  readonly status: number
  readonly body: object | string
}

export type Behave = (behaviour: Behaviour) => void

/** The handler of all requests to the server at `place`, and the way to change how it behaves. */
export function handlerOf(
  place: ShopPlace,
  first: Behaviour,
  orders: Orders,
): { readonly handle: (request: IncomingMessage, response: ServerResponse) => void; readonly behave: Behave } {
  let behaviour = first
  let taken = 0

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (isSilentTo(request.socket.remoteAddress, behaviour)) return
    const probe = request.url?.startsWith('/healthz') === true
    const answer = await answerOf(request, probe)
    const { errorPercent } = behaviour
    const spoilt = errorPercent > 0 && Math.random() * 100 < errorPercent
    if (behaviour.delayMs > 0) await after(behaviour.delayMs)
    // It may have fallen silent meanwhile.
    if (!isSilentTo(request.socket.remoteAddress, behaviour)) give(response, place, spoilt ? SPOILT : answer)
  }

  const answerOf = async (request: IncomingMessage, probe: boolean): Promise<Answer> => {
    if (probe) return answered(request, place, orders, behaviour)
    if (taken >= behaviour.slots) return { status: 503, body: { error: 'busy', slots: behaviour.slots } }
    taken++
    try {
      return await answered(request, place, orders, behaviour)
    } finally {
      taken--
    }
  }

  return {
    handle: (request, response) => {
      serve(request, response).catch((thrown: unknown) => {
        if (request.destroyed || response.headersSent) return response.destroy()
        throw thrown
      })
    },
    behave: (next) => {
      behaviour = next
    },
  }
}

const SPOILT: Answer = { status: 500, body: { error: 'a bug in this release of the shop' } }

const isSilentTo = (address: string | undefined, { silentTo }: Behaviour): boolean =>
  silentTo === 'everyone' || (address !== undefined && silentTo.includes(address))

async function answered(
  request: IncomingMessage,
  place: ShopPlace,
  orders: Orders,
  { isFenceOrdered }: Behaviour,
): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://shop')
  const { region, zone } = place
  try {
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /':
        return { status: 200, body: page(place) }
      case 'GET /healthz':
        return { status: 200, body: { ok: true, region, zone } }
      case 'GET /healthz/write':
        return beaten(await orders.beat(), place, isFenceOrdered)
      case 'POST /orders': {
        const order = orderIn(await readText(request))
        if ('fault' in order) return { status: 400, body: { error: order.fault } }
        const placed = await orders.place(order)
        const status = placed === 'placed' ? 201 : placed === 'again' ? 200 : 503
        return { status, body: { number: order.number, is: placed, region, zone } }
      }
      case 'GET /orders/count':
        return { status: 200, body: { count: await orders.count() } }
      case 'GET /orders': {
        const range = rangeIn(url.searchParams)
        if ('fault' in range) return { status: 400, body: { error: range.fault } }
        return { status: 200, body: { numbers: await orders.numbers(range.from, range.to) } }
      }
      default:
        return { status: 404, body: { error: `nothing at ${request.method} ${url.pathname}` } }
    }
  } catch (thrown) {
    if (thrown instanceof DatabaseTrouble) return { status: 503, body: { error: thrown.message, region, zone } }
    throw thrown
  }
}

/**
 * In a standby all is well as long as its database answers, and so it is in a region that was fenced in due form: it waits
 * to be made a replica. A writer that is read-only without such an order fails its users.
 */
function beaten(outcome: 'wrote' | 'replica' | 'fenced', { region, zone }: ShopPlace, isFenceOrdered: boolean): Answer {
  if (outcome === 'wrote') return { status: 200, body: { wrote: true, region, zone } }
  if (outcome === 'replica') return { status: 200, body: { wrote: false, region, zone } }
  return { status: isFenceOrdered ? 200 : 503, body: { wrote: false, fenced: true, region, zone } }
}

const page = ({ region, zone }: ShopPlace): string =>
  `<!doctype html><title>The shop</title><h1>The shop is open</h1><p>Served by ${region}, ${zone}.</p>\n`

function give(response: ServerResponse, { region, zone }: ShopPlace, { body, status }: Answer): void {
  const isPage = typeof body === 'string'
  response.writeHead(status, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
    'x-served-by': `${region}/${zone}`,
  })
  response.end(isPage ? body : `${JSON.stringify(body)}\n`)
}
