import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { authority } from './fixtures/certificate.js'
import {
  answering,
  checkWith,
  http,
  leapingClock,
  nobody,
  ok,
  peer,
  proberOf,
  target,
  tlsPeer,
  until,
  verdictInTime,
  verdictOn,
  ZONE,
} from './fixtures/loopback.js'

describe('an HTTP target', () => {
  it('passes with its latency when it answers as asked', async () => {
    const check = await checkWith(proberOf([target(http(await peer(answering(ok()))))]))
    expect(check).toMatchObject({ kind: 'check', signal: 'http', from: 'us-west-2', of: ZONE, verdict: { is: 'pass' } })
    expect(check.verdict.is === 'pass' && check.verdict.latencyMs).toBeGreaterThan(0)
    expect(Math.abs(check.at - Date.now())).toBeLessThan(60_000)
  })

  it('is asked by one plain request that names host, path and agent', async () => {
    let request = ''
    const server = await peer(
      answering((_, __, text) => {
        request = text
        return ok()
      }),
    )
    await verdictOn(http(server, { method: 'OPTIONS', path: '/a?b=c', authorization: 'Basic eDp5' }), {
      version: '1.2.3',
    })
    expect(request.split('\r\n')).toEqual([
      'OPTIONS /a?b=c HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'user-agent: failover/1.2.3',
      'accept: */*',
      'accept-encoding: identity',
      'authorization: Basic eDp5',
      '',
      '',
    ])
  })

  it('is asked from the address of the vantage', async () => {
    const server = await peer(answering(ok()))
    // Only Linux gives all of 127.0.0.0/8 without being asked to.
    const source = process.platform === 'linux' ? '127.0.0.7' : '127.0.0.1'
    const { verdict } = await checkWith(proberOf([target(http(server), { source })]))
    expect(verdict.is).toBe('pass')
    expect(server.connections[0]?.remoteAddress).toBe(source)
  })

  it('passes with any of the status codes allowed, and never follows a redirect', async () => {
    const server = await peer(answering('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n'))
    expect(await verdictOn(http(server, { status: [200, 302] }))).toMatchObject({ is: 'pass' })
    expect(await verdictOn(http(server))).toEqual({
      ...{ is: 'fail', mode: 'wrong-answer' },
      because: `127.0.0.1:${server.port} answered 302, not 200`,
    })
    expect(server.connections).toHaveLength(2)
  })

  it('passes when the text asked for stands in the body, however that is sent', async () => {
    const body = http(await peer(answering(ok('all is well'))), { body: 'is well' })
    const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nall i\r\n6\r\ns well\r\n0\r\n\r\n'
    const toTheEnd = (socket: Socket): unknown => socket.on('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nis well'))
    expect(await verdictOn(body)).toMatchObject({ is: 'pass' })
    expect(await verdictOn(http(await peer(answering(chunked)), { body: 'is well' }))).toMatchObject({ is: 'pass' })
    expect(await verdictOn(http(await peer(toTheEnd), { body: 'is well' }))).toMatchObject({ is: 'pass' })
    expect(await verdictOn({ ...body, body: 'is ill' })).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
  })

  it('is read no further than the largest body wanted, and is judged by that', async () => {
    const endless = await peer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\nhealthy'))
      const more = (): unknown => socket.write('x'.repeat(16_384), (error) => error ?? more())
      socket.once('data', more)
    })
    const wanted = { maxBodyBytes: 1_000 }
    expect(await verdictOn(http(endless, { ...wanted, body: 'healthy' }))).toMatchObject({ is: 'pass' })
    expect(await verdictOn(http(endless, { ...wanted, body: 'absent' }))).toMatchObject({
      ...{ is: 'fail', mode: 'wrong-answer' },
      because: expect.stringContaining('"absent" is not in the answer'),
    })
  })
})

