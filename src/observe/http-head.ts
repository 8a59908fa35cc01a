/**
 * The head of an HTTP/1.1 response, read strictly (RFC 9112): what a careful client would not trust is a wrong answer,
 * never a guess. Only what a probe needs is kept.
 */

export interface Head {
  readonly status: number
  /** How the body is framed; `close`: it ends with the connection. */
  readonly body:
    | { readonly is: 'length'; readonly bytes: number }
    | { readonly is: 'chunked' }
    | { readonly is: 'close' }
  readonly keepsAlive: boolean
  /** How long the server said it keeps an idle connection (`keep-alive: timeout=`); ms. */
  readonly idleMs?: number
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const DIGITS = /^\d{1,15}$/
const IDLE = /(?:^|[,;\s])timeout\s*=\s*"?(\d{1,6})/i

/** The head out of its text, which ends before the empty line; else what is wrong with it. */
export function headOf(text: string, method: string): Head | string {
  const lines = text.split('\r\n')
  const [, minor, code] = STATUS_LINE.exec(lines[0] ?? '') ?? []
  if (code === undefined) return 'the answer is not HTTP/1.1'
  const status = Number(code)
  const fields = fieldsOf(lines)
  if (typeof fields === 'string') return fields
  const body = framing(status, method, fields)
  if (typeof body === 'string') return body
  const connection = (fields.get('connection') ?? '').toLowerCase()
  const asked = minor === '1' ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection)
  const idle = IDLE.exec(fields.get('keep-alive') ?? '')?.[1]
  const keepsAlive = asked && body.is !== 'close'
  return { status, body, keepsAlive, ...(idle === undefined ? {} : { idleMs: Number(idle) * 1_000 }) }
}

/** The fields a probe reads; of repeated ones all values, by commas. */
const READ = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive'])

function fieldsOf(lines: readonly string[]): Map<string, string> | string {
  const fields = new Map<string, string>()
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon))
    if (!NAME.test(name) || line.includes('\n')) return 'the answer has a malformed header'
    const key = name.toLowerCase()
    if (!READ.has(key)) continue
    const value = line.slice(colon + 1).trim()
    const earlier = fields.get(key)
    fields.set(key, earlier === undefined ? value : `${earlier}, ${value}`)
  }
  return fields
}

function framing(status: number, method: string, fields: ReadonlyMap<string, string>): Head['body'] | string {
  const coding = fields.get('transfer-encoding')
  const length = fields.get('content-length')
  if (coding !== undefined && length !== undefined) return 'the answer has two framings, chunked and of a length'
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return `the answer is encoded as "${coding}"`
  const lengths = new Set(length?.split(',').map((part) => part.trim()))
  const [only] = lengths
  if (lengths.size > 1 || (only !== undefined && !DIGITS.test(only))) return `the answer has the length "${length}"`
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { is: 'length', bytes: 0 }
  if (coding !== undefined) return { is: 'chunked' }
  return only === undefined ? { is: 'close' } : { is: 'length', bytes: Number(only) }
}
