/**
 * Asks one HTTP target over a connection that it holds between looks. A held connection that turns out to be dead before
 * any byte of an answer is no failure of the target: the question is asked once more on a fresh one (RFC 9110 §9.2.2).
 * So only idempotent methods reuse a connection.
 *
 * A connection is not held for ever: a server that answers on old connections and accepts no new one, or a name that
 * moved, must show. Each lives about a minute, not all the same.
 */
import type { SecureContext, TLSSocket } from 'node:tls'
import type { Clock, Random } from '../model/world.js'
import { Connection, type Route } from './connection.js'
import { HttpAnswer } from './http-answer.js'
import { Idleness } from './idleness.js'
import { type Fault, failed, type Line, type Outcome, PASS, shownAddress, unseen } from './line.js'
import type { HttpQuestion } from './targets.js'
import { troubleOf } from './trouble.js'
import { certificateFault } from './trust.js'

const MAX_BODY_BYTES = 1_048_576
const LIFE_MS = 60_000

export interface HttpLineParts {
  readonly question: HttpQuestion
  readonly source?: string
  readonly clock: Clock
  readonly random: Random
  readonly agent: string
  readonly trust: () => SecureContext
  /** A held connection closed, and that is news. */
  readonly onNews: () => void
}

export class HttpLine implements Line {
  readonly #parts: HttpLineParts
  readonly #request: Buffer
  readonly #idleness = new Idleness()
  #route: Route | undefined
  #settle: ((outcome: Outcome) => void) | undefined
  #connection: Connection | undefined
  #answer: HttpAnswer
  /** Whether the question went out on a connection that was held. */
  #isReused = false
  #idleSince = 0
  #expiresAt = 0

  constructor(parts: HttpLineParts) {
    this.#parts = parts
    this.#request = requestOf(parts.question, parts.agent)
    this.#answer = answerTo(parts.question)
  }

  ask(settle: (outcome: Outcome) => void): void {
    this.#settle = settle
    this.#answer = answerTo(this.#parts.question)
    const now = this.#parts.clock.monotonic()
    if (this.#connection && now >= this.#expiresAt) this.#drop()
    this.#isReused = this.#connection !== undefined
    if (this.#connection) {
      this.#idleness.reused(now - this.#idleSince)
      this.#connection.write(this.#request)
    } else this.#connect()
  }

  giveUp(): Fault {
    const outcome = this.#progress()
    this.#settle = undefined
    this.#drop()
    return outcome
  }

  close(): void {
    this.#settle = undefined
    this.#drop()
  }

  #connect(): void {
    const { clock, question, random, source, trust } = this.#parts
    this.#route ??= {
      address: question,
      ...(source === undefined ? {} : { source }),
      ...(question.secure ? { secure: { name: question.host, context: trust() } } : {}),
    }
    this.#expiresAt = clock.monotonic() + LIFE_MS * (0.75 + random() / 2)
    this.#connection = new Connection(this.#route, {
      ready: (secure) => this.#ready(secure),
      bytes: (bytes) => this.#take(bytes),
      closed: (error) => this.#closed(error),
    })
  }

  #ready(secure: TLSSocket | undefined): void {
    const { clock, question } = this.#parts
    const fault = secure && certificateFault(secure, question.host, clock.now())
    if (fault) this.#end(failed('wrong-answer', `${this.#where}: ${fault}`), false)
    else this.#connection?.write(this.#request)
  }

  #take(bytes: Buffer): void {
    if (this.#settle) {
      this.#answer.take(bytes)
      this.#judge()
    } else {
      // Nobody asked: whatever it is, it is not the answer to the next question.
      this.#drop()
    }
  }

  #judge(): void {
    const { fault, head, isClean, isWhole } = this.#answer
    if (fault !== undefined) this.#end(failed('wrong-answer', `${this.#where}: ${fault}`), false)
    else if (isWhole && head) this.#end(this.#verdict(head.status), head.keepsAlive && isClean)
  }

  #verdict(status: number): Outcome {
    const { body, status: allowed } = this.#parts.question
    if (!allowed.includes(status)) {
      return failed('wrong-answer', `${this.#where} answered ${status}, not ${allowed.join(' or ')}`)
    }
    if (this.#answer.holdsWanted()) return PASS
    return failed('wrong-answer', `${this.#where}: "${body}" is not in the answer${this.#readSoFar()}`)
  }

  #end(outcome: Outcome, keep: boolean): void {
    const settle = this.#settle
    this.#settle = undefined
    this.#idleness.answered(outcome.is === 'pass', this.#answer.head?.idleMs)
    if (keep && isIdempotent(this.#parts.question)) this.#idleSince = this.#parts.clock.monotonic()
    else this.#drop()
    settle?.(outcome)
  }

  #closed(error: Error | undefined): void {
    this.#connection = undefined
    if (!this.#settle) {
      if (this.#idleness.isNews(this.#parts.clock.monotonic() - this.#idleSince)) this.#parts.onNews()
    } else if (this.#isReused && !this.#answer.hasBegun) {
      this.#isReused = false
      this.#connect()
    } else {
      if (!error) this.#answer.end()
      if (this.#answer.isWhole) this.#judge()
      else this.#end(this.#brokenOff(error), false)
    }
  }

  #brokenOff(error: Error | undefined): Outcome {
    if (this.#answer.hasBegun) {
      return failed('wrong-answer', `${this.#where}: the answer broke off${this.#readSoFar()}`)
    }
    return error
      ? troubleOf(error, this.#parts.question)
      : failed('refused', `${this.#where} hung up without an answer`)
  }

  #progress(): Fault {
    const { host } = this.#parts.question
    const stage = this.#connection?.stage ?? 'connecting'
    if (stage === 'resolving') return unseen(`this monitor's resolver gave no address of ${host}`)
    if (this.#answer.hasBegun) return failed('slow', `${this.#where}: no whole answer${this.#readSoFar()}`)
    if (stage === 'shaking-hands') {
      const mode = (this.#connection?.bytesRead ?? 0) > 0 ? 'slow' : 'silent'
      return failed(mode, `${this.#where}: connected, but the TLS handshake did not end`)
    }
    return failed('silent', `${this.#where}: ${stage === 'open' ? 'connected, but no answer' : 'no connection'}`)
  }

  #readSoFar(): string {
    const { bodyBytes, head } = this.#answer
    return head ? ` (${head.status}, ${bodyBytes} bytes of body)` : ' (no whole head)'
  }

  get #where(): string {
    return shownAddress(this.#parts.question)
  }

  #drop(): void {
    this.#connection?.drop()
    this.#connection = undefined
  }
}

const isIdempotent = ({ method }: HttpQuestion): boolean => method !== 'POST'

const answerTo = ({ body, maxBodyBytes = MAX_BODY_BYTES, method }: HttpQuestion): HttpAnswer =>
  new HttpAnswer({ method, maxBodyBytes, ...(body === undefined ? {} : { body }) })

function requestOf(question: HttpQuestion, agent: string): Buffer {
  const { authority, authorization, method, path } = question
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${authority}`,
    `user-agent: ${agent}`,
    'accept: */*',
    'accept-encoding: identity',
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
    ...(isIdempotent(question) ? [] : ['content-length: 0', 'connection: close']),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
