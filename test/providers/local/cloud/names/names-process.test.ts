import { execFile, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { promises as dns } from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../../../src/providers/local/cloud/layout.js'
import { type NamesProcess, startNames } from '../../../../../src/providers/local/cloud/names/names-process.js'
import type { ZoneData } from '../../../../../src/providers/local/cloud/names/zone-data.js'
import { programFile } from '../../../../../src/providers/local/cloud/programs.js'
import { startOf } from '../../../../../src/providers/store/process-start.js'
import { overOneTcp, overUdp } from './fixtures/client.js'
import { mutated, noise } from './fixtures/fuzz.js'
import { dataOf, option, query, seeded, shop, weighted } from './fixtures/shop.js'

const address = '127.0.0.1'
const anywhere = { address, port: 0 }
const serial = (at: number, data: ZoneData = shop): ZoneData => ({ ...data, serial: at })

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20))
}

async function withNames(work: (names: NamesProcess) => Promise<void>): Promise<void> {
  const names = await startNames(anywhere)
  try {
    await work(names)
  } finally {
    await names.stop()
  }
}

describe('the name server, asked by clients of every make', () => {
  let names: NamesProcess
  beforeAll(async () => {
    names = await startNames(anywhere)
    await names.publish(shop)
  })
  afterAll(() => names.stop())

  it('by a raw client, over UDP and TCP', async () => {
    for (const ask of [overUdp, overOneTcp]) {
      const told = await ask(names.endpoint, query('WWW.shop.test', 'A', { additionals: [option()] }))
      expect(dataOf(told.answers)).toEqual(['127.1.1.1'])
      expect(told).toMatchObject({ flag_aa: true, flag_ra: false, questions: [{ name: 'WWW.shop.test' }] })
    }
  })

  describe('by c-ares', () => {
    const client = new dns.Resolver({ timeout: 2_000, tries: 5 })
    beforeAll(() => client.setServers([`${address}:${names.endpoint.port}`]))

    it('gets addresses with their TTL', async () => {
      expect(await client.resolve4('www.shop.test', { ttl: true })).toEqual([{ address: '127.1.1.1', ttl: 2 }])
    })

    it('gets SRV, NS and SOA records', async () => {
      expect(await client.resolveSrv('_http._tcp.www.shop.test')).toEqual([
        { name: 'use1-az1.shop.test', port: 8_001, priority: 0, weight: 1 },
      ])
      expect(await client.resolveNs('shop.test')).toEqual(['ns1.shop.test'])
      expect(await client.resolveSoa('shop.test')).toMatchObject({ nsname: 'ns1.shop.test', serial: 7, minttl: 2 })
    })

    it.each([
      ['a name that does not exist', 'nope.shop.test', 'A', 'ENOTFOUND'],
      ['a type that a name has not', 'www.shop.test', 'AAAA', 'ENODATA'],
      ['another zone', 'www.example.com', 'A', 'EREFUSED'],
    ])('is told of %s', async (_, name, type, code) => {
      await expect(client.resolve(name, type)).rejects.toMatchObject({ code })
    })
  })

  describe.skipIf(spawnSync('dig', ['-v']).error)('by dig (skipped where it is not installed)', () => {
    const dig = async (...args: readonly string[]): Promise<string> => {
      const where = [`@${address}`, '-p', String(names.endpoint.port), '+time=5', '+tries=5']
      return (await promisify(execFile)('dig', [...where, ...args])).stdout.trim()
    }

    it.each([[[]], [['+tcp']], [['+edns=0', '+bufsize=4096']], [['+noedns']], [['+dnssec']], [['+cookie']]])(
      'gets the address with %j',
      async (more) => {
        expect(await dig('www.shop.test', '+short', ...more)).toBe('127.1.1.1')
      },
    )

    it('sees authority and no recursion', async () => {
      expect(await dig('www.shop.test', '+norecurse')).toMatch(/status: NOERROR[\s\S]*flags: qr aa;/)
    })

    it.each([
      ['nope.shop.test', 'NXDOMAIN'],
      ['www.example.com', 'REFUSED'],
    ])('sees the status of %s', async (name, status) => {
      expect(await dig(name)).toContain(`status: ${status}`)
    })

    it('sees BADVERS for a later EDNS, and the SOA record of a "no"', async () => {
      expect(await dig('www.shop.test', '+edns=1', '+noednsnegotiation')).toContain('status: BADVERS')
      expect(await dig('nope.shop.test', '+noall', '+authority')).toMatch(
        /^shop\.test\.\s+2\s+IN\s+SOA\s+ns1\.shop\.test\./,
      )
    })

    it('gets the serial, SRV and the one record that stands for ANY', async () => {
      expect(await dig('shop.test', 'SOA', '+short')).toMatch(/^ns1\.shop\.test\. hostmaster\.shop\.test\. 7 /)
      expect(await dig('_http._tcp.www.shop.test', 'SRV', '+short')).toBe('0 1 8001 use1-az1.shop.test.')
      expect(await dig('www.shop.test', 'ANY', '+notcp', '+short')).toBe('"RFC8482" ""')
    })
  })
})

