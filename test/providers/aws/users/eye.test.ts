import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { afterEach, describe, expect, it } from 'vitest'
import { region, zone } from '../../../../src/model/place.js'
import type { Clock, PublicEye } from '../../../../src/model/world.js'
import type { RegionPolicy, VerifyPolicy } from '../../../../src/policy/policy.js'
import { addressBook } from '../../../../src/providers/aws/users/address-book.js'
import { awsEye } from '../../../../src/providers/aws/users/eye.js'
import { nameServersOf } from '../../../../src/providers/aws/users/name-servers.js'
import { systemClock } from '../../../../src/providers/clock.js'
import { authority } from '../../../observe/fixtures/certificate.js'
import { a, aaaa, cname, type NameServer, openNameServer } from '../fixtures/name-server.js'

const NAME = 'www.shop.test'
const HOME = '127.0.0.2'
const AWAY = '127.0.0.3'
const regions: readonly RegionPolicy[] = [
  { region: region('us-east-1'), role: 'primary', zones: [zone('use1-az1')], fate: 'us-east-1' },
  { region: region('eu-west-1'), role: 'standby', zones: [zone('euw1-az1'), zone('euw1-az2')], fate: 'eu-west-1' },
]

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

/** A server at `address` of the port that all share, since a public name has but one. */
async function serve(address: string, listener: RequestListener, port = 0): Promise<number> {
  const server = createServer(listener)
  return listen(server, address, port)
}

