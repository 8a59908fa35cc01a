/**
 * One request as a user makes it who was never here before: to an address the name was resolved to, over a connection of
 * its own, with the certificate checked against the name.
 */
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'

export interface UserRequest {
  readonly url: URL
  /** Where the name was resolved to. */
  readonly address: string
  readonly method: string
  readonly body?: string
}

export interface UserAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** That the page comes at all is what counts; a film need not be seen to its end. */
const BODY_MAX_BYTES = 256 * 1024

/** The answer's head; its body is read and thrown away. Rejects with the system's error. */
export function ask({ address, body, method, url }: UserRequest, signal: AbortSignal): Promise<UserAnswer> {
  const secure = url.protocol === 'https:'
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const options = {
    ...{ host: address, port, method, path: `${url.pathname}${url.search}`, signal, agent: false as const },
    headers: {
      host: url.host,
      'user-agent': 'failover',
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body), 'content-type': typeOf(body) }),
    },
    // A name is told to the server, an address is not (RFC 6066, section 3).
    ...(secure && isIP(url.hostname.replace(/^\[(.*)\]$/, '$1')) === 0 ? { servername: url.hostname } : {}),
  }
  return new Promise((resolve, reject) => {
    const asking = (secure ? https : http).request(options, (answer) => {
      const head = { status: answer.statusCode ?? 0, headers: answer.headers }
      let read = 0
      answer.on('error', reject)
      answer.on('end', () => resolve(head))
      answer.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read <= BODY_MAX_BYTES) return
        resolve(head)
        asking.destroy()
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

/** What a body is, from how it begins. */
const typeOf = (body: string): string =>
  /^\s*[[{]/.test(body) ? 'application/json' : 'application/x-www-form-urlencoded'
