/**
 * One signed REST request to an AWS service for which no SDK client is at hand (Signature Version 4,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). Errors have the SDK's shape, so that they are
 * read in one place.
 */
import { createHash, createHmac, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsService } from './catalogue.js'
import type { ClientSettings } from './client-settings.js'

export interface RestRequest {
  /** As AWS names it, for the interlock and the record. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}

/** The answer's JSON; throws an error named as AWS names it, with `$metadata`. */
export async function signedRest(
  service: AwsService,
  { credentials, customUserAgent, endpoint, region }: ClientSettings,
  { body, method, path, query = {} }: RestRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const base = new URL(endpoint ?? process.env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.amazonaws.com`)
  const text = body === undefined ? undefined : JSON.stringify(body)
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 })
  const agent = customUserAgent.map((parts) => parts.join('/')).join(' ')
  const signed = await signer.sign({
    ...{ method, protocol: base.protocol, hostname: base.hostname, path, query: { ...query } },
    ...(base.port === '' ? {} : { port: Number(base.port) }),
    headers: { host: base.host, 'content-type': 'application/json', 'user-agent': agent },
    ...(text === undefined ? {} : { body: text }),
  })
  const url = new URL(path, base)
  url.search = Object.entries(query)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
  const { host: _, ...headers } = signed.headers
  const answer = await fetch(url, { method, headers, signal, ...(text === undefined ? {} : { body: text }) })
  const said = await answer.text()
  if (answer.ok) return said === '' ? {} : JSON.parse(said)
  throw refusal(answer, said)
}

function refusal({ headers, status }: Response, said: string): Error {
  const requestId = headers.get('x-amzn-requestid') ?? undefined
  const error = Object.assign(new Error(messageIn(said)), { $metadata: { httpStatusCode: status, requestId } })
  error.name = (headers.get('x-amzn-errortype') ?? `HTTP ${status}`).split(':')[0] ?? ''
  return error
}

function messageIn(said: string): string {
  try {
    const { message, Message, reason } = JSON.parse(said) as { message?: unknown; Message?: unknown; reason?: unknown }
    const text = String(message ?? Message ?? said)
    return reason === undefined ? text : `${String(reason)}: ${text}`
  } catch {
    return said.slice(0, 200)
  }
}

/** The hash the signer wants, over Node's own. */
class Sha256 {
  #hash: ReturnType<typeof createHash> | Hmac
  readonly #secret: Parameters<typeof createHmac>[1] | undefined

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret)
    this.#hash = this.#fresh()
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {
    this.#hash = this.#fresh()
  }
  #fresh = () => (this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret))
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
