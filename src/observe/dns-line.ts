/**
 * Asks one DNS server: over UDP, once more halfway to the deadline since UDP may lose a packet without anybody's fault,
 * and over TCP when the answer did not fit (RFC 7766).
 */
import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { Clock, Random } from '../model/world.js'
import { Connection } from './connection.js'
import { answerOf, queryOf } from './dns-answer.js'
import { type Fault, failed, type Line, type Outcome, shownAddress, unseen } from './line.js'
import type { DnsQuestion } from './targets.js'
import { troubleOf } from './trouble.js'

const LENGTH_BYTES = 2

export interface DnsLineParts {
  readonly question: DnsQuestion
  readonly source?: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly random: Random
}

export class DnsLine implements Line {
  readonly #parts: DnsLineParts
  #settle: ((outcome: Outcome) => void) | undefined
  #socket: Socket | undefined
  #connection: Connection | undefined
  #retry: AbortController | undefined
  #isSent = false
  #id = 0

  constructor(parts: DnsLineParts) {
    this.#parts = parts
  }

  ask(settle: (outcome: Outcome) => void): void {
    const { question, random, source } = this.#parts
    const isSix = isIP(question.host) === 6 || (source !== undefined && isIP(source) === 6)
    this.#settle = settle
    this.#isSent = false
    this.#id = Math.floor(random() * 65_536)
    const socket = createSocket(isSix ? 'udp6' : 'udp4')
    this.#socket = socket
    socket.on('error', (error) => this.#trouble(socket, error))
    socket.on('message', (message) => this.#take(message))
    // A connected socket hears from that server only, and is told when nobody listens there.
    const connect = (): void => {
      if (this.#socket !== socket) return
      socket.connect(question.port, question.host, (error?: Error) => {
        if (error) this.#trouble(socket, error)
        else this.#send(socket)
      })
    }
    if (source === undefined) connect()
    else socket.bind({ address: source }, connect)
  }

  giveUp(): Fault {
    const { question } = this.#parts
    const where = shownAddress(question)
    const isSent = this.#isSent
    const isTcp = this.#connection !== undefined
    this.close()
    if (isTcp) return failed('slow', `${where}: the answer did not fit UDP, and none came over TCP`)
    if (isSent) return failed('silent', `${where}: no answer`)
    return unseen(`this monitor's resolver gave no address of ${question.host}`)
  }

  close(): void {
    this.#settle = undefined
    this.#retry?.abort()
    this.#socket?.close()
    this.#socket = undefined
    this.#connection?.drop()
    this.#connection = undefined
  }

  #send(socket: Socket): void {
    if (this.#socket !== socket) return
    const { clock, question, timeoutMs } = this.#parts
    const query = queryOf(question, this.#id)
    const retry = new AbortController()
    this.#retry = retry
    this.#isSent = true
    socket.send(query, (error) => error && this.#trouble(socket, error))
    void clock.sleep(timeoutMs / 2, retry.signal).then(() => {
      if (!retry.signal.aborted) socket.send(query, (error) => error && this.#trouble(socket, error))
    })
  }

  #trouble(socket: Socket, error: Error): void {
    if (this.#socket === socket) this.#end(troubleOf(error, this.#parts.question))
  }

  #take(message: Buffer): void {
    const answer = answerOf(message, this.#parts.question, this.#id)
    if (answer.is === 'truncated') this.#askOverTcp()
    if (answer.is === 'answer') this.#end(answer.outcome)
  }

  #askOverTcp(): void {
    const { question, source } = this.#parts
    const query = queryOf(question, this.#id)
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt16BE(query.length)
    this.#retry?.abort()
    this.#socket?.close()
    this.#socket = undefined
    let read: Buffer = Buffer.alloc(0)
    const connection = new Connection(
      { address: question, ...(source === undefined ? {} : { source }) },
      {
        ready: () => connection.write(Buffer.concat([length, query])),
        bytes: (bytes) => {
          read = Buffer.concat([read, bytes])
          const end = LENGTH_BYTES + (read.length < LENGTH_BYTES ? 0 : read.readUInt16BE())
          if (read.length >= LENGTH_BYTES && read.length >= end) this.#takeLong(read.subarray(LENGTH_BYTES, end))
        },
        closed: (error) => this.#end(this.#hungUp(error)),
      },
    )
    this.#connection = connection
  }

  /** Over TCP nothing is stray and nothing is cut: what is neither is no answer. */
  #takeLong(message: Buffer): void {
    const { question } = this.#parts
    const answer = answerOf(message, question, this.#id)
    if (answer.is === 'answer') this.#end(answer.outcome)
    else this.#end(failed('wrong-answer', `${shownAddress(question)}: the answer over TCP is to another question`))
  }

  #hungUp(error: Error | undefined): Outcome {
    const { question } = this.#parts
    return error ? troubleOf(error, question) : failed('refused', `${shownAddress(question)} hung up without an answer`)
  }

  #end(outcome: Outcome): void {
    const settle = this.#settle
    this.close()
    settle?.(outcome)
  }
}
