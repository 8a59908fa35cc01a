/**
 * A stretch of network between two places: a TCP proxy that can be cut. A cut link is silent, as a partition is: nothing
 * is refused and nothing closed, what is sent just never arrives. Mended, it delivers what was held, as TCP does once
 * packets pass again.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { OperatingError } from '../../../../model/error.js'
import type { Endpoint } from '../layout.js'

export interface Link {
  /** Where the near side connects to. */
  readonly endpoint: Endpoint
  /** Silent when cut; safe to repeat. */
  cut(isCut: boolean): void
  close(): Promise<void>
}

/** Opens a link from `near` (port 0: any free one) to `far`, which need not listen yet. */
export async function openLink(near: Endpoint, far: Endpoint): Promise<Link> {
  const pairs = new Set<Pair>()
  let isCut = false
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    const pair = pairUp(socket, far, () => pairs.delete(pair))
    pairs.add(pair)
    if (!isCut) pair.flow()
  })
  const port = await listening(server, near)
  return {
    endpoint: { address: near.address, port },
    cut: (wanted) => {
      if (wanted === isCut) return
      isCut = wanted
      for (const pair of pairs) isCut ? pair.hold() : pair.flow()
    },
    close: async () => {
      const over = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const pair of pairs) pair.destroy()
      await over
    },
  }
}

interface Pair {
  flow(): void
  hold(): void
  destroy(): void
}

/** The far side is connected to only once the link is whole, so that a cut one shows nothing of the other side. */
function pairUp(near: Socket, to: Endpoint, ended: () => void): Pair {
  let far: Socket | undefined
  const destroy = (): void => {
    near.destroy()
    far?.destroy()
    ended()
  }
  const begin = (): Socket => {
    const begun = connect({ host: to.address, port: to.port, allowHalfOpen: true })
    for (const socket of [near, begun]) {
      socket.setNoDelay(true)
      // A side that fails takes the other with it; why is for the ends to find out.
      socket.on('error', destroy)
      socket.on('close', destroy)
    }
    return begun
  }
  near.on('error', destroy)
  near.on('close', destroy)
  return {
    flow: () => {
      far ??= begin()
      near.pipe(far)
      far.pipe(near)
    },
    hold: () => {
      near.unpipe()
      near.pause()
      far?.unpipe()
      far?.pause()
    },
    destroy,
  }
}

const listening = (server: Server, { address, port }: Endpoint): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new OperatingError('conflict', `cannot listen on ${address}:${port}: ${error.message}`))
    })
    server.listen({ host: address, port }, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : port)
    })
  })
