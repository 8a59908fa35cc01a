/**
 * One request as a user makes it who was never here before: to an address the name was resolved to, over a connection of
 * its own, with the certificate checked against the name.
 */
import http from 'node:http'
import https from 'node:https'

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

/** The answer's head; its body is read and thrown away. Rejects with the system's error. */
export function ask({ address, body, method, url }: UserRequest, signal: AbortSignal): Promise<UserAnswer> {
  const secure = url.protocol === 'https:'
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const options = {
    ...{ host: address, port, method, path: `${url.pathname}${url.search}`, signal, agent: false as const },
    headers: {
      host: url.host,
      'user-agent': 'failover',
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    ...(secure ? { servername: url.hostname } : {}),
  }
  return new Promise((resolve, reject) => {
    const asking = (secure ? https : http).request(options, (answer) => {
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
      answer.resume()
    })
    asking.on('error', reject)
    asking.end(body)
  })
}
