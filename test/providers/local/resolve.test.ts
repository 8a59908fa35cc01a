import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { decode, encode, type Packet } from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/model/world.js'
import { systemClock } from '../../../src/providers/clock.js'
import type { Endpoint } from '../../../src/providers/local/cloud/layout.js'
import { answer } from '../../../src/providers/local/cloud/names/answer.js'
import { listen, type Respond } from '../../../src/providers/local/cloud/names/listen.js'
import { zoneOf } from '../../../src/providers/local/cloud/names/zone.js'
import type { ZoneData } from '../../../src/providers/local/cloud/names/zone-data.js'
import { type Resolver, type ResolverOptions, resolver } from '../../../src/providers/local/resolve.js'
import { seeded, shop, weighted } from './cloud/names/fixtures/shop.js'

const address = '127.0.0.1'
/** Far more than any answer takes, so that a busy machine fails no test. */
const deadlineMs = 20_000
const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** Real sleep, and a monotonic time that the test moves. */
class HandClock implements Clock {
  elapsedMs = 0
  readonly #system = systemClock()
  now = (): number => this.#system.now()
  monotonic = (): number => this.elapsedMs
  sleep = (ms: number, signal?: AbortSignal): Promise<void> => this.#system.sleep(ms, signal)
  after = (ms: number, run: () => void) => this.#system.after(ms, run)
}

interface Server extends Endpoint {
  data: ZoneData
  /** How each question came. */
  readonly asked: ('udp' | 'tcp')[]
  /** Stands between a question and its answer. */
  bend: (answered: Buffer | undefined, over: 'udp' | 'tcp', packet: Buffer) => Buffer | undefined
  close(): Promise<void>
}

async function serverOf(data: ZoneData = shop): Promise<Server> {
  const respond: Respond = (packet, over) => {
    server.asked.push(over)
    return server.bend(answer(packet, over, zoneOf(server.data, address), seeded(1)), over, packet)
  }
  const listening = await listen({ address, port: 0 }, respond, 60_000)
  cleanups.push(() => server.close())
  let closed: Promise<void> | undefined
  const server: Server = {
    ...{ address, port: listening.port, data, asked: [], bend: (answered) => answered },
    close: () => {
      closed ??= listening.close()
      return closed
    },
  }
  return server
}

function resolverOf(dns: Endpoint, options: Partial<ResolverOptions> = {}): Resolver {
  const names = resolver(dns, { clock: new HandClock(), addresses: 'own', httpPort: 8_080, deadlineMs, ...options })
  cleanups.push(() => names.close())
  return names
}

const here = [{ address: '127.1.1.1', port: 8_080 }]

describe('a resolver', () => {
  it('asks the server whatever was kept when it is to ask anew, and keeps that answer', async () => {
    const server = await serverOf()
    const names = resolverOf(server)
    await names.resolve('www.shop.test')
    await names.resolve('www.shop.test')
    expect(server.asked).toHaveLength(1)
    expect(await names.resolve('www.shop.test', undefined, 'anew')).toEqual(here)
    expect(server.asked).toHaveLength(2)
    await names.resolve('www.shop.test')
    expect(server.asked).toHaveLength(2)
  })

  it('gives addresses with the common port where servers have addresses of their own', async () => {
    const server = await serverOf()
    expect(await resolverOf(server).resolve('www.shop.test')).toEqual(here)
    const plain = resolver(server, { clock: systemClock(), addresses: 'own' })
    expect(await plain.resolve('use1-az1.shop.test')).toEqual([{ address: '127.1.1.1', port: 80 }])
    await plain.close()
  })

  it('gives address and port of the SRV record where servers share an address', async () => {
    const places = weighted(0, 1).places.map((place) => ({ ...place, address: '127.0.0.1' }))
    const server = await serverOf({ ...shop, places })
    const names = resolverOf(server, { addresses: 'shared' })
    expect(await names.resolve('www.shop.test')).toEqual([{ address: '127.0.0.1', port: 8_002 }])
    server.data = { ...weighted(0, 0), ttlMs: 0 }
    expect(await resolverOf(server, { addresses: 'shared' }).resolve('www.shop.test')).toEqual([
      { address: '127.3.0.1', port: 8_001 },
      { address: '127.3.0.2', port: 8_002 },
    ])
  })

  it('asks over TCP when the answer is too large for UDP', async () => {
    const server = await serverOf(weighted(...Array.from({ length: 60 }, () => 0)))
    expect(await resolverOf(server).resolve('www.shop.test')).toHaveLength(60)
    expect(server.asked).toEqual(['udp', 'tcp'])
  })

  it('asks once for those who ask at the same time, whatever the case they write', async () => {
    const server = await serverOf()
    const names = resolverOf(server)
    const all = await Promise.all(['www.shop.test', 'WWW.shop.test'].map((name) => names.resolve(name)))
    expect(all).toEqual([here, here])
    expect(server.asked).toEqual(['udp'])
  })
})

