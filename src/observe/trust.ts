/** Whom a probe believes over TLS: certificates that a user's browser would, or those of the roots it is given. */
import { isIP } from 'node:net'
import {
  type ConnectionOptions,
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { formatMs } from '../model/units.js'

/** One context for all connections: making one reads every root. `roots`: PEM, instead of the system's. */
export function trustIn(roots: string | undefined): () => SecureContext {
  let context: SecureContext | undefined
  return () => {
    context ??= createSecureContext(roots === undefined ? {} : { ca: roots })
    return context
  }
}

/** How to shake hands with one that must be `name`; what is wrong with its certificate is asked afterwards. */
export const handshake = (name: string, secureContext: SecureContext): ConnectionOptions => ({
  secureContext,
  rejectUnauthorized: false,
  checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  ...(isIP(name) === 0 ? { servername: name } : {}),
})

/** What is wrong with the certificate that was shown, or will be within `expiresAfterMs`; undefined when nothing is. */
export function certificateFault(socket: TLSSocket, name: string, now: number, expiresAfterMs = 0): string | undefined {
  const error: unknown = socket.authorizationError
  if (error) return `its certificate ${wrongWith(error instanceof Error ? error.message : String(error), name)}`
  if (expiresAfterMs === 0) return undefined
  const validTo = socket.getPeerX509Certificate()?.validTo
  const leftMs = validTo === undefined ? Number.NaN : Date.parse(validTo) - now
  if (Number.isNaN(leftMs)) return 'its certificate does not say how long it is valid'
  if (leftMs >= expiresAfterMs) return undefined
  return `its certificate expires in ${formatMs(leftMs)}, less than the ${formatMs(expiresAfterMs)} asked for`
}

function wrongWith(code: string, name: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `is not for ${name}`
  if (code === 'CERT_HAS_EXPIRED') return 'has expired'
  return `is not to be trusted (${code})`
}