describe('publishing', () => {
  it('holds once it resolves, and before the first the server fails every question', () =>
    withNames(async (names) => {
      const code = async (): Promise<number> =>
        ((await overUdp(names.endpoint, query('www.shop.test'))).flags ?? 0) & 15
      expect(await code()).toBe(2)
      await names.publish(shop)
      expect(await code()).toBe(0)
      const [here, there] = shop.places
      const places = [here, there].flatMap((place) => (place ? [{ ...place, weight: 1 - place.weight }] : []))
      await names.publish({ ...shop, serial: 8, places })
      expect(dataOf((await overUdp(names.endpoint, query('www.shop.test'))).answers)).toEqual(['127.2.1.1'])
      expect(dataOf((await overUdp(names.endpoint, query('shop.test', 'SOA'))).answers)).toMatchObject([{ serial: 8 }])
    }))

  it('while being asked gives no empty answer, none of two halves, and no serial that goes back', () =>
    withNames(async ({ endpoint, publish }) => {
      await publish(serial(1, weighted(1, 0)))
      const end = { reached: false }
      const asking = (async () => {
        const serials: unknown[] = []
        const faults: unknown[] = []
        while (!end.reached) {
          const told = await overUdp(endpoint, query('_http._tcp.www.shop.test', 'SRV'))
          const seen = [...dataOf(told.answers), ...dataOf(told.additionals)]
          const isWhole = [1, 2].some((place) => {
            const srv = { priority: 0, weight: 1, port: 8_000 + place, target: `use1-az${place}.shop.test` }
            return JSON.stringify(seen) === JSON.stringify([srv, `127.3.0.${place}`])
          })
          if (!isWhole) faults.push(seen)
          const [soa] = dataOf((await overUdp(endpoint, query('shop.test', 'SOA'))).answers)
          serials.push((soa as { serial: number }).serial)
        }
        return { serials, faults }
      })()
      for (let at = 2; at <= 300; at++) {
        await publish(serial(at, at % 2 === 0 ? weighted(0, 1) : weighted(1, 0)))
        const [soa] = dataOf((await overUdp(endpoint, query('shop.test', 'SOA'))).answers)
        expect(soa).toMatchObject({ serial: at })
      }
      end.reached = true
      const { faults, serials } = await asking
      expect(faults).toEqual([])
      expect(serials).toEqual([...serials].sort((a, b) => Number(a) - Number(b)))
    }))

  it('refuses what comes too late, what differs under one serial, and an empty name; what was stays', () =>
    withNames(async (names) => {
      await names.publish(serial(8))
      await expect(names.publish(serial(7))).rejects.toMatchObject({
        code: 'conflict',
        message: 'shop.test with serial 7 comes too late: serial 8 was published',
      })
      await expect(names.publish({ ...serial(8), ttlMs: 9_000 })).rejects.toMatchObject({ code: 'conflict' })
      await expect(names.publish({ ...serial(9), places: [] })).rejects.toMatchObject({ code: 'refused' })
      await names.publish(serial(8))
      expect(dataOf((await overUdp(names.endpoint, query('shop.test', 'SOA'))).answers)).toMatchObject([{ serial: 8 }])
    }))

  it('to a process that has ended is unreachable', () =>
    withNames(async (names) => {
      names.kill('SIGKILL')
      const lost = { code: 'unreachable', message: expect.stringContaining('its process has ended') }
      await expect(names.publish(shop)).rejects.toMatchObject(lost)
      await names.exited
      await expect(names.publish(shop)).rejects.toMatchObject(lost)
    }))

  it('to one that is frozen times out, and is carried out when it thaws', () =>
    withNames(async (names) => {
      await names.publish(serial(1))
      names.kill('SIGSTOP')
      await expect(names.publish(serial(2))).rejects.toMatchObject({
        code: 'timed-out',
        message: `publish shop.test, serial 2, at the name server ${address}:${names.endpoint.port}: no answer within 5 s`,
      })
      names.kill('SIGCONT')
      await names.publish(serial(3))
      expect(dataOf((await overUdp(names.endpoint, query('shop.test', 'SOA'))).answers)).toMatchObject([{ serial: 3 }])
    }))
})

