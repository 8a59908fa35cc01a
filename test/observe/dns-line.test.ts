import { createSocket, type RemoteInfo } from 'node:dgram'
import type { Socket } from 'node:net'
import { decode, encode, type Packet } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import type { Address, DnsQuestion } from '../../src/observe/targets.js'
import { afterwards, checkWith, nobody, peer, proberOf, target, verdictInTime, verdictOn } from './fixtures/loopback.js'

const NOERROR = 0
const TRUNCATED = 1 << 9
const A = { type: 'A', name: 'www.shop.test', ttl: 5, data: '10.0.0.1' } as const

const ask = ({ host, port }: Address, more: Partial<DnsQuestion> = {}): DnsQuestion => ({
  ...{ kind: 'dns', host, port, query: 'www.shop.test', type: 'A' },
  ...more,
})

/** What a server says to `query`; `more` may overrule any part of it. */
const reply = (query: Packet, more: Packet = {}): Buffer =>
  encode({
    type: 'response',
    id: query.id ?? 0,
    flags: NOERROR,
    questions: query.questions ?? [],
    answers: [A],
    ...more,
  })

interface DnsPeer extends Address {
  readonly queries: readonly Packet[]
}

type Answer = (query: Packet, from: RemoteInfo) => Buffer | undefined

async function dnsPeer(answer: Answer, port = 0): Promise<DnsPeer> {
  const queries: Packet[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const query = decode(message)
    queries.push(query)
    const bytes = answer(query, from)
    if (bytes) socket.send(bytes, from.port, from.address)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, '127.0.0.1', resolve)
  })
  afterwards(() => new Promise((resolve) => socket.close(() => resolve())))
  return { host: '127.0.0.1', port: socket.address().port, queries }
}

/** A server that answers over UDP and, on the same port, greets over TCP. */
async function bothPeers(answer: Answer, greet: (socket: Socket) => void): Promise<DnsPeer> {
  for (;;) {
    const { port } = await peer(greet)
    try {
      return await dnsPeer(answer, port)
    } catch (thrown) {
      // Somebody has that port over UDP; there are others.
      if ((thrown as { code?: unknown }).code !== 'EADDRINUSE') throw thrown
    }
  }
}

const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

describe('a DNS target', () => {
  it('passes when it answers with a record of the type asked for', async () => {
    const server = await dnsPeer((query) => reply(query))
    expect(await verdictOn(ask(server))).toMatchObject({ is: 'pass' })
    expect(server.queries.map(({ questions }) => questions)).toEqual([
      [{ type: 'A', name: 'www.shop.test', class: 'IN' }],
    ])
  })

  it('passes with an alias that leads to such a record, in letters of any case', async () => {
    const alias = { type: 'CNAME', name: 'www.shop.test', ttl: 5, data: 'east.shop.test' } as const
    const server = await dnsPeer((query) => reply(query, { answers: [alias, { ...A, name: 'east.shop.test' }] }))
    expect(await verdictOn(ask(server, { query: 'WWW.shop.test.' }))).toMatchObject({ is: 'pass' })
  })

  it.each([
    ['NXDOMAIN', { flags: 3, answers: [] }, 'NXDOMAIN for www.shop.test'],
    ['SERVFAIL', { flags: 2, answers: [] }, 'SERVFAIL for www.shop.test'],
    ['no answer', { answers: [] }, 'no A record of www.shop.test in the answer'],
    ['another type', { answers: [{ type: 'TXT', name: 'www.shop.test', ttl: 5, data: 'x' }] }, 'no A record'],
  ] satisfies [string, Packet, string][])('is a wrong answer with %s', async (_, more, because) => {
    const server = await dnsPeer((query) => reply(query, more))
    expect(await verdictOn(ask(server))).toMatchObject({
      ...{ is: 'fail', mode: 'wrong-answer', because: expect.stringContaining(because) },
    })
  })

  it('is a wrong answer with garbage', async () => {
    const server = await dnsPeer(() => Buffer.from([1, 2, 3]))
    expect(await verdictOn(ask(server))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
  })

  it('is refused where nobody listens', async () => {
    expect(await verdictOn(ask(await nobody()))).toMatchObject({ is: 'fail', mode: 'refused' })
  })

  it('is silent when no answer comes, nor one to the question asked again halfway', async () => {
    const server = await dnsPeer((query) => reply(query, { id: ((query.id ?? 0) + 1) % 65_536 }))
    expect(await verdictInTime(ask(server))).toMatchObject({
      ...{ is: 'fail', mode: 'silent', because: expect.stringContaining('no answer within') },
    })
    expect(server.queries.length).toBeGreaterThanOrEqual(2)
  })

  it('passes when the first packet was lost', async () => {
    let nth = 0
    const server = await dnsPeer((query) => (++nth === 1 ? undefined : reply(query)))
    const check = await checkWith(proberOf([target(ask(server), { timeoutMs: 4_000 })]))
    expect(check.verdict).toMatchObject({ is: 'pass' })
    expect(server.queries).toHaveLength(2)
  })

  it('is asked from the address of the vantage', async () => {
    const source = process.platform === 'linux' ? '127.0.0.7' : '127.0.0.1'
    let from = ''
    const server = await dnsPeer((query, { address }) => {
      from = address
      return reply(query)
    })
    await checkWith(proberOf([target(ask(server), { source })]))
    expect(from).toBe(source)
  })
})

describe('an answer that does not fit UDP', () => {
  const cut = (query: Packet): Buffer => reply(query, { flags: TRUNCATED, answers: [] })

  it('is asked for over TCP, in whatever pieces it comes', async () => {
    const long = await bothPeers(cut, (socket) => {
      socket.on('data', (bytes) => {
        const whole = framed(reply(decode(bytes.subarray(2))))
        socket.write(whole.subarray(0, 1))
        setTimeout(() => socket.write(whole.subarray(1)), 20)
      })
    })
    expect(await verdictOn(ask(long))).toMatchObject({ is: 'pass' })
  })

  it('is refused when TCP is, slow when no more comes, wrong when it is another', async () => {
    const alone = await dnsPeer(cut)
    expect(await verdictOn(ask(alone))).toMatchObject({ is: 'fail', mode: 'refused' })
    const mute = await bothPeers(cut, () => undefined)
    expect(await verdictInTime(ask(mute))).toMatchObject({ is: 'fail', mode: 'slow' })
    const other = await bothPeers(cut, (socket) => {
      socket.on('data', () => socket.write(framed(reply({ id: 1 }, { id: 2 }))))
    })
    expect(await verdictOn(ask(other))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
  })
})