describe('an answer', () => {
  it('is kept until its TTL is over, and not a moment longer', async () => {
    const clock = new HandClock()
    const server = await serverOf({ ...shop, ttlMs: 2_000 })
    const names = resolverOf(server, { clock })
    await names.resolve('www.shop.test')
    server.data = { ...weighted(1), ttlMs: 2_000 }
    clock.elapsedMs = 1_999
    expect(await names.resolve('www.shop.test')).toEqual(here)
    expect(server.asked).toHaveLength(1)
    clock.elapsedMs = 2_000
    expect(await names.resolve('www.shop.test')).toEqual([{ address: '127.3.0.1', port: 8_080 }])
    expect(server.asked).toHaveLength(2)
  })

  it('counts its TTL from the question, however late it comes', async () => {
    const clock = new HandClock()
    const server = await serverOf({ ...shop, ttlMs: 2_000 })
    server.bend = (answered) => {
      clock.elapsedMs += 1_500
      return answered
    }
    const names = resolverOf(server, { clock })
    await names.resolve('www.shop.test')
    clock.elapsedMs = 2_000
    await names.resolve('www.shop.test')
    expect(server.asked).toHaveLength(2)
  })

  it('with a TTL of 0 is not kept', async () => {
    const server = await serverOf({ ...shop, ttlMs: 0 })
    const names = resolverOf(server)
    for (let time = 0; time < 3; time++) await names.resolve('www.shop.test')
    expect(server.asked).toHaveLength(3)
  })

  it('is not used beyond its TTL when asking again fails', async () => {
    const clock = new HandClock()
    const server = await serverOf({ ...shop, ttlMs: 1_000 })
    const names = resolverOf(server, { clock })
    await names.resolve('www.shop.test')
    await server.close()
    expect(await names.resolve('www.shop.test')).toEqual(here)
    clock.elapsedMs = 1_000
    for (let time = 0; time < 2; time++) {
      await expect(names.resolve('www.shop.test')).rejects.toMatchObject({ code: 'unreachable' })
    }
  })

  it('that there is no such name is kept as long as the zone says', async () => {
    const clock = new HandClock()
    const server = await serverOf({ ...shop, ttlMs: 2_000 })
    const names = resolverOf(server, { clock })
    const missing = (): Promise<unknown> => names.resolve('later.shop.test').catch(({ code }) => code)
    expect([await missing(), await missing()]).toEqual(['not-found', 'not-found'])
    expect(server.asked).toHaveLength(1)
    server.data = { ...shop, hosts: [{ name: 'later.shop.test', address: '127.5.5.5' }] }
    clock.elapsedMs = 2_000
    expect(await missing()).toEqual([{ address: '127.5.5.5', port: 8_080 }])
  })
})

describe('what a resolver says of failures', () => {
  it('names the name and the server when the name does not exist or has no address', async () => {
    const server = await serverOf()
    const where = `the name server 127.0.0.1:${server.port}`
    await expect(resolverOf(server).resolve('nope.shop.test')).rejects.toMatchObject({
      ...{ name: 'OperatingError', code: 'not-found', message: `nope.shop.test does not exist, says ${where}` },
    })
    await expect(resolverOf(server).resolve('shop.test')).rejects.toMatchObject({
      ...{ code: 'not-found', message: `shop.test has no A record, says ${where}` },
    })
    await expect(resolverOf(server, { addresses: 'shared' }).resolve('use1-az1.shop.test')).rejects.toMatchObject({
      ...{ code: 'not-found', message: `_http._tcp.use1-az1.shop.test does not exist, says ${where}` },
    })
  })

  it('says that a server refuses, which is no word about the name', async () => {
    const server = await serverOf()
    await expect(resolverOf(server).resolve('www.example.com')).rejects.toMatchObject({
      code: 'refused',
      message: `resolve www.example.com at the name server 127.0.0.1:${server.port}: the name is in no zone of it`,
    })
  })

  it('says that nobody listens, after a second try', async () => {
    const server = await serverOf()
    await server.close()
    await expect(resolverOf(server).resolve('www.shop.test')).rejects.toMatchObject({
      code: 'unreachable',
      message: `resolve www.shop.test at the name server 127.0.0.1:${server.port}: nobody listens there`,
    })
  })

  it('says that no answer came in time, having asked twice', async () => {
    const server = await serverOf()
    server.bend = () => undefined
    await expect(resolverOf(server, { deadlineMs: 3_000 }).resolve('www.shop.test')).rejects.toMatchObject({
      code: 'timed-out',
      message: `resolve www.shop.test at the name server 127.0.0.1:${server.port}: no answer within 3 s`,
    })
    expect(server.asked).toEqual(['udp', 'udp'])
  })

  it('says that the server hung up', async () => {
    const server = await serverOf(weighted(...Array.from({ length: 60 }, () => 0)))
    server.bend = (answered, over) => (over === 'udp' ? answered : undefined)
    await expect(resolverOf(server).resolve('www.shop.test')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('it hung up without an answer'),
    })
  })

  it('gives up at once when its caller does, and when it is closed', async () => {
    const server = await serverOf()
    server.bend = () => undefined
    const names = resolverOf(server, { deadlineMs: 600_000 })
    const caller = new AbortController()
    const given = names.resolve('www.shop.test', caller.signal)
    caller.abort()
    await expect(given).rejects.toMatchObject({ code: 'timed-out', message: expect.stringContaining('stopped') })
    const closed = names.resolve('www.shop.test')
    await Promise.all([names.close(), expect(closed).rejects.toMatchObject({ code: 'timed-out' })])
    await expect(names.resolve('www.shop.test')).rejects.toThrow('this resolver is closed')
  })
})