describe('an HTTP target that fails', () => {
  it('refused, when nobody listens', async () => {
    const address = await nobody()
    expect(await verdictOn(http(address))).toEqual({
      ...{ is: 'fail', mode: 'refused' },
      because: `127.0.0.1:${address.port} refused the connection`,
    })
  })

  it('refused, when it resets or hangs up before any answer', async () => {
    const resetting = await peer((socket) => socket.on('data', () => socket.resetAndDestroy()))
    const hangingUp = await peer((socket) => socket.on('data', () => socket.end()))
    expect(await verdictOn(http(resetting))).toMatchObject({ is: 'fail', mode: 'refused' })
    expect(await verdictOn(http(hangingUp))).toMatchObject({ is: 'fail', mode: 'refused' })
  })

  it('silent, when nothing comes back by the deadline', async () => {
    const server = await peer(() => undefined)
    expect(await verdictInTime(http(server))).toEqual({
      ...{ is: 'fail', mode: 'silent' },
      because: `127.0.0.1:${server.port}: connected, but no answer within 400 ms`,
    })
  })

  it.each([
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le', '(no whole head)'],
    ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', '(200, 4 bytes of body)'],
    ['a chunk too few', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n', '(200, 2 bytes of body)'],
  ])('slow, with %s by the deadline', async (_, answer, sofar) => {
    const verdict = await verdictInTime(http(await peer(answering(answer))))
    expect(verdict).toMatchObject({ is: 'fail', mode: 'slow', because: expect.stringContaining(sofar) })
  })

  it('slow, when it drips on beyond the deadline', async () => {
    const dripping = await peer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n')
        const timer = setInterval(() => socket.write('x'), 20)
        socket.on('close', () => clearInterval(timer))
      })
    })
    expect(await verdictInTime(http(dripping))).toMatchObject({ is: 'fail', mode: 'slow' })
  })

  it.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['two framings', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'],
    ['a malformed chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(4_000)}`],
  ])('wrong answer, with %s', async (_, answer) => {
    expect(await verdictOn(http(await peer(answering(answer))))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
  })

  it('wrong answer, when it breaks off', async () => {
    const half = await peer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx')),
    )
    expect(await verdictOn(http(half))).toEqual({
      ...{ is: 'fail', mode: 'wrong-answer' },
      because: `127.0.0.1:${half.port}: the answer broke off (200, 1 bytes of body)`,
    })
  })
})

describe('a held connection', () => {
  it('is asked again, look after look', async () => {
    const server = await peer(answering(ok()))
    const observer = proberOf([target(http(server))])
    for (let look = 0; look < 5; look++) expect((await checkWith(observer)).verdict.is).toBe('pass')
    expect(server.connections).toHaveLength(1)
  })

  it.each([
    ['after "connection: close"', ok('ok', 'connection: close\r\n')],
    ['after an answer of HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
    ['with bytes after the answer', `${ok()}more`],
  ])('is not held %s', async (_, answer) => {
    const server = await peer(answering(answer))
    const observer = proberOf([target(http(server))])
    await checkWith(observer)
    expect((await checkWith(observer)).verdict.is).toBe('pass')
    expect(server.connections).toHaveLength(2)
  })

  it('is not held for a method that cannot be repeated', async () => {
    const server = await peer(answering(ok()))
    const observer = proberOf([target(http(server, { method: 'POST' }))])
    await checkWith(observer)
    await checkWith(observer)
    expect(server.connections).toHaveLength(2)
  })

  it('is replaced after about a minute, so that a server that accepts no new ones shows', async () => {
    const clock = leapingClock()
    const server = await peer(answering(ok()))
    const observer = proberOf([target(http(server))], { clock })
    await checkWith(observer)
    clock.leap(95_000)
    expect((await checkWith(observer)).verdict.is).toBe('pass')
    expect(server.connections).toHaveLength(2)
  })

  it.each([
    ['hangs up on the next question', (socket: Socket) => socket.end()],
    ['resets on the next question', (socket: Socket) => socket.resetAndDestroy()],
  ])('that %s is no failure: the question is asked once more on a fresh one', async (_, end) => {
    const server = await peer(
      answering((nth, socket) => {
        if (nth === 1) return ok()
        end(socket)
        return undefined
      }),
    )
    const observer = proberOf([target(http(server))])
    await checkWith(observer)
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'pass' })
    expect(server.connections).toHaveLength(2)
  })

  it('is not asked once more when part of an answer came, nor on a fresh connection', async () => {
    const server = await peer(
      answering((nth, socket) => {
        if (nth === 1) return ok()
        socket.end('HTTP/1.1 2')
        return undefined
      }),
    )
    const observer = proberOf([target(http(server))])
    await checkWith(observer)
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
    expect(server.connections).toHaveLength(1)
  })

  it('of a server that was killed fails as refused', async () => {
    const server = await peer(answering(ok()))
    const observer = proberOf([target(http(server))])
    await checkWith(observer)
    await server.close()
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'fail', mode: 'refused' })
  })
})