async function listen(server: Server, address: string, port: number): Promise<number> {
  open.push({
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
  const bound = server.address()
  return typeof bound === 'object' && bound ? bound.port : 0
}

async function names(): Promise<NameServer> {
  const server = await openNameServer()
  open.push(server)
  return server
}

const says =
  (place: string, writes = 201): RequestListener =>
  (request, response) => {
    response.setHeader('x-served-by', place)
    response.statusCode = request.method === 'POST' ? writes : 200
    response.end('a page')
  }

interface Looking {
  readonly port: number
  readonly resolvers: readonly string[]
  readonly nameServers?: readonly string[]
  readonly write?: VerifyPolicy['write']
  readonly endpoints?: Readonly<Record<string, string>>
  readonly url?: string
  readonly clock?: Clock
}

function eyeOf({
  clock = systemClock(),
  endpoints,
  nameServers = [],
  port,
  resolvers,
  url,
  write,
}: Looking): PublicEye {
  const observe = { ...(endpoints ? { endpoints } : {}) } as never
  const random = Math.random
  return awsEye({
    ...{ clock, random, url: url ?? `http://${NAME}:${port}/` },
    verify: { servedBy: 'X-Served-By', resolvers, ...(write ? { write } : {}) },
    book: addressBook({ observe, regions }, resolvers, clock),
    nameServers: nameServersOf({ host: NAME, named: nameServers, resolvers, clock, random }),
  })
}

const orders = (port: number, host = NAME) => ({
  url: `http://${host}:${port}/orders`,
  method: 'POST',
  body: '{"n":1}',
})
const glance = (eye: PublicEye, as?: 'regular' | 'newcomer') => eye.glance(new AbortController().signal, as)

describe('what a user of an app on AWS sees', () => {
  it('is what the server reads and writes that the name leads to, as it says where it stands', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, says('eu-west-1/euw1-az2'))
    expect(await glance(eyeOf({ port, resolvers: [dns.address], write: orders(port) }))).toEqual({
      ...{ at: expect.any(Number), answers: [AWAY], servedBy: { region: 'eu-west-1', zone: 'euw1-az2' } },
      read: { is: 'pass', latencyMs: expect.any(Number) },
      write: { is: 'pass', latencyMs: expect.any(Number) },
    })
  })

  it('sends the write where the read went, with its body, under the name', async () => {
    const got: string[] = []
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, (request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        got.push(
          `${request.method} ${request.url} ${request.headers.host} ${request.headers['content-type'] ?? ''} ${body}`,
        )
        response.end()
      })
    })
    await glance(eyeOf({ port, resolvers: [dns.address], write: orders(port) }))
    const host = `${NAME}:${port}`
    expect(got.sort()).toEqual([`GET / ${host}  `, `POST /orders ${host} application/json {"n":1}`])
  })

  it('says nothing of writes where the policy names none', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, says('eu-west-1'))
    const seen = await glance(eyeOf({ port, resolvers: [dns.address] }))
    expect(seen).toMatchObject({ read: { is: 'pass' }, servedBy: { region: 'eu-west-1', zone: '' } })
    expect(seen.write).toBeUndefined()
  })

  it('is no write where another region took it than served the read', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    dns.say('api.shop.test', a('api.shop.test', HOME))
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    await serve(HOME, says('us-east-1/use1-az1'), port)
    const seen = await glance(eyeOf({ port, resolvers: [dns.address], write: orders(port, 'api.shop.test') }))
    expect(seen).toMatchObject({
      ...{ read: { is: 'pass' }, servedBy: { region: 'eu-west-1' } },
      write: { is: 'fail', because: 'it was taken by us-east-1, and the read was served by eu-west-1' },
    })
  })

  it.each<[string, RequestListener, object]>([
    [
      'an error',
      (_, response) => void response.writeHead(503).end(),
      { mode: 'wrong-answer', because: /answered 503$/ },
    ],
    ['silence', () => {}, { mode: 'silent', because: /no answer within 1\.1 s$/ }],
    [
      'a way to another protocol',
      (_, response) => void response.writeHead(301, { location: `https://${NAME}/` }).end(),
      { mode: 'wrong-answer', because: /sent to https:\/\/www\.shop\.test\/ by 301; name that/ },
    ],
    [
      'a reset',
      (request) => void request.socket.resetAndDestroy(),
      { mode: 'refused', because: /GET http.* at 127\.0\.0\.3/ },
    ],
  ])('is a failure when it gets %s', async (_, listener, { because, mode }: { because?: RegExp; mode?: string }) => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, listener)
    const { read } = await glance(eyeOf({ port, resolvers: [dns.address] }))
    expect(read).toEqual({ is: 'fail', mode, because: expect.stringMatching(because ?? /./) })
  })

  it('is a failure when nobody listens', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, '127.0.0.9'))
    const port = await serve(AWAY, says('eu-west-1'))
    const { read, servedBy } = await glance(eyeOf({ port, resolvers: [dns.address] }))
    expect(read).toMatchObject({ is: 'fail', mode: 'refused', because: expect.stringContaining('ECONNREFUSED') })
    expect(servedBy).toBeUndefined()
  })

  it('is well when it is sent to another page of the app, and when the page is long', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const moved = await serve(AWAY, (_, response) => void response.writeHead(302, { location: '/start' }).end())
    expect((await glance(eyeOf({ port: moved, resolvers: [dns.address] }))).read.is).toBe('pass')
    const long = await serve(AWAY, (_, response) => void response.end(Buffer.alloc(50 * 1024 * 1024)))
    expect((await glance(eyeOf({ port: long, resolvers: [dns.address] }))).read.is).toBe('pass')
  })

  it('is asked over IPv6 where the name has that alone', async () => {
    const dns = await names()
    dns.say(NAME, aaaa(NAME, '::1'))
    const port = await serve('::1', says('eu-west-1/euw1-az1'))
    expect(await glance(eyeOf({ port, resolvers: [dns.address] }))).toMatchObject({
      answers: ['::1'],
      read: { is: 'pass' },
    })
  })

  it('needs no name server where the URL has an address', async () => {
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    expect(await glance(eyeOf({ port, resolvers: [], url: `http://${AWAY}:${port}/` }))).toMatchObject({
      ...{ answers: [AWAY], read: { is: 'pass' } },
    })
  })

  it('is blind where nothing public is named', async () => {
    const eye = awsEye({
      ...{ clock: systemClock(), random: Math.random, url: undefined, verify: { servedBy: 'x', resolvers: [] } },
      book: addressBook({ observe: {} as never, regions }, [], systemClock()),
      nameServers: nameServersOf({ host: '', named: [], resolvers: [], clock: systemClock(), random: Math.random }),
    })
    expect((await glance(eye)).read).toEqual({ is: 'unknown', because: 'the policy names no public URL: verify.url' })
  })
})

describe('a name', () => {
  it('that does not exist is not served', async () => {
    const dns = await names()
    const { answers, read } = await glance(eyeOf({ port: 80, resolvers: [dns.address], write: orders(80) }))
    expect(answers).toEqual([])
    expect(read).toMatchObject({ is: 'fail', because: `${dns.address} says that there is no ${NAME}` })
  })

  it.each(['no-answer', 'fails'] as const)(
    'of which no resolver tells (%s) leaves whoever looks blind',
    async (how) => {
      const dns = await names()
      dns.say(NAME, how)
      const { read, write } = await glance(eyeOf({ port: 80, resolvers: [dns.address], write: orders(80) }))
      expect([read.is, write?.is]).toEqual(['unknown', 'unknown'])
      expect(read).toMatchObject({ because: expect.stringContaining(`resolve ${NAME} at ${dns.address}`) })
    },
  )

  it('is asked of every resolver, and one that is silent is nobody’s', async () => {
    const [deaf, dns] = [await names(), await names()]
    deaf.say(NAME, 'no-answer')
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    const eye = eyeOf({ port, resolvers: [deaf.address, dns.address] })
    for (let looks = 0; looks < 5; looks++) expect((await glance(eye)).read.is).toBe('pass')
  })

  it('that one resolver of two denies is not served to some', async () => {
    const [stale, dns] = [await names(), await names()]
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    const eye = eyeOf({ port, resolvers: [stale.address, dns.address] })
    const reads = new Set<string>()
    for (let looks = 0; looks < 200 && reads.size < 2; looks++) reads.add((await glance(eye)).read.is)
    expect([...reads].sort()).toEqual(['fail', 'pass'])
  })

  it('is told to be no address of a resolver where the policy has none', async () => {
    const { read } = await glance(eyeOf({ port: 80, resolvers: ['1.2.3'] }))
    expect(read).toMatchObject({ is: 'unknown', because: expect.stringContaining('1.2.3 is no address of a resolver') })
  })
})

