/**
 * One server of the shop as a process of its own, so that it can be killed: forked by the supervisor, and alive exactly
 * as long as its channel to it. Loads little, since a dozen start at once.
 */
import { createServer } from 'node:http'
import { invariant } from '../../../../model/invariant.js'
import type { FromShop, ToShop } from './messages.js'
import { openOrders } from './orders.js'
import { type Behave, handlerOf } from './requests.js'

/** Longer than any probe's interval, so that a probe's held connection tells at once when the server dies. */
const KEEP_ALIVE_MS = 120_000

process.on('disconnect', () => process.exit(0))
// The channel may have ended while this file was being loaded.
if (!process.connected) process.exit(0)
// Ctrl-C reaches every process of a terminal; when to end is the supervisor's to say.
process.on('SIGINT', () => {})

const tell = (message: FromShop, done?: () => void): unknown => process.send?.(message, undefined, {}, done)

let behave: Behave | undefined
process.on('message', (message: ToShop) => {
  if (message.kind === 'behave') {
    invariant(behave, 'a server is opened before it is told how to behave')
    return behave(message.behaviour)
  }
  const { behaviour, place } = message
  const shop = handlerOf(place, behaviour, openOrders(place))
  behave = shop.behave
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, shop.handle)
  server.on('error', (error) => {
    const code = String((error as { code?: unknown }).code ?? '')
    tell({ kind: 'deaf', code, because: error.message }, () => process.exit(1))
  })
  server.listen({ host: place.http.address, port: place.http.port }, () => tell({ kind: 'listening' }))
})
