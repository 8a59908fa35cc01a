import { decode, encode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { answer } from '../../../../../src/providers/local/cloud/names/answer.js'
import { bytesFor, dataOf, option, query, reply, SERVER, seeded, shop, weighted } from './fixtures/shop.js'

const NAME = 'www.shop.test'
const SOA = {
  ...{ mname: 'ns1.shop.test', rname: 'hostmaster.shop.test', serial: 7 },
  ...{ refresh: 7_200, retry: 900, expire: 1_209_600, minimum: 2 },
}

describe('what the name server answers', () => {
  it('gives the address of a drawn place for the public name, with authority', () => {
    const told = reply(query(NAME))
    expect(told.answers).toMatchObject([{ type: 'A', name: NAME, ttl: 2, class: 'IN', data: '127.1.1.1' }])
    expect(told).toMatchObject({ id: 4_711, code: 0, flag_qr: true, flag_aa: true, flag_ra: false, flag_tc: false })
    expect(told.questions).toEqual([{ name: NAME, type: 'A', class: 'IN' }])
    expect([told.authorities, told.additionals]).toEqual([[], []])
  })

  it('draws anew at every question, by weight', () => {
    const random = seeded(3)
    const told = Array.from({ length: 8_000 }, () =>
      dataOf(reply(query(NAME), { data: weighted(3, 1, 0), random }).answers),
    )
    const count = (address: string): number => told.filter(([only, ...more]) => only === address && !more.length).length
    expect(count('127.3.0.1')).toBeGreaterThan(5_800)
    expect(count('127.3.0.2')).toBeGreaterThan(1_800)
    expect(count('127.3.0.1') + count('127.3.0.2')).toBe(8_000)
  })

  it('gives all places when all weights are 0: never an empty answer (law 26)', () => {
    const told = reply(query(NAME), { data: weighted(0, 0, 0) })
    expect(dataOf(told.answers)).toEqual(['127.3.0.1', '127.3.0.2', '127.3.0.3'])
  })

  it('gives an address that places share once', () => {
    const places = weighted(0, 0).places.map((place) => ({ ...place, address: '127.0.0.1' }))
    expect(dataOf(reply(query(NAME), { data: { ...shop, places } }).answers)).toEqual(['127.0.0.1'])
  })

  it('gives port and host of one drawn place as SRV, with its address', () => {
    const told = reply(query(`_http._tcp.${NAME}`, 'SRV'), { data: weighted(0, 5) })
    const target = 'use1-az2.shop.test'
    expect(dataOf(told.answers)).toEqual([{ priority: 0, weight: 5, port: 8_002, target }])
    expect(told.additionals).toMatchObject([{ type: 'A', name: target, data: '127.3.0.2' }])
  })

  it.each([
    ['use1-az1.shop.test', '127.1.1.1'],
    ['euw1-az1.shop.test', '127.2.1.1'],
    ['canary.us-east-1.shop.test', '127.1.0.1'],
    ['ns1.shop.test', SERVER],
  ])('gives the address of %s', (name, address) => {
    expect(dataOf(reply(query(name)).answers)).toEqual([address])
  })

  it('gives the SOA and NS records of the zone', () => {
    expect(dataOf(reply(query('shop.test', 'SOA')).answers)).toEqual([SOA])
    const told = reply(query('shop.test', 'NS'))
    expect(dataOf(told.answers)).toEqual(['ns1.shop.test'])
    expect(dataOf(told.additionals)).toEqual([SERVER])
  })

  it('wraps a serial at 32 bits, as serials do (RFC 1982)', () => {
    const told = reply(query('shop.test', 'SOA'), { data: { ...shop, serial: 2 ** 32 + 5 } })
    expect(dataOf(told.answers)).toMatchObject([{ serial: 5 }])
  })

  it.each(['nope.shop.test', 'a.www.shop.test', '_https._tcp.www.shop.test'])(
    'says that %s does not exist, and for how long that may be kept (RFC 2308)',
    (name) => {
      const told = reply(query(name))
      expect(told).toMatchObject({ code: 3, flag_aa: true, answers: [] })
      expect(told.authorities).toMatchObject([{ type: 'SOA', name: 'shop.test', ttl: 2, data: SOA }])
    },
  )

  it.each([
    [NAME, 'AAAA'],
    [NAME, 'MX'],
    [NAME, 'SOA'],
    [NAME, 'SRV'],
    ['shop.test', 'A'],
    ['us-east-1.shop.test', 'A'],
    ['_tcp.www.shop.test', 'SRV'],
    ['_tcp.www.shop.test', 'ANY'],
  ] as const)('says that %s, which exists, has no %s record', (name, type) => {
    const told = reply(query(name, type))
    expect(told).toMatchObject({ code: 0, flag_aa: true, answers: [] })
    expect(told.authorities).toMatchObject([{ type: 'SOA', ttl: 2 }])
  })

  it('answers ANY with one small record (RFC 8482)', () => {
    const told = reply(query('shop.test', 'ANY'))
    expect(told.answers).toMatchObject([{ type: 'HINFO', name: 'shop.test', data: { cpu: 'RFC8482', os: '' } }])
    expect(reply(query('nope.shop.test', 'ANY')).code).toBe(3)
  })

  it('takes names in any case and keeps the case they are asked in', () => {
    const told = reply(query('wWw.ShOp.TeSt'))
    expect(told.questions).toMatchObject([{ name: 'wWw.ShOp.TeSt' }])
    expect(told.answers).toMatchObject([{ name: 'wWw.ShOp.TeSt', data: '127.1.1.1' }])
  })

  it('copies whether recursion was desired, and offers none', () => {
    expect(reply(query(NAME, 'A', { flags: 1 << 8 }))).toMatchObject({ flag_rd: true, flag_ra: false })
    expect(reply(query(NAME))).toMatchObject({ flag_rd: false, flag_ra: false })
  })

  it('fails every question while it has no zone', () => {
    const told = answer(query(NAME), 'udp', undefined, seeded(1))
    expect(told && (decode(told).flags ?? 0) & 15).toBe(2)
  })
})

describe('what the name server declines', () => {
  it.each([
    ['another zone', query('www.example.com'), 5],
    ['the zone above', query('test'), 5],
    ['the root', query('.', 'NS'), 5],
    ['a name that merely ends alike', query('wwwshop.test'), 5],
    ['another class', query(NAME, 'A', { questions: [{ name: NAME, type: 'A', class: 'CH' }] }), 5],
    ['a transfer of the zone', query('shop.test', 'AXFR'), 5],
    ['a partial transfer', query('shop.test', 'IXFR'), 5],
    ['a type that is about messages', query(NAME, 'TSIG'), 4],
    ['OPT as a question', query(NAME, 'OPT'), 4],
    ...[1, 2, 4, 5, 15].map((opcode) => [`opcode ${opcode}`, query(NAME, 'A', { flags: opcode << 11 }), 4] as const),
    ['no question', encode({ type: 'query', id: 4_711 }), 1],
    ['two questions', query(NAME, 'A', { questions: [1, 2].map(() => ({ name: NAME, type: 'A' })) }), 1],
    ['two OPT records', query(NAME, 'A', { additionals: [option(), option()] }), 1],
    ['a cut question', query(NAME).subarray(0, 20), 1],
    ['a cut header', query(NAME).subarray(0, 7), 1],
  ] as const)('%s, without authority', (_, packet, code) => {
    expect(reply(packet)).toMatchObject({ id: 4_711, code, flag_aa: false, answers: [] })
  })

  it('the opcode is echoed with the code, and the question with both', () => {
    const told = reply(query(NAME, 'A', { flags: 4 << 11 }))
    expect(((told.flags ?? 0) >> 11) & 15).toBe(4)
    expect(told.questions).toMatchObject([{ name: NAME }])
  })

  it.each([
    ['an empty packet', Buffer.alloc(0)],
    ['less than an id and flags', Buffer.from([1, 2, 0])],
    ['an answer', encode({ type: 'response', id: 1, questions: [{ name: NAME, type: 'A' }] })],
  ])('%s gets no answer at all', (_, packet) => {
    expect(bytesFor(packet)).toBeUndefined()
  })

  it('a dot inside a label does not pass for one between labels, and odd bytes are echoed as they came', () => {
    const odd = Buffer.concat([
      query('.').subarray(0, 12),
      Buffer.from('\x08www.shop\x04test\x00\x00\x01\x00\x01', 'latin1'),
    ])
    expect(reply(odd).code).toBe(5)
    const bytes = Buffer.from('\x03\xff.\x00\x04shop\x04test\x00\x00\x01\x00\x01', 'latin1')
    const told = bytesFor(Buffer.concat([query('.').subarray(0, 12), bytes]))
    expect(told?.subarray(12, 12 + bytes.length)).toEqual(bytes)
    expect(told && told.readUInt16BE(2) & 15).toBe(3)
  })
})

describe('EDNS (RFC 6891)', () => {
  it('is answered with an OPT record exactly when it was asked with one', () => {
    const told = reply(query(NAME, 'A', { additionals: [option({ flags: 1 << 15 })] }))
    expect(told.additionals).toMatchObject([{ type: 'OPT', ednsVersion: 0, udpPayloadSize: 1_232, flag_do: true }])
    expect(reply(query(NAME)).additionals).toEqual([])
    expect(reply(query('www.example.com', 'A', { additionals: [option()] })).additionals).toMatchObject([
      { type: 'OPT' },
    ])
  })

  it('knows no version but 0 (BADVERS)', () => {
    const told = reply(query(NAME, 'A', { additionals: [option({ ednsVersion: 1 })] }))
    expect(told).toMatchObject({
      code: 0,
      answers: [],
      additionals: [{ type: 'OPT', extendedRcode: 1, ednsVersion: 0 }],
    })
  })

  it('passes over options that it does not know', () => {
    const options = [{ code: 10, data: Buffer.alloc(8, 1) }]
    expect(dataOf(reply(query(NAME, 'A', { additionals: [option({ options })] })).answers)).toEqual(['127.1.1.1'])
  })
})

describe('an answer that is too large for UDP', () => {
  const data = weighted(...Array.from({ length: 30 }, () => 0))
  const packet = (udpPayloadSize: number): Buffer => query(NAME, 'A', { additionals: [option({ udpPayloadSize })] })

  it('is cut to its question and says so; over TCP it is whole', () => {
    const told = reply(query(NAME), { data })
    expect(told).toMatchObject({ flag_tc: true, flag_aa: true, answers: [], questions: [{ name: NAME }] })
    expect(reply(query(NAME), { data, over: 'tcp' })).toMatchObject({ flag_tc: false })
    expect(reply(query(NAME), { data, over: 'tcp' }).answers).toHaveLength(30)
  })

  it.each([
    [1, true],
    [512, true],
    [900, true],
    [1_232, false],
    [65_535, false],
  ])('to an asker who takes %i bytes is cut: %s', (udpPayloadSize, isCut) => {
    const told = reply(packet(udpPayloadSize), { data })
    expect(told.flag_tc).toBe(isCut)
    expect(told.additionals).toMatchObject([{ type: 'OPT' }])
  })

  it('never has more bytes than the asker takes, nor than pass every path', () => {
    for (const places of [1, 16, 17, 40, 41, 42, 99]) {
      const many = weighted(...Array.from({ length: places }, () => 0))
      expect(bytesFor(query(NAME), { data: many })?.length).toBeLessThanOrEqual(512)
      expect(bytesFor(packet(4_096), { data: many })?.length).toBeLessThanOrEqual(1_232)
    }
  })
})
