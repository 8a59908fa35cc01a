import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { answer } from '../../../../../src/providers/local/cloud/names/answer.js'
import { frame } from '../../../../../src/providers/local/cloud/names/frames.js'
import { type Listening, listen } from '../../../../../src/providers/local/cloud/names/listen.js'
import { zoneOf } from '../../../../../src/providers/local/cloud/names/zone.js'
import { overOneTcp, overTcp, overUdp } from './fixtures/client.js'
import { dataOf, query, seeded, shop } from './fixtures/shop.js'

const address = '127.0.0.1'
const zone = zoneOf(shop, address)
const open: Listening[] = []

async function serving(port = 0, idleMs = 60_000): Promise<Listening & { readonly address: string }> {
  const listening = await listen({ address, port }, (packet, over) => answer(packet, over, zone, seeded(1)), idleMs)
  open.push(listening)
  return { ...listening, address }
}

afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close()
})

const numbered = (id: number, name = 'www.shop.test'): Buffer => query(name, 'A', { id })

describe('the name server on its sockets', () => {
  it('answers over UDP and TCP on one port, chosen below those that systems lend to clients', async () => {
    const at = await serving()
    expect(dataOf((await overUdp(at, query('www.shop.test'))).answers)).toEqual(['127.1.1.1'])
    expect(dataOf((await overOneTcp(at, query('www.shop.test'))).answers)).toEqual(['127.1.1.1'])
    expect(at.port).toBeGreaterThanOrEqual(20_000)
    expect(at.port).toBeLessThan(32_000)
  })

  it('answers many questions on one connection, sent at once, in their order', async () => {
    const at = await serving()
    const ids = Array.from({ length: 500 }, (_, id) => id)
    const told = await overTcp(at, [Buffer.concat(ids.map((id) => frame(numbered(id))))], ids.length)
    expect(told.map(({ id }) => id)).toEqual(ids)
  })

  it('answers questions that arrive byte by byte, one after another', async () => {
    const at = await serving()
    const bytes = Buffer.concat([frame(numbered(1)), frame(numbered(2, 'nope.shop.test'))])
    const told = await overTcp(
      at,
      [...bytes].map((byte) => Buffer.from([byte])),
      2,
    )
    expect(told.map(({ flags, id }) => [id, (flags ?? 0) & 15])).toEqual([
      [1, 0],
      [2, 3],
    ])
  })

  it('answers what was whole when the asker stops sending', async () => {
    const at = await serving()
    const socket = connect(at.port, address)
    socket.end(Buffer.concat([frame(numbered(5)), frame(numbered(6)).subarray(0, 9)]))
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(first.readUInt16BE(2)).toBe(5)
    await once(socket, 'close')
  })

  it('ends a connection on which nothing moves, and goes on listening', async () => {
    const at = await serving(0, 100)
    const idle = connect(at.port, address)
    await once(idle, 'close')
    expect((await overOneTcp(at, numbered(1))).id).toBe(1)
  })

  it('ends a connection that sends what can have no answer', async () => {
    const at = await serving()
    expect(await overTcp(at, [frame(Buffer.alloc(0))], 1)).toEqual([])
    const told = await overTcp(at, [Buffer.concat([frame(numbered(1)), frame(Buffer.from([1]))])], 2)
    expect(told.map(({ id }) => id)).toEqual([1])
  })

  it('loses nothing of what is asked by one who listens late', async () => {
    const at = await serving()
    const socket = connect(at.port, address)
    const many = Buffer.concat(Array.from({ length: 2_000 }, () => frame(numbered(9))))
    const times = 40
    // Nobody reads yet: of what is written, only what the system itself keeps can leave.
    for (let time = 0; time < times; time++) socket.write(many)
    expect((await overUdp(at, numbered(1))).id).toBe(1)
    let bytes = 0
    const one = frame(answer(numbered(9), 'tcp', zone, seeded(1)) ?? Buffer.alloc(0)).length
    for await (const chunk of socket) {
      bytes += (chunk as Buffer).length
      if (bytes >= one * 2_000 * times) break
    }
    expect(bytes).toBe(one * 2_000 * times)
  })

  it('survives connections that are reset', async () => {
    const at = await serving()
    for (let time = 0; time < 20; time++) {
      const socket = connect(at.port, address)
      await once(socket, 'connect')
      socket.write(frame(numbered(1)))
      socket.resetAndDestroy()
    }
    expect((await overOneTcp(at, numbered(2))).id).toBe(2)
  })

  it('is gone from its port when it is closed, open connections included', async () => {
    const at = await serving()
    const socket = connect(at.port, address)
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    socket.on('error', () => {})
    await open.splice(0)[0]?.close()
    await closed
    expect((await serving(at.port)).port).toBe(at.port)
  })
})

describe('a port that is taken', () => {
  it('for UDP alone is refused, and its TCP half left free', async () => {
    const { port } = await serving()
    await open.splice(0)[0]?.close()
    const other = createSocket('udp4')
    other.bind(port, address)
    await once(other, 'listening')
    await expect(serving(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const tcp = createServer()
    tcp.listen(port, address)
    await once(tcp, 'listening')
    await Promise.all([
      new Promise((resolve) => tcp.close(resolve)),
      new Promise<void>((resolve) => other.close(resolve)),
    ])
  })

  it('for TCP alone is refused, and its UDP half left free', async () => {
    const { port } = await serving()
    await open.splice(0)[0]?.close()
    const other = createServer()
    other.listen(port, address)
    await once(other, 'listening')
    await expect(serving(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const udp = createSocket('udp4')
    udp.bind(port, address)
    await once(udp, 'listening')
    await Promise.all([
      new Promise((resolve) => other.close(resolve)),
      new Promise<void>((resolve) => udp.close(resolve)),
    ])
  })
})