describe('a held connection that closes between looks', () => {
  const wakesOf = async (
    answer: string,
    idleMs: number,
    end: (socket: Socket) => unknown = (socket) => socket.end(),
  ): Promise<readonly unknown[]> => {
    const clock = leapingClock()
    const server = await peer(answering(answer))
    const observer = proberOf([target(http(server))], { clock })
    const wakes: unknown[] = []
    observer.onSuspicion?.((of) => wakes.push(of))
    await checkWith(observer)
    clock.leap(idleMs)
    for (const socket of server.connections) end(socket)
    await until(() => server.connections.every(({ closed }) => closed))
    // Its other end is certainly seen once the next question has gone out and been answered.
    expect((await checkWith(observer)).verdict.is).toBe('pass')
    expect(server.connections).toHaveLength(2)
    return wakes
  }

  it('wakes at once', async () => {
    const server = await peer(answering(ok()))
    const observer = proberOf([target(http(server))])
    const woken = new Promise((resolve) => observer.onSuspicion?.(resolve))
    await checkWith(observer)
    await server.close()
    expect(await woken).toEqual(ZONE)
  })

  it('wakes nobody when the server said it would, and when', async () => {
    expect(await wakesOf(ok('ok', 'keep-alive: timeout=5\r\n'), 5_000)).toEqual([])
  })

  it('wakes when it closes before the time the server gave', async () => {
    expect(await wakesOf(ok('ok', 'keep-alive: timeout=60\r\n'), 1_000)).toEqual([ZONE])
  })

  it('wakes nobody when the prober hung up itself after "connection: close"', async () => {
    expect(await wakesOf(ok('ok', 'connection: close\r\n'), 0)).toEqual([])
  })

  it('wakes once for a server with a timer of its own, and no more once the next look passed', async () => {
    const clock = leapingClock()
    const server = await peer(answering(ok()))
    const observer = proberOf([target(http(server))], { clock })
    let wakes = 0
    observer.onSuspicion?.(() => wakes++)
    for (let look = 1; look <= 4; look++) {
      await checkWith(observer)
      clock.leap(3_000)
      server.connections.at(-1)?.end()
      await until(() => server.connections.every(({ closed }) => closed))
    }
    await checkWith(observer)
    expect(wakes).toBe(1)
  })
})

describe('an HTTPS target', () => {
  const roots = authority()

  it('passes when its certificate is for the host and of a root that is trusted, and is held', async () => {
    const server = await tlsPeer(roots.issue('localhost'), answering(ok()))
    const observer = proberOf([target(http(server, { secure: true, host: 'localhost' }))], { roots: roots.cert })
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'pass' })
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'pass' })
    expect(server.connections).toHaveLength(1)
  })

  it.each([
    ['is for another name', roots.issue('elsewhere.test'), roots.cert, 'its certificate is not for localhost'],
    ['has expired', roots.issue('localhost', -1_000), roots.cert, 'its certificate has expired'],
    ['nobody vouches for', roots.issue('localhost'), authority().cert, 'its certificate is not to be trusted'],
  ])('is a wrong answer when its certificate %s', async (_, identity, trusted, because) => {
    const server = await tlsPeer(identity, answering(ok()))
    const verdict = await verdictOn(http(server, { secure: true, host: 'localhost' }), { roots: trusted })
    expect(verdict).toMatchObject({ is: 'fail', mode: 'wrong-answer', because: expect.stringContaining(because) })
  })

  it('is a wrong answer when it does not speak TLS, silent when it never shakes hands', async () => {
    const plain = await peer(answering(ok()))
    const mute = await peer(() => undefined)
    const secure = { secure: true, host: 'localhost' }
    expect(await verdictOn(http(plain, secure))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
    expect(await verdictInTime(http(mute, secure))).toMatchObject({
      ...{ is: 'fail', mode: 'silent' },
      because: expect.stringContaining('the TLS handshake did not end within 400 ms'),
    })
  })
})
