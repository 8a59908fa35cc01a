import { describe, expect, it } from 'vitest'
import type { Question } from '../../src/observe/targets.js'
import { authority } from './fixtures/certificate.js'
import {
  checkWith,
  nobody,
  peer,
  proberOf,
  target,
  tlsPeer,
  until,
  verdictInTime,
  verdictOn,
} from './fixtures/loopback.js'

const DAY_MS = 86_400_000

describe('a TCP target', () => {
  it('passes when it accepts, and is left at once', async () => {
    const server = await peer(() => undefined)
    const observer = proberOf([target({ kind: 'tcp', ...server })])
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'pass' })
    expect((await checkWith(observer)).verdict).toMatchObject({ is: 'pass' })
    await until(() => server.connections.length === 2 && server.connections.every(({ closed }) => closed))
  })

  it('fails as refused when nobody listens', async () => {
    const address = await nobody()
    expect(await verdictOn({ kind: 'tcp', ...address })).toEqual({
      ...{ is: 'fail', mode: 'refused' },
      because: `127.0.0.1:${address.port} refused the connection`,
    })
  })
})

describe('a TLS target', () => {
  const roots = authority()
  const ask = (port: number, more: { serverName?: string; expiresAfterMs?: number } = {}): Question => ({
    ...{ kind: 'tls', host: '127.0.0.1', port, serverName: 'db.shop.test', expiresAfterMs: 7 * DAY_MS },
    ...more,
  })

  it('passes when the certificate is for the name, trusted, and valid for long enough', async () => {
    const { port } = await tlsPeer(roots.issue('db.shop.test'))
    expect(await verdictOn(ask(port), { roots: roots.cert })).toMatchObject({ is: 'pass' })
  })

  it('is a wrong answer when the certificate expires too soon', async () => {
    const { port } = await tlsPeer(roots.issue('db.shop.test', 3 * DAY_MS + DAY_MS / 2))
    expect(await verdictOn(ask(port), { roots: roots.cert })).toMatchObject({
      ...{ is: 'fail', mode: 'wrong-answer' },
      because: expect.stringMatching(/its certificate expires in 3 d \d+ h, less than the 7 d/),
    })
  })

  it('is a wrong answer when the certificate is for another name, or nobody vouches for it', async () => {
    const { port } = await tlsPeer(roots.issue('db.shop.test'))
    expect(await verdictOn(ask(port, { serverName: 'other.test' }), { roots: roots.cert })).toMatchObject({
      because: expect.stringContaining('its certificate is not for other.test'),
    })
    expect(await verdictOn(ask(port))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
  })

  it('is a wrong answer when it is not TLS, refused when it hangs up, silent when it never answers', async () => {
    const plain = await peer((socket) => socket.write('220 smtp.shop.test\r\n'))
    const hangingUp = await peer((socket) => socket.on('data', () => socket.end()))
    const mute = await peer(() => undefined)
    expect(await verdictOn(ask(plain.port))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
    expect(await verdictOn(ask(hangingUp.port))).toMatchObject({ is: 'fail', mode: 'refused' })
    expect(await verdictInTime(ask(mute.port))).toMatchObject({ is: 'fail', mode: 'silent' })
  })
})
