/**
 * Whose trouble is it? A system error is the target's failing only where the target, or the path to it, gave it. What
 * this machine could not do is unknown, and so is every error nobody thought of (laws 1, 7).
 *
 *   refused, reset, closed                        | fail: refused
 *   timed out, no route to the host               | fail: silent (it may be the path)
 *   not TLS, a handshake broken off with an alert | fail: wrong-answer
 *   a name that does not exist                    | fail: wrong-answer
 *   everything else: no files, no ports, no network, no leave, no resolver | unknown
 */

import { failed, type Outcome, shownAddress, unseen } from './line.js'
import type { Address } from './targets.js'

const REFUSED = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'reset the connection'],
  ['ECONNABORTED', 'reset the connection'],
  ['EPIPE', 'closed the connection'],
])
const SILENT = new Map([
  ['ETIMEDOUT', 'no connection'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['EHOSTDOWN', 'the host is down'],
])

/** What a system error on the way to `address` says of the target. */
export function troubleOf(thrown: Error, address: Address): Outcome {
  const where = shownAddress(address)
  const { code, message, syscall } = rootOf(thrown)
  if (syscall === 'getaddrinfo' || syscall?.startsWith('query')) return nameTrouble(code, address.host)
  if (syscall === 'bind') return unseen(`this monitor cannot ask from its address: ${message}`)
  const refused = REFUSED.get(code)
  if (refused) return failed('refused', `${where} ${refused}`)
  const silent = SILENT.get(code)
  if (silent) return failed('silent', `${where}: ${silent}`)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return failed('wrong-answer', `${where} did not shake hands: ${reasonOf(thrown)}`)
  }
  return unseen(`this monitor cannot ask ${where}: ${message || code}`)
}

/** Only "there is no such name" is an answer; everything else is a resolver that fails. */
function nameTrouble(code: string, host: string): Outcome {
  if (code === 'ENOTFOUND' || code === 'ENODATA') return failed('wrong-answer', `the name ${host} does not exist`)
  return unseen(`this monitor's resolver gave no address of ${host} (${code})`)
}

interface SystemError {
  readonly code: string
  readonly message: string
  readonly syscall: string | undefined
}

/** Of a name with several addresses each may fail in its own way; the first speaks for all. */
function rootOf(thrown: Error): SystemError {
  const first: unknown = thrown instanceof AggregateError ? thrown.errors[0] : undefined
  const root = first instanceof Error ? first : thrown
  const { code, syscall } = root as { code?: unknown; syscall?: unknown }
  return {
    code: typeof code === 'string' ? code : '',
    message: root.message,
    syscall: typeof syscall === 'string' ? syscall : undefined,
  }
}

/** What OpenSSL says, without its internal addresses. */
function reasonOf(thrown: Error): string {
  const { reason } = thrown as { reason?: unknown }
  return typeof reason === 'string' ? reason : thrown.message.trim()
}
