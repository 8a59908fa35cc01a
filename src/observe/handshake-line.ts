/**
 * Asks one target by connecting, over TLS also by shaking hands, and hangs up. Nothing is held: to a database an idle
 * connection without a word is a fault of its own, and the handshake is what is asked.
 */
import type { SecureContext, TLSSocket } from 'node:tls'
import type { Clock } from '../model/world.js'
import { Connection, type Route } from './connection.js'
import { type Fault, failed, type Line, type Outcome, PASS, shownAddress, unseen } from './line.js'
import type { TcpQuestion, TlsQuestion } from './targets.js'
import { troubleOf } from './trouble.js'
import { certificateFault } from './trust.js'

export interface HandshakeParts {
  readonly question: TcpQuestion | TlsQuestion
  readonly source?: string
  readonly clock: Clock
  readonly trust: () => SecureContext
}

export class HandshakeLine implements Line {
  readonly #parts: HandshakeParts
  #settle: ((outcome: Outcome) => void) | undefined
  #connection: Connection | undefined

  constructor(parts: HandshakeParts) {
    this.#parts = parts
  }

  ask(settle: (outcome: Outcome) => void): void {
    this.#settle = settle
    this.#connection = new Connection(this.#route(), {
      ready: (secure) => this.#end(this.#verdict(secure)),
      bytes: () => undefined,
      closed: (error) => this.#end(this.#hungUp(error)),
    })
  }

  giveUp(): Fault {
    const where = shownAddress(this.#parts.question)
    const stage = this.#connection?.stage
    const answered = (this.#connection?.bytesRead ?? 0) > 0
    this.close()
    if (stage === 'resolving') return unseen(`this monitor's resolver gave no address of ${this.#parts.question.host}`)
    if (stage === 'connecting') return failed('silent', `${where}: no connection`)
    return failed(answered ? 'slow' : 'silent', `${where}: connected, but the TLS handshake did not end`)
  }

  close(): void {
    this.#settle = undefined
    this.#connection?.drop()
    this.#connection = undefined
  }

  #route(): Route {
    const { question, source, trust } = this.#parts
    return {
      address: question,
      ...(source === undefined ? {} : { source }),
      ...(question.kind === 'tls' ? { secure: { name: question.serverName, context: trust() } } : {}),
    }
  }

  #verdict(secure: TLSSocket | undefined): Outcome {
    const { clock, question } = this.#parts
    if (question.kind === 'tcp' || !secure) return PASS
    const fault = certificateFault(secure, question.serverName, clock.now(), question.expiresAfterMs)
    return fault === undefined ? PASS : failed('wrong-answer', `${shownAddress(question)}: ${fault}`)
  }

  #hungUp(error: Error | undefined): Outcome {
    const { question } = this.#parts
    return error ? troubleOf(error, question) : failed('refused', `${shownAddress(question)} hung up`)
  }

  #end(outcome: Outcome): void {
    const settle = this.#settle
    this.close()
    settle?.(outcome)
  }
}
