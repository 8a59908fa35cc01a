/**
 * The name server as a process of its own, so that it can be killed: `main.js ADDRESS PORT`, forked by the supervisor.
 * It lives exactly as long as its channel to the supervisor.
 */
import { invariant } from '../../../../model/invariant.js'
import { answer } from './answer.js'
import { listen } from './listen.js'
import type { FromNames, Publish } from './messages.js'
import { type Zone, zoneOf } from './zone.js'

const TCP_IDLE_MS = 10_000

const leave = (): never => process.exit(0)
process.on('disconnect', leave)
// The channel may have ended while this file was being loaded.
if (!process.connected) leave()
// Ctrl-C reaches every process of a terminal; when to end is the supervisor's to say.
process.on('SIGINT', () => {})

const [address, port] = process.argv.slice(2)
invariant(address && port, 'the name server is started with an address and a port')
const tell = (message: FromNames, done?: () => void): unknown => process.send?.(message, undefined, {}, done)

let zone: Zone | undefined
process.on('message', (message: Publish) => {
  zone = zoneOf(message.zone, address)
  tell({ kind: 'published', order: message.order })
})

try {
  const at = { address, port: Number(port) }
  const listening = await listen(at, (packet, over) => answer(packet, over, zone, Math.random), TCP_IDLE_MS)
  tell({ kind: 'listening', port: listening.port })
} catch (thrown) {
  if (!(thrown instanceof Error)) throw thrown
  const code = String((thrown as { code?: unknown }).code ?? '')
  tell({ kind: 'deaf', code, because: thrown.message }, () => process.exit(1))
}
