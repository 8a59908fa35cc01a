/** One page over a connection of its own, as for a user who was never here before. */
import { type IncomingMessage, request } from 'node:http'
import type { Endpoint } from './cloud/layout.js'

export interface Page {
  readonly status: number
  readonly body: string
  /** What the server says it is: `REGION/ZONE`. */
  readonly servedBy?: string
}

/** More than any page of the shop; what goes beyond is not read. */
const BODY_MAX_CHARS = 64 * 1_024

/** `GET path` at `at`, asking for `host`. Rejects with the system's error, or with `AbortError` when `signal` fires. */
export function pageAt(at: Endpoint, path: string, host: string, signal: AbortSignal): Promise<Page> {
  return new Promise((resolve, reject) => {
    const asking = request(
      // No agent: nothing is kept, and a keep-alive connection to yesterday's zone cannot answer for today's.
      { host: at.address, port: at.port, path, headers: { host }, agent: false, signal },
      (response) => bodyOf(response).then((body) => resolve(pageOf(response, body)), reject),
    )
    asking.on('error', reject)
    asking.end()
  })
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) {
    body += String(chunk)
    if (body.length > BODY_MAX_CHARS) break
  }
  return body
}

function pageOf({ headers, statusCode }: IncomingMessage, body: string): Page {
  const servedBy = headers['x-served-by']
  return { status: statusCode ?? 0, body, ...(typeof servedBy === 'string' ? { servedBy } : {}) }
}
