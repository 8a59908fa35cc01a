import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../../../../src/providers/local/cloud/database/database.js'
import type { Endpoint } from '../../../../../src/providers/local/cloud/layout.js'
import { Hammer } from './fixtures/hammer.js'
import { freeEndpoint, order, orders, Servers } from './fixtures/servers.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const servers = new Servers()
const ways: Way[] = []
afterEach(async () => {
  await servers.end()
  for (const way of ways.splice(0)) way.close()
})

const WAIT = { timeout: 60_000 }
const streaming = async (database: Database) => (await database.inspect()).isStreaming

describe('a replica', () => {
  it('has what was written before, and is given what is written after', async () => {
    const writer = await servers.writer()
    await order(writer, 1, 2)
    const replica = await servers.replicaOf(writer)
    expect(await orders(replica)).toEqual([1, 2])
    expect(await replica.inspect()).not.toHaveProperty('replayAgeMs')
    await order(writer, 3)
    await expect.poll(() => orders(replica), WAIT).toEqual([1, 2, 3])
    await expect.poll(() => replica.inspect(), WAIT).toMatchObject({ inRecovery: true, isStreaming: true, timeline: 1 })
    const { lsn } = await writer.inspect()
    await expect.poll(async () => await replica.inspect(), WAIT).toMatchObject({ lsn, receivedLsn: lsn })
    expect((await replica.inspect()).replayAgeMs).toBeGreaterThanOrEqual(0)
    await expect(order(replica, 4)).rejects.toMatchObject({ code: 'refused' })
  })

  it('is complete when it was made while orders came in', async () => {
    const writer = await servers.writer()
    const hammer = new Hammer(writer, 4)
    await expect.poll(() => hammer.acknowledged.size, WAIT).toBeGreaterThan(50)
    const replica = await servers.replicaOf(writer)
    await expect.poll(() => streaming(replica), WAIT).toBe(true)
    await hammer.end()
    await expect.poll(() => orders(replica), WAIT).toEqual(await orders(writer))
    expect(await orders(replica)).toEqual(expect.arrayContaining([...hammer.acknowledged]))
  })

  it('serves reads without its source, also after a start of its own', async () => {
    const writer = await servers.writer()
    await order(writer, 1)
    const replica = await servers.replicaOf(writer)
    await writer.kill()
    expect(await orders(replica)).toEqual([1])
    await replica.stop()
    await replica.start()
    expect(await orders(replica)).toEqual([1])
    await expect.poll(() => streaming(replica), WAIT).toBe(false)
  })

  it('can be opened when its source was lost before it ever followed', async () => {
    const writer = await servers.writer()
    await order(writer, 1)
    const replica = await servers.database('eu-west-1')
    await replica.seedFrom(writer, writer.endpoint)
    await writer.kill()
    await replica.start()
    expect(await orders(replica)).toEqual([1])
  })

  it('is not fenced by the fence of its source', async () => {
    const writer = await servers.writer()
    await writer.fence()
    const replica = await servers.replicaOf(writer)
    expect(await replica.inspect()).toMatchObject({ inRecovery: true, isFenced: false })
  })

  it('can be fenced itself, and is fenced still once it is promoted', async () => {
    const replica = await servers.replicaOf(await servers.writer())
    await replica.fence()
    expect(await replica.inspect()).toMatchObject({ inRecovery: true, isFenced: true })
    await replica.ask('SELECT pg_promote()')
    expect(await replica.inspect()).toMatchObject({ inRecovery: false, isFenced: true })
    await expect(order(replica, 1)).rejects.toMatchObject({ code: 'refused' })
    await replica.unfence()
    await order(replica, 1)
  })

  it('comes back by itself after its way was cut', async () => {
    const writer = await servers.writer()
    const way = await Way.to(writer.endpoint)
    const replica = await servers.database('eu-west-1')
    await replica.seedFrom(writer, way.endpoint)
    await replica.start()
    await expect.poll(() => streaming(replica), WAIT).toBe(true)
    way.cut()
    await expect.poll(() => streaming(replica), WAIT).toBe(false)
    await order(writer, 1)
    expect(await orders(replica)).toEqual([])
    way.mend()
    await expect.poll(() => orders(replica), WAIT).toEqual([1])
  })

  it('notices that its writer is frozen, and follows when that goes on', async () => {
    const writer = await servers.writer()
    const replica = await servers.replicaOf(writer)
    await expect.poll(() => streaming(replica), WAIT).toBe(true)
    await writer.freeze()
    await expect.poll(() => streaming(replica), WAIT).toBe(false)
    writer.thaw()
    await order(writer, 1)
    await expect.poll(() => orders(replica), WAIT).toEqual([1])
  })
})

describe('a promoted replica', () => {
  it('takes writes, on a timeline of its own; the old writer is made anew from it without what only it had', async () => {
    const old = await servers.writer()
    await order(old, 1)
    const next = await servers.replicaOf(old)
    await next.ask('SELECT pg_promote()')
    expect(await next.inspect()).toMatchObject({ inRecovery: false, timeline: 2 })
    await order(next, 2)
    await order(old, 666, 667)
    await old.stop()
    await old.seedFrom(next, next.endpoint)
    await old.start()
    await expect.poll(() => orders(old), WAIT).toEqual([1, 2])
    await order(next, 3)
    await expect.poll(() => orders(old), WAIT).toEqual([1, 2, 3])
    await expect.poll(() => old.inspect(), WAIT).toMatchObject({ inRecovery: true, timeline: 2, isStreaming: true })
    await old.ask('SELECT pg_promote()')
    expect(await old.inspect()).toMatchObject({ inRecovery: false, timeline: 3 })
    await order(old, 4)
    expect(await orders(old)).toEqual([1, 2, 3, 4])
  })
})

describe('a seeding that fails', () => {
  it('refuses a source that is a replica itself, and leaves what was there', async () => {
    const writer = await servers.writer()
    const replica = await servers.replicaOf(writer)
    const third = await servers.writer('us-west-2')
    await order(third, 33)
    await third.stop()
    await expect(third.seedFrom(replica, replica.endpoint)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the database of eu-west-1 is a replica itself',
    })
    await third.start()
    expect(await orders(third)).toEqual([33])
  })

  it('leaves what was there when the source does not answer', async () => {
    const writer = await servers.writer()
    const other = await servers.writer('eu-west-1')
    await order(other, 5)
    await other.stop()
    await writer.freeze()
    await expect(other.seedFrom(writer, writer.endpoint)).rejects.toMatchObject({ code: 'timed-out' })
    await writer.kill()
    await expect(other.seedFrom(writer, writer.endpoint)).rejects.toMatchObject({ code: 'unreachable' })
    await other.start()
    expect(await orders(other)).toEqual([5])
  })
})

/** A way to a server that can be cut. */
class Way {
  readonly #sockets = new Set<Socket>()
  #isCut = false
  private constructor(
    readonly endpoint: Endpoint,
    readonly server: Server,
  ) {}

  static async to(target: Endpoint): Promise<Way> {
    const endpoint = await freeEndpoint()
    const server = createServer((near) => way.#join(near, target))
    const way = new Way(endpoint, server)
    ways.push(way)
    await new Promise<void>((listening) => server.listen(endpoint.port, endpoint.address, listening))
    return way
  }

  #join(near: Socket, target: Endpoint): void {
    if (this.#isCut) return void near.destroy()
    const far = connect(target.port, target.address)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => {}).on('close', () => other.destroy())
      socket.pipe(other)
    }
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  close(): void {
    this.cut()
    this.server.close()
  }
}