describe('the process', () => {
  it('once killed is gone, and another answers at the same port', async () => {
    const first = await startNames(anywhere)
    await first.publish(shop)
    await overOneTcp(first.endpoint, query('www.shop.test'))
    first.kill('SIGKILL')
    await first.exited
    expect(startOf(first.pid)).toBeUndefined()
    const second = await startNames(first.endpoint)
    try {
      expect(second.endpoint).toEqual(first.endpoint)
      expect(second.pid).not.toBe(first.pid)
      await second.publish(shop)
      expect(dataOf((await overUdp(second.endpoint, query('www.shop.test'))).answers)).toEqual(['127.1.1.1'])
      expect(dataOf((await overOneTcp(second.endpoint, query('www.shop.test'))).answers)).toEqual(['127.1.1.1'])
    } finally {
      await second.stop()
    }
  })

  it('stops when it is told to, also twice, and also while frozen', async () => {
    const names = await startNames(anywhere)
    names.kill('SIGSTOP')
    await Promise.all([names.stop(), names.stop()])
    await names.stop()
    expect(startOf(names.pid)).toBeUndefined()
    names.kill('SIGTERM')
  })

  it('is not ended by Ctrl-C in the terminal of its supervisor', () =>
    withNames(async (names) => {
      await names.publish(shop)
      names.kill('SIGINT')
      await names.publish(serial(8))
      expect(startOf(names.pid)).toBeDefined()
    }))

  it('outlives 4 000 packets that no honest client sends', () =>
    withNames(async (names) => {
      await names.publish(shop)
      const random = seeded(21)
      const socket = createSocket('udp4')
      socket.bind(0, address)
      await once(socket, 'listening')
      for (let time = 0; time < 4_000; time++) {
        const packet = time % 4 === 0 ? noise(random) : mutated(random)
        await new Promise((resolve) => socket.send(packet, names.endpoint.port, address, resolve))
        if (time % 100 === 0) await overUdp(names.endpoint, query('www.shop.test'))
      }
      socket.close()
      for (let time = 0; time < 200; time++) {
        await overOneTcp(names.endpoint, mutated(random)).catch(() => undefined)
      }
      expect(dataOf((await overUdp(names.endpoint, query('www.shop.test'))).answers)).toEqual(['127.1.1.1'])
      expect(startOf(names.pid)).toBeDefined()
    }))

  it('is gone as soon as its supervisor is, even one killed without a word', async () => {
    const from = programFile('names/names-process.js')
    const program = `
      const { startNames } = await import(${JSON.stringify(from)})
      const names = await startNames({ address: '${address}', port: 0 })
      console.log(JSON.stringify({ pid: names.pid, ...names.endpoint }))`
    const supervisor = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(supervisor.stdout, 'data')) as [Buffer]
    const { pid, port } = JSON.parse(line.toString()) as Endpoint & { readonly pid: number }
    expect(startOf(pid)).toBeDefined()
    supervisor.kill('SIGKILL')
    await waitUntil(() => startOf(pid) === undefined)
    const next = await startNames({ address, port })
    await next.stop()
  })
})

describe('a name server that cannot start', () => {
  it('says that the port is taken, and leaves no process', async () => {
    const other = createServer()
    other.listen(0, address)
    await once(other, 'listening')
    const { port } = other.address() as Endpoint
    await expect(startNames({ address, port })).rejects.toMatchObject({
      code: 'conflict',
      message: `the name server cannot listen on 127.0.0.1:${port}: another program has the port`,
      next: 'stop it, or choose another port',
    })
    await new Promise((resolve) => other.close(resolve))
  })

  it('says that the machine has no such address', async () => {
    await expect(startNames({ address: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'unsupported',
      message: 'the name server cannot listen on 192.0.2.1: this machine has no such address',
    })
  })
})