describe('a packet that is lost or goes astray', () => {
  it('is asked for a second time', async () => {
    const server = await serverOf()
    let lose = (): void => {}
    const lost = new Promise<void>((resolve) => {
      lose = resolve
    })
    server.bend = (answered) => {
      if (server.asked.length > 1) return answered
      lose()
      return undefined
    }
    // The first try's time is over as soon as its packet is lost.
    class Hasty extends HandClock {
      override sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
        const slept = systemClock().sleep(ms, signal)
        return ms === deadlineMs / 2 ? Promise.race([lost, slept]) : slept
      }
    }
    expect(await resolverOf(server, { clock: new Hasty() }).resolve('www.shop.test')).toEqual(here)
    expect(server.asked).toEqual(['udp', 'udp'])
  })

  it('is a stray unless it has the id, the question and the sender that were asked', async () => {
    const right = createSocket('udp4')
    const wrong = createSocket('udp4')
    for (const socket of [right, wrong]) {
      socket.bind(0, address)
      await once(socket, 'listening')
      cleanups.push(() => new Promise<void>((resolve) => socket.close(() => resolve())))
    }
    const seen = new Set<string>()
    right.on('message', (packet: Buffer, { port }: RemoteInfo) => {
      const { id = 0, questions = [] } = decode(packet)
      seen.add(`${id} ${port}`)
      const forged = (more: Packet, data = '127.6.6.6'): Buffer =>
        encode({
          ...{ type: 'response', id, questions, answers: [{ type: 'A', name: 'www.shop.test', ttl: 0, data }] },
          ...more,
        })
      wrong.send(forged({}), port, address, () => {
        const strays = [
          Buffer.from('no packet at all'),
          forged({ id: (id + 1) % 65_536 }),
          forged({ type: 'query' }),
          forged({ questions: [] }),
          forged({ questions: [{ type: 'A', name: 'other.shop.test' }] }),
          forged({ questions: [{ type: 'SRV', name: 'www.shop.test' }] }),
          forged({ answers: [{ type: 'A', name: 'other.shop.test', ttl: 0, data: '127.6.6.6' }] }).subarray(0, 40),
        ]
        for (const stray of strays) right.send(stray, port, address)
        right.send(forged({}, '127.7.7.7'), port, address)
      })
    })
    const { port } = right.address()
    const names = resolverOf({ address, port })
    for (let time = 0; time < 20; time++) {
      expect(await names.resolve('www.shop.test')).toEqual([{ address: '127.7.7.7', port: 8_080 }])
    }
    expect(new Set([...seen].map((each) => each.split(' ')[0])).size).toBeGreaterThan(15)
    expect(new Set([...seen].map((each) => each.split(' ')[1])).size).toBeGreaterThan(5)
  })

  it('takes no record of another name for the answer', async () => {
    const server = await serverOf()
    server.bend = (_, __, packet) => {
      const { id = 0, questions = [] } = decode(packet)
      const answers = [{ type: 'A' as const, name: 'other.shop.test', ttl: 9, data: '127.6.6.6' }]
      return encode({ type: 'response', id, questions, answers })
    }
    await expect(resolverOf(server).resolve('www.shop.test')).rejects.toMatchObject({ code: 'not-found' })
  })
})
