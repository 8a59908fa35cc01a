/**
 * One question to one name server. UDP is tried twice, since a packet may be lost; an answer that was cut short is asked
 * for again over TCP. An answer is taken only from the server asked, at the source port that this question alone has,
 * with its id and its question; anything else that arrives is a stray.
 */
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { type DecodedPacket, decode, encode, type OptAnswer } from 'dns-packet'
import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { Clock } from '../../model/world.js'
import type { Endpoint } from './cloud/layout.js'
import { UDP_BYTES } from './cloud/names/codes.js'
import { frame, takeFrames } from './cloud/names/frames.js'

export interface DnsQuestion {
  readonly name: string
  readonly type: 'A' | 'SRV'
}

/** How a question is asked. */
export interface Asking {
  readonly dns: Endpoint
  readonly clock: Clock
  readonly deadlineMs: number
  readonly stop: AbortSignal
}

/** After a refusal a server that is being restarted gets this long. */
const REFUSED_PAUSE_MS = 50

/** The server's answer, whatever it says. Throws `OperatingError` (`unreachable`, `timed-out`). */
export function ask(question: DnsQuestion, asking: Asking): Promise<DecodedPacket> {
  const { clock, deadlineMs, dns, stop } = asking
  const doing = `resolve ${question.name} at the name server ${dns.address}:${dns.port}`
  const exchange = (over: typeof overUdp, ms: number, signal: AbortSignal): Promise<DecodedPacket> =>
    withDeadline({ clock, ms, doing, stop: signal }, (within) => over({ question, dns, doing, signal: within }))
  return withDeadline({ clock, ms: deadlineMs, doing, stop }, async (signal) => {
    const answer = await exchange(overUdp, deadlineMs / 2, signal).catch(async (thrown: unknown) => {
      if (!(thrown instanceof OperatingError) || signal.aborted) throw thrown
      if (thrown.code === 'unreachable') await clock.sleep(Math.min(REFUSED_PAUSE_MS, deadlineMs / 4), signal)
      return exchange(overUdp, deadlineMs, signal)
    })
    return answer.flag_tc ? exchange(overTcp, deadlineMs, signal) : answer
  })
}

interface Exchange {
  readonly question: DnsQuestion
  readonly dns: Endpoint
  readonly doing: string
  readonly signal: AbortSignal
}

function overUdp({ dns, doing, question, signal }: Exchange): Promise<DecodedPacket> {
  const query = queryFor(question)
  const socket = createSocket('udp4')
  return settled(
    signal,
    () => socket.close(),
    (resolve, reject) => {
      const fail = (cause: Error | null): void => {
        if (cause) reject(unreachable(doing, cause))
      }
      socket.on('error', fail)
      socket.on('message', (packet) => {
        const answer = answerTo(query, packet)
        if (answer) resolve(answer)
      })
      socket.connect(dns.port, dns.address, () => socket.send(query.packet, fail))
    },
  )
}

function overTcp({ dns, doing, question, signal }: Exchange): Promise<DecodedPacket> {
  const query = queryFor(question)
  const socket = connect(dns.port, dns.address)
  return settled(
    signal,
    () => socket.destroy(),
    (resolve, reject) => {
      let received: Buffer = Buffer.alloc(0)
      socket.on('error', (cause) => reject(unreachable(doing, cause)))
      socket.on('close', () => reject(new OperatingError('unreachable', `${doing}: it hung up without an answer`)))
      socket.on('data', (bytes) => {
        const { messages, rest } = takeFrames(Buffer.concat([received, bytes]))
        received = rest
        const answer = messages.map((message) => answerTo(query, message)).find((found) => found !== undefined)
        if (answer) resolve(answer)
      })
      socket.write(frame(query.packet))
    },
  )
}

/** What `work` settles on, or a rejection when `signal` fires; `close` is called once either way. */
function settled<T>(
  signal: AbortSignal,
  close: () => void,
  work: (resolve: (value: T) => void, reject: (cause: Error) => void) => void,
): Promise<T> {
  let stop = (): void => {}
  const end = (): void => {
    signal.removeEventListener('abort', stop)
    close()
  }
  return new Promise<T>((resolve, reject) => {
    stop = () => reject(new DOMException('the question was given up', 'AbortError'))
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work(resolve, reject)
  }).finally(end)
}

const unreachable = (doing: string, cause: Error): OperatingError => {
  const isRefused = (cause as { code?: unknown }).code === 'ECONNREFUSED'
  return new OperatingError(
    'unreachable',
    `${doing}: ${isRefused ? 'nobody listens there' : cause.message}`,
    undefined,
    {
      cause,
    },
  )
}

interface SentQuery {
  readonly id: number
  readonly question: DnsQuestion
  readonly packet: Buffer
}

function queryFor(question: DnsQuestion): SentQuery {
  const id = randomInt(65_536)
  return { id, question, packet: encode({ type: 'query', id, questions: [{ ...question }], additionals: [edns()] }) }
}

/** Larger answers than those of 1987 are taken (RFC 6891). */
const edns = (): OptAnswer => ({
  ...{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES.most, options: [] },
  ...{ extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false },
})

/** `packet` as the answer to `query`; nothing when it is a stray. */
function answerTo({ id, question }: SentQuery, packet: Buffer): DecodedPacket | undefined {
  const answer = decodeIfSound(packet)
  const [echo, ...more] = answer?.questions ?? []
  if (!answer?.flag_qr || answer.id !== id || !echo || more.length > 0) return undefined
  return echo.type === question.type && echo.name.toLowerCase() === question.name.toLowerCase() ? answer : undefined
}

function decodeIfSound(packet: Buffer): DecodedPacket | undefined {
  try {
    return decode(packet)
  } catch (thrown) {
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}
