/**
 * One HTTP answer as it arrives: head, interim heads (1xx) passed over, then so much of the body as is wanted.
 * Bytes given to it are only valid during the call, since all connections read into one buffer.
 */
import { Chunked } from './chunked.js'
import { type Head, headOf } from './http-head.js'

/** A longer head is taken for garbage. */
const HEAD_MAX_BYTES = 16_384
const HEAD_END = Buffer.from('\r\n\r\n')
const SWITCHING = 101

export interface Wanted {
  readonly method: string
  /** A text to look for, where the body matters; else it is only counted. */
  readonly body?: string
  readonly maxBodyBytes: number
}

export class HttpAnswer {
  head: Head | undefined
  /** What is wrong with it, once something is. */
  fault: string | undefined
  isWhole = false
  /** Nothing follows the answer and nothing of it is left unread, so that the connection can be asked again. */
  isClean = true
  bodyBytes = 0
  /** Whether anything came at all. */
  hasBegun = false
  readonly #wanted: Wanted
  #headBytes: Buffer | undefined
  #chunked: Chunked | undefined
  #parts: Buffer[] = []

  constructor(wanted: Wanted) {
    this.#wanted = wanted
  }

  take(bytes: Buffer): void {
    this.hasBegun = true
    let at = 0
    let chunk = bytes
    while (!this.head && !this.fault) {
      const whole: Buffer = this.#headBytes ? Buffer.concat([this.#headBytes, chunk.subarray(at)]) : chunk.subarray(at)
      const end = whole.indexOf(HEAD_END)
      if (end > HEAD_MAX_BYTES || (end === -1 && whole.length > HEAD_MAX_BYTES))
        this.fault = 'the answer has no end of head'
      else if (end === -1) {
        if (!looksLikeHttp(whole)) this.fault = 'the answer is not HTTP/1.1'
        else this.#headBytes = this.#headBytes ? whole : Buffer.from(whole)
        return
      } else this.#takeHead(whole.toString('latin1', 0, end))
      this.#headBytes = undefined
      chunk = whole
      at = end + HEAD_END.length
    }
    if (this.head && !this.fault) this.#takeBody(this.head, chunk, at)
  }

  /** The connection ended: whether that ends the answer, too. */
  end(): void {
    if (this.head?.body.is === 'close' && !this.fault) this.isWhole = true
  }

  /** Whether the text that is wanted stands in what was read of the body. */
  holdsWanted(): boolean {
    const { body } = this.#wanted
    return body === undefined || Buffer.concat(this.#parts).includes(body)
  }

  #takeHead(text: string): void {
    const head = headOf(text, this.#wanted.method)
    if (typeof head === 'string') this.fault = head
    else if (head.status >= 200 || head.status === SWITCHING) this.head = head
  }

  #takeBody({ body }: Head, bytes: Buffer, from: number): void {
    const end = this.#bodyEnd(body, bytes, from)
    if (this.isWhole && end < bytes.length) this.isClean = false
    if (!this.isWhole && !this.fault && this.bodyBytes > this.#wanted.maxBodyBytes) {
      this.isWhole = true
      this.isClean = false
    }
  }

  #bodyEnd(body: Head['body'], bytes: Buffer, from: number): number {
    if (body.is === 'chunked') {
      this.#chunked ??= new Chunked()
      const end = this.#chunked.take(bytes, from, (part) => this.#keep(part))
      if (this.#chunked.isBroken) this.fault = 'the answer has a malformed chunk'
      this.isWhole = this.#chunked.isWhole
      return end
    }
    const left = body.is === 'length' ? body.bytes - this.bodyBytes : Number.POSITIVE_INFINITY
    const end = Math.min(bytes.length, from + left)
    if (end > from) this.#keep(bytes.subarray(from, end))
    this.isWhole = body.is === 'length' && this.bodyBytes === body.bytes
    return end
  }

  #keep(part: Buffer): void {
    const room = this.#wanted.maxBodyBytes - this.bodyBytes
    if (this.#wanted.body !== undefined && room > 0) this.#parts.push(Buffer.from(part.subarray(0, room)))
    this.bodyBytes += part.length
  }
}

const BEGINNING = 'HTTP/1.'
const looksLikeHttp = (bytes: Buffer): boolean =>
  BEGINNING.startsWith(bytes.toString('latin1', 0, Math.min(bytes.length, BEGINNING.length)))