describe('where an answer comes from, when the app does not say', () => {
  const mute: RequestListener = (_, response) => void response.end()

  it('is known by the address, where it is an endpoint of the policy', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    dns.say('az2.shop.test', a('az2.shop.test', AWAY))
    const port = await serve(AWAY, mute)
    const named = eyeOf({ port, resolvers: [dns.address], endpoints: { 'euw1-az2': `az2.shop.test:${port}` } })
    expect(await glance(named)).toMatchObject({
      ...{ servedBy: { region: 'eu-west-1', zone: 'euw1-az2' }, answers: ['eu-west-1'] },
    })
    const shared = { 'euw1-az1': `${AWAY}:80`, 'euw1-az2': `${AWAY}:81` }
    const { servedBy } = await glance(eyeOf({ port, resolvers: [dns.address], endpoints: shared }))
    expect(servedBy).toEqual({ region: 'eu-west-1', zone: '' })
  })

  it.each([
    ['no endpoint has it', {}],
    ['two regions share it', { 'us-east-1': `${AWAY}:80`, 'eu-west-1': `${AWAY}:80` }],
  ])('is not known when %s', async (_, endpoints) => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, mute)
    const seen = await glance(eyeOf({ port, resolvers: [dns.address], endpoints }))
    expect(seen).toMatchObject({ answers: [AWAY], read: { is: 'pass' } })
    expect(seen.servedBy).toBeUndefined()
  })

  it('is not taken from a header that speaks of something else, such as a cache', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, says('cache-lhr7321-LHR'))
    expect((await glance(eyeOf({ port, resolvers: [dns.address] }))).servedBy).toBeUndefined()
    const known = await glance(eyeOf({ port, resolvers: [dns.address], endpoints: { 'eu-west-1': `${AWAY}:80` } }))
    expect(known.servedBy).toEqual({ region: 'eu-west-1', zone: '' })
  })
})

describe('a newcomer', () => {
  it('asks the zone’s own servers, whatever resolvers keep', async () => {
    const [own, dns] = [await names(), await names()]
    own.say(NAME, a(NAME, AWAY))
    dns.say(NAME, a(NAME, HOME))
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    await serve(HOME, says('us-east-1/use1-az1'), port)
    const eye = eyeOf({ port, resolvers: [dns.address], nameServers: [own.address] })
    expect(await glance(eye, 'newcomer')).toMatchObject({ isNewcomer: true, servedBy: { region: 'eu-west-1' } })
    const regular = await glance(eye)
    expect(regular).toMatchObject({ servedBy: { region: 'us-east-1' } })
    expect(regular.isNewcomer).toBeUndefined()
  })

  it('follows an alias that the zone’s own servers answer with', async () => {
    const [own, dns] = [await names(), await names()]
    own.say(NAME, cname(NAME, 'web.elb.test'))
    dns.say('web.elb.test', a('web.elb.test', AWAY))
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    const eye = eyeOf({ port, resolvers: [dns.address], nameServers: [own.address] })
    expect(await glance(eye, 'newcomer')).toMatchObject({ isNewcomer: true, answers: [AWAY], read: { is: 'pass' } })
  })

  it('looks as a regular where those do not answer, and does not claim to be new', async () => {
    const [own, dns] = [await names(), await names()]
    own.say(NAME, 'no-answer')
    dns.say(NAME, a(NAME, AWAY))
    const port = await serve(AWAY, says('eu-west-1/euw1-az1'))
    const seen = await glance(eyeOf({ port, resolvers: [dns.address], nameServers: [own.address] }), 'newcomer')
    expect(seen).toMatchObject({ read: { is: 'pass' } })
    expect(seen.isNewcomer).toBeUndefined()
  })
})

describe('a certificate', () => {
  it('that nobody vouches for is a failure, and says so', async () => {
    const dns = await names()
    dns.say(NAME, a(NAME, AWAY))
    const secure = createSecure(authority().issue(NAME), says('eu-west-1'))
    const port = await listen(secure, AWAY, 0)
    const { read } = await glance(eyeOf({ port, resolvers: [dns.address], url: `https://${NAME}:${port}/` }))
    expect(read).toMatchObject({ is: 'fail', mode: 'refused', because: expect.stringContaining('certificate') })
  })
})
