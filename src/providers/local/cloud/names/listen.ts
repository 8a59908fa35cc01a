/** The name server's two ears, UDP and TCP, on one port. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket as TcpSocket } from 'node:net'
import type { Endpoint } from '../layout.js'
import { frame, takeFrames } from './frames.js'

/** Answers one packet; nothing where silence is right. */
export type Respond = (packet: Buffer, over: 'udp' | 'tcp') => Buffer | undefined

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** The most connections at once. */
const CONNECTIONS_MAX = 256

/**
 * Answers at `at` until closed; a TCP connection on which nothing moves for `idleMs` is ended (RFC 7766, 6.2.3). Port 0
 * means any that is free for both. Throws the system's own error when the port cannot be had.
 */
export async function listen(at: Endpoint, respond: Respond, idleMs: number): Promise<Listening> {
  if (at.port !== 0) return listenAt(at, respond, idleMs)
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenAt({ ...at, port: anyPort() }, respond, idleMs)
    } catch (thrown) {
      const isTaken = thrown instanceof Error && (thrown as { code?: unknown }).code === 'EADDRINUSE'
      if (!isTaken || attempt === ATTEMPTS_MAX) throw thrown
    }
  }
}

const ATTEMPTS_MAX = 100

/**
 * Below the ports that systems lend to clients (from 32768 on Linux, 49152 elsewhere): while the server is dead none of
 * them can take its port, nor, over TCP, connect to itself there.
 */
const anyPort = (): number => 20_000 + Math.floor(Math.random() * 12_000)

async function listenAt(at: Endpoint, respond: Respond, idleMs: number): Promise<Listening> {
  const connections = new Set<TcpSocket>()
  const tcp = createServer((connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
    serve(connection, respond, idleMs)
  })
  tcp.maxConnections = CONNECTIONS_MAX
  const udp = createSocket('udp4')
  udp.on('message', (packet, { address, port }) => {
    const answer = respond(packet, 'udp')
    // Nobody can be at port 0, and the system refuses to send there. An answer that cannot be sent is a lost one.
    if (answer && port > 0) udp.send(answer, port, address, () => {})
  })
  try {
    tcp.listen(at.port, at.address)
    await once(tcp, 'listening')
    udp.bind(at.port, at.address)
    await once(udp, 'listening')
  } catch (thrown) {
    await Promise.all([closeUdp(udp), closeTcp(tcp)])
    throw thrown
  }
  return {
    port: at.port,
    close: async () => {
      for (const connection of connections) connection.destroy()
      await Promise.all([closeUdp(udp), closeTcp(tcp)])
    },
  }
}

const closeUdp = (udp: UdpSocket): Promise<void> => new Promise((resolve) => udp.close(() => resolve()))
const closeTcp = (tcp: Server): Promise<void> => new Promise((resolve) => tcp.close(() => resolve()))

/** Answers one connection's questions in the order they come, however they are cut into pieces. */
function serve(connection: TcpSocket, respond: Respond, idleMs: number): void {
  let received: Buffer = Buffer.alloc(0)
  connection.setNoDelay(true)
  connection.setTimeout(idleMs, () => connection.destroy())
  connection.on('error', () => connection.destroy())
  connection.on('drain', () => connection.resume())
  connection.on('data', (bytes) => {
    const { messages, rest } = takeFrames(Buffer.concat([received, bytes]))
    received = rest
    const answers = messages.map((message) => respond(message, 'tcp'))
    const told = answers.filter((answer) => answer !== undefined)
    // Who asks and does not listen is not read further, so that answers do not pile up.
    if (told.length > 0 && !connection.write(Buffer.concat(told.map(frame)))) connection.pause()
    if (told.length < answers.length) connection.end()
  })
}
