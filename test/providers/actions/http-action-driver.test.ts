import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Tactic } from '../../../src/model/plan.js'
import type { Driver } from '../../../src/model/resource.js'
import { settings } from '../../../src/providers/actions/http-action.js'
import { httpAction } from '../../../src/providers/actions/http-action-driver.js'
import { driverConformance } from '../../fixtures/driver-conformance.js'
import { underOneLeash } from './fixtures/one-leash.js'
import { contextOf, traffic } from './fixtures/places.js'

interface Got {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An API of a CDN, on loopback, which tells where it points and is told where to. */
class Api {
  origin = 'us-east-1'
  readonly got: Got[] = []
  mood: 'well' | 'dead' | 'frozen' = 'well'
  /** Answers in its stead, when it gives one. */
  reply: (got: Got) => { readonly status: number; readonly body?: string } | undefined = () => undefined
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => this.#take(request, response))
  }

  static async open(): Promise<Api> {
    const api = new Api()
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve))
    return api
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get changes(): readonly Got[] {
    return this.got.filter(({ method }) => method !== 'GET')
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { headers, method = '', url = '' } = request
    const got = { method, url, headers, body: Buffer.concat(chunks).toString() }
    this.got.push(got)
    if (this.mood === 'frozen') return
    if (this.mood === 'dead') return void request.socket.resetAndDestroy()
    const { status, body = '' } = this.reply(got) ?? this.#answer(got)
    response.writeHead(status).end(body)
  }

  #answer({ body, method }: Got): { readonly status: number; readonly body?: string } {
    if (method === 'GET') return { status: 200, body: JSON.stringify({ origin: this.origin }) }
    this.origin = JSON.parse(body).origin
    return { status: 202 }
  }
}

function cdn(api: Api, more: Readonly<Record<string, unknown>> = {}) {
  const request = (to: string) => ({
    ...{ method: 'PUT', url: `${api.url}/apps/{app}/origin` },
    ...{ headers: { Authorization: { env: 'CDN_AUTH' }, 'x-epoch': '{epoch}' }, body: `{"origin": "${to}"}` },
  })
  const step = settings.parse({
    ...{ at: 'traffic', holds: { url: `${api.url}/origin?app={app}`, contains: '"{to}"' } },
    ...{ apply: request('{to}'), undo: request('{from}'), ...more },
  })
  return { name: 'cdn', type: 'http-action', settings: step }
}

const ENV = { CDN_AUTH: 'Bearer s3cret' }
const leash = (signal = AbortSignal.timeout(60_000)) => ({ epoch: 7, signal })

async function tacticOf(driver: Driver): Promise<Tactic> {
  const [tactic] = driver.tactics(traffic, await driver.inspect(leash().signal))
  if (!tactic) throw new Error('no tactic')
  return tactic
}

driverConformance('http-action', async () => {
  const api = await Api.open()
  let epoch = 0
  return {
    driver: underOneLeash(httpAction(cdn(api), contextOf(true), ENV)),
    interlocked: underOneLeash(httpAction(cdn(api), contextOf(false), ENV)),
    ways: [{ end: traffic }],
    epoch: () => ++epoch,
    snapshot: async () => api.origin,
    silence: async (how) => {
      api.mood = how
    },
    // It is here that the variable is set.
    unsilenced: ['environment variable CDN_AUTH'],
    hasNoPlane: true,
    close: () => api.close(),
  }
})

describe('http-action', () => {
  let api: Api
  beforeEach(async () => {
    api = await Api.open()
  })
  afterEach(() => api.close())

  it('is one request, with its places filled in and its secret out of the environment', async () => {
    const driver = httpAction(cdn(api), contextOf(true), ENV)
    const { action, says } = await tacticOf(driver)
    expect(says).toBe(`cdn: PUT ${api.url}/apps/shop/origin`)
    expect(JSON.stringify(action)).not.toContain('s3cret')
    await driver.apply(action, leash())
    expect(api.changes).toMatchObject([
      {
        ...{ method: 'PUT', url: '/apps/shop/origin', body: '{"origin": "eu-west-1"}' },
        headers: { authorization: 'Bearer s3cret', 'x-epoch': '7' },
      },
    ])
  })

  it('has one idempotency key however often one run tries it, and another in the next run under the same epoch', async () => {
    const driver = httpAction(cdn(api), contextOf(true), ENV)
    const { action } = await tacticOf(driver)
    const first = leash()
    await driver.apply(action, first)
    await driver.apply(action, first)
    await driver.apply(action, leash())
    const keys = api.changes.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^failover-cdn-apply-7-/)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })

  it.each([
    [200, '{"origin": "eu-west-1"}', 'yes'],
    [200, '{"origin": "us-east-1"}', 'no'],
    [404, '', 'no'],
    [302, '', 'no'],
    [401, '', 'unknown'],
    [429, '', 'unknown'],
    [503, '', 'unknown'],
  ] as const)('when its "holds" answers %i %s, says %s', async (status, body, is) => {
    const driver = httpAction(cdn(api), contextOf(true), ENV)
    const { action } = await tacticOf(driver)
    api.reply = () => ({ status, body })
    expect(await driver.holds(action, leash())).toMatchObject({ is, because: expect.stringContaining(`${status}`) })
  })

  it.each([
    [401, 'denied'],
    [403, 'denied'],
    [404, 'not-found'],
    [409, 'refused'],
    [412, 'conflict'],
    [429, 'throttled'],
    [303, 'refused'],
    [500, 'unreachable'],
  ] as const)('answered %i is %s, with what was said', async (status, code) => {
    const driver = httpAction(cdn(api), contextOf(true), ENV)
    const { action } = await tacticOf(driver)
    api.reply = () => ({ status, body: 'the reason\nin two lines' })
    await expect(driver.apply(action, leash())).rejects.toMatchObject({
      ...{ code, message: `PUT ${api.url}/apps/shop/origin answered ${status}: the reason in two lines` },
    })
  })

  it('counts as accepted only what the policy says, where it says it', async () => {
    const apply = { url: `${api.url}/origin`, status: [200] }
    const driver = httpAction(cdn(api, { apply, undo: 'none' }), contextOf(true), ENV)
    const { action } = await tacticOf(driver)
    api.reply = () => ({ status: 202 })
    await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'refused' })
  })

  it('in a dry run asks "holds", and sends nothing else', async () => {
    const driver = httpAction(cdn(api), contextOf(false), ENV)
    const { action } = await tacticOf(driver)
    expect(await driver.holds(action, leash())).toMatchObject({ is: 'no' })
    await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'interlocked' })
    expect(api.got.map(({ method }) => method)).toEqual(['GET'])
  })

  it('is not planned without the variable a header wants, and sends nothing with one no header can carry', async () => {
    const bare = httpAction(cdn(api), contextOf(true), {})
    const seen = await bare.inspect(leash().signal)
    expect(seen.facts).toEqual({
      'environment variable CDN_AUTH': { is: 'unmet', because: 'it is not set, and a header wants it' },
    })
    const odd = httpAction(cdn(api), contextOf(true), { CDN_AUTH: 'two\nlines' })
    const { action } = await tacticOf(odd)
    await expect(odd.apply(action, leash())).rejects.toMatchObject({ message: expect.not.stringContaining('lines') })
    expect(api.changes).toEqual([])
  })
})
