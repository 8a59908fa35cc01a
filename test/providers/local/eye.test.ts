import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { OperatingError } from '../../../src/model/error.js'
import { systemClock } from '../../../src/providers/clock.js'
import type { Endpoint, RegionLayout } from '../../../src/providers/local/cloud/layout.js'
import { localEye } from '../../../src/providers/local/eye.js'
import type { Resolver } from '../../../src/providers/local/resolve.js'
import { away, awayZones } from './fixtures/paper-cloud.js'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** A shop of our own on a free port, and how many connections it has seen. */
async function serve(handle: Handle): Promise<Endpoint & { readonly connections: () => number }> {
  let connections = 0
  const server = createServer(handle).on('connection', () => {
    connections += 1
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('it has no port')
  return { address: '127.0.0.1', port: bound.port, connections: () => connections }
}

const shop =
  (write: object, status = 200): Handle =>
  (request, response) => {
    response.setHeader('x-served-by', 'eu-west-1/euw1-az1')
    if (request.url !== '/healthz/write') return void response.end('the shop is open')
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(write))
  }

function eyeOn(resolve: Resolver['resolve'], zones: readonly Endpoint[] = [], random = () => 0) {
  const http = zones.flatMap((endpoint, index) => {
    const zone = awayZones[index]
    return zone ? [{ zone, http: endpoint }] : []
  })
  const regions = [{ region: away, zones: http }] as unknown as readonly RegionLayout[]
  const names: Resolver = { resolve, close: async () => {} }
  return localEye({ clock: systemClock(), random, names, layout: { publicName: 'www.shop.test', regions } })
}

const glance = (eye: ReturnType<typeof eyeOn>) => eye.glance(new AbortController().signal)

describe('a user of the shop', () => {
  it('reads and writes where the name leads, and is told who served', async () => {
    const at = await serve(shop({ wrote: true }))
    const seen = await glance(eyeOn(async () => [at], [at]))
    expect(seen).toMatchObject({
      ...{ answers: [away], read: { is: 'pass' }, write: { is: 'pass' } },
      servedBy: { region: 'eu-west-1', zone: 'euw1-az1' },
    })
  })

  it('who is a newcomer has kept nothing of the name, and says so', async () => {
    const at = await serve(shop({ wrote: true }))
    const hows: unknown[] = []
    const eye = eyeOn(async (_, __, how) => {
      hows.push(how)
      return [at]
    })
    const signal = new AbortController().signal
    expect(await eye.glance(signal, 'newcomer')).toMatchObject({ read: { is: 'pass' }, isNewcomer: true })
    expect(await eye.glance(signal)).not.toHaveProperty('isNewcomer')
    expect(hows).toEqual(['anew', undefined])
  })

  it('goes to any of the answers', async () => {
    const [one, other] = [await serve(shop({ wrote: true })), await serve(shop({ wrote: true }))]
    await glance(
      eyeOn(
        async () => [one, other],
        [],
        () => 0.99,
      ),
    )
    expect([one.connections(), other.connections()]).toEqual([0, 2])
  })

  it('comes anew each time: no connection is kept', async () => {
    const at = await serve(shop({ wrote: true }))
    const eye = eyeOn(async () => [at])
    for (let times = 0; times < 3; times++) await glance(eye)
    expect(at.connections()).toBe(6)
  })

  it.each([
    ['says that it did not', shop({ wrote: false }), 'did not write'],
    ['does not say', shop({}), 'did not write'],
    ['is fenced', shop({ wrote: false, fenced: true }, 503), 'answered 503'],
    ['answers with something else', ((_, response) => response.end('hello')) as Handle, 'did not say'],
  ])('has written only where the shop says so: not where it %s', async (_, handle, because) => {
    const at = await serve(handle)
    const seen = await glance(eyeOn(async () => [at]))
    expect(seen.read.is).toBe('pass')
    expect(seen.write).toMatchObject({ is: 'fail', mode: 'wrong-answer', because: expect.stringContaining(because) })
  })

  it('is not served where nobody listens', async () => {
    const at = await serve(shop({}))
    await new Promise((resolve) => servers.pop()?.close(resolve))
    const seen = await glance(eyeOn(async () => [at]))
    expect([seen.read, seen.write]).toMatchObject([
      { is: 'fail', mode: 'refused' },
      { is: 'fail', mode: 'refused' },
    ])
    expect(seen.servedBy).toBeUndefined()
  })

  it('is not served by silence, and does not wait for it beyond two seconds', async () => {
    const at = await serve(() => {})
    const began = performance.now()
    const seen = await glance(eyeOn(async () => [at]))
    expect([seen.read, seen.write]).toMatchObject([
      { is: 'fail', mode: 'silent' },
      { is: 'fail', mode: 'silent' },
    ])
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it('is not served while the name has no answer', async () => {
    const seen = await glance(
      eyeOn(async () => {
        throw new OperatingError('timed-out', 'the name server does not answer')
      }),
    )
    expect(seen).toMatchObject({ answers: [], read: { is: 'fail', mode: 'silent' }, write: { is: 'fail' } })
  })

  it('is shown an address that the cloud does not know as it is', async () => {
    const at = await serve(shop({ wrote: true }))
    expect((await glance(eyeOn(async () => [at]))).answers).toEqual([`127.0.0.1:${at.port}`])
  })
})
