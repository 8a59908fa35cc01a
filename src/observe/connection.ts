/**
 * One TCP or TLS connection, as lean as ten thousand of them need: no stream buffers, and all plain connections read into
 * one buffer, which is safe because its bytes are taken before the next read.
 */
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net'
import { type SecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Address } from './targets.js'
import { handshake } from './trust.js'

/** How far it came, for the words of a deadline that passed. */
export type Stage = 'resolving' | 'connecting' | 'shaking-hands' | 'open' | 'closed'

export interface Ear {
  /** It is connected and, over TLS, has shaken hands; `secure` is the socket to ask for the certificate. */
  ready(secure?: TLSSocket): void
  /** Bytes that are valid only during the call. */
  bytes(bytes: Buffer): void
  /** The other side or the system ended it; never after `drop`. */
  closed(error?: Error): void
}

export interface Route {
  readonly address: Address
  /** The local address to ask from. */
  readonly source?: string
  readonly secure?: { readonly name: string; readonly context: SecureContext }
}

const READ_BYTES = 65_536
const buffer = Buffer.allocUnsafeSlow(READ_BYTES)

export class Connection {
  stage: Stage
  readonly #socket: Socket
  readonly #ear: Ear
  #error: Error | undefined

  constructor(route: Route, ear: Ear) {
    const { host, port } = route.address
    this.#ear = ear
    this.stage = isIP(host) === 0 ? 'resolving' : 'connecting'
    const from = route.source === undefined ? {} : { localAddress: route.source, family: isIP(route.source) }
    const to: TcpNetConnectOpts = { host, port, noDelay: true, ...from }
    this.#socket = route.secure ? this.#openSecure(to, route.secure) : this.#openPlain(to)
    this.#socket.on('error', (error) => {
      this.#error ??= error
    })
    this.#socket.on('close', () => this.#closed())
    if (this.stage === 'resolving') {
      this.#socket.on('lookup', (error: Error | null) => {
        if (!error && this.stage === 'resolving') this.stage = 'connecting'
      })
    }
  }

  /** How many bytes ever came. */
  get bytesRead(): number {
    return this.#socket.bytesRead
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Ends it without another word, in either direction. */
  drop(): void {
    this.stage = 'closed'
    this.#socket.destroy()
  }

  #openPlain(to: TcpNetConnectOpts): Socket {
    const callback = (count: number): boolean => {
      if (this.stage !== 'closed') this.#ear.bytes(buffer.subarray(0, count))
      return true
    }
    const socket = connect({ ...to, onread: { buffer, callback } })
    socket.on('connect', () => {
      if (this.stage === 'closed') return
      this.stage = 'open'
      this.#ear.ready()
    })
    return socket
  }

  #openSecure(to: TcpNetConnectOpts, { context, name }: NonNullable<Route['secure']>): Socket {
    const socket = tlsConnect({ ...to, ...handshake(name, context) })
    socket.on('connect', () => {
      if (this.stage !== 'closed') this.stage = 'shaking-hands'
    })
    socket.on('secureConnect', () => {
      if (this.stage === 'closed') return
      this.stage = 'open'
      this.#ear.ready(socket)
    })
    socket.on('data', (bytes: Buffer) => {
      if (this.stage !== 'closed') this.#ear.bytes(bytes)
    })
    return socket
  }

  #closed(): void {
    if (this.stage === 'closed') return
    this.stage = 'closed'
    this.#ear.closed(this.#error)
  }
}
