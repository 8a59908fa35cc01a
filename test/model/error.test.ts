import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { asOperatingError, OperatingError } from '../../src/model/error.js'
import { BrokenInvariant } from '../../src/model/invariant.js'

/** What `work` throws. */
async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (thrown) {
    return thrown
  }
  throw new Error('nothing was thrown')
}

/** A port on loopback that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code })

describe('whatever was thrown, as an operating error', () => {
  it('is itself when it is one already', () => {
    const own = new OperatingError('throttled', 'asked to slow down', 'wait')
    expect(asOperatingError(own, 'read')).toBe(own)
  })

  it('says what was being done, why it failed, and keeps its cause', () => {
    const cause = withCode('ECONNRESET', 'socket hang up')
    const error = asOperatingError(cause, 'ask orders')
    expect(error).toMatchObject({ code: 'unreachable', message: 'ask orders: socket hang up', cause })
    expect(error.next).toBeUndefined()
  })

  it.each(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    'is timed out for %s',
    (code) => expect(asOperatingError(withCode(code), 'ask').code).toBe('timed-out'),
  )

  it('is timed out when a signal of time fired', async () => {
    const thrown = await thrownBy(async () => {
      const signal = AbortSignal.timeout(1)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      signal.throwIfAborted()
    })
    expect(asOperatingError(thrown, 'ask').code).toBe('timed-out')
  })

  it('is unreachable when a real connection is refused', async () => {
    const port = await freePort()
    const refused = await thrownBy(() => once(connect({ host: '127.0.0.1', port }), 'connect'))
    expect(asOperatingError(refused, 'ask')).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('is unreachable when fetch finds nobody, which it calls a TypeError', async () => {
    const port = await freePort()
    const refused = await thrownBy(() => fetch(`http://127.0.0.1:${port}/`))
    expect(refused).toBeInstanceOf(TypeError)
    expect(asOperatingError(refused, 'ask')).toMatchObject({
      ...{ code: 'unreachable', cause: refused },
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('falls back on the code where the system says nothing', () => {
    expect(asOperatingError(withCode('ECONNREFUSED', ''), 'ask').message).toBe('ask: ECONNREFUSED')
  })

  it.each([
    new BrokenInvariant('two writers'),
    new TypeError('x is not a function'),
    new ReferenceError('x is not defined'),
    'a text',
    undefined,
    { code: 'ETIMEDOUT' },
  ])('throws a bug on: %s', (bug) => {
    let thrown: unknown = 'nothing'
    try {
      asOperatingError(bug, 'ask')
    } catch (caught) {
      thrown = caught
    }
    expect(thrown).toBe(bug)
  })

  it('throws on a bug that a bug was caused by', () => {
    const bug = new TypeError('x is not a function', { cause: new BrokenInvariant('two writers') })
    expect(() => asOperatingError(bug, 'ask')).toThrow(bug)
  })
})
