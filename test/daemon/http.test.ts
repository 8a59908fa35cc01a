import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { frozenWords } from '../../src/daemon/frozen-words.js'
import { openInterface } from '../../src/daemon/http.js'
import { askLeader } from '../../src/daemon/requests.js'
import type { StatusDocument } from '../../src/daemon/status-document.js'
import { away, home, MINUTE, Shop } from '../controller/fixtures/shop.js'
import { type Shown, show } from './fixtures/page.js'
import { stopped, until } from './fixtures/watching.js'

let shop: Shop
let shown: Shown
beforeEach(async () => {
  shop = new Shop()
  shown = await show(shop)
  await until(shop, () => shown.watching.told.ticks.length >= 6)
})
afterEach(async () => {
  await stopped(shop, shown.watching)
  await shown.page.close()
})

const status = async (): Promise<StatusDocument> => (await shown.get('/api/status')).json() as Promise<StatusDocument>
const main = async (): Promise<string> => (await shown.get('/?part=main')).text()

const isHeldBy = (reason: string): boolean => {
  const decision = shown.watching.told.ticks.at(-1)?.decision
  return decision?.kind === 'hold' && decision.reason === reason
}

/** A request with a `Host` header of its own, which fetch does not allow. */
async function asHost(host: string): Promise<number | undefined> {
  const request = http.get(new URL('/api/status', shown.page.url), { headers: { host }, agent: false })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.resume()
  return response.statusCode
}

describe('the page', () => {
  it('says that all is well, where users are, and who leads', async () => {
    const text = await (await shown.get('/')).text()
    expect(text).toMatch(/^<!doctype html>/)
    expect(text).toMatch(/All is well: us-east-1 serves users/)
    expect(text).toContain('<title>✓ shop: well</title>')
    for (const place of ['use1-az1', 'use1-az4', 'eu-west-1', 'euw1-az3']) expect(text).toContain(place)
    expect(text).toContain('watcher leads since')
    expect(text).toContain('orders: replica lag, limit 30 s')
  })

  it('needs nothing from outside and runs nothing but its own script', async () => {
    const response = await shown.get('/')
    const text = await response.text()
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'sha256-/)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('says what is impaired, by whose word, and why it holds', async () => {
    shop.lose(home)
    await until(shop, () => isHeldBy('disturbance'))
    const text = await main()
    expect(text).toContain('Users are in us-east-1, which is in trouble: all 3 zones impaired')
    expect(text).toContain('use1-az1 does not serve')
    expect(text).toContain('http from us-west-2: use1-az1 does not serve')
    expect(text).toContain('Decision: hold (disturbance)')
    expect(text).toContain('data-is="impaired"')
  })

  it('shows a move under way with its steps, and afterwards among the incidents', async () => {
    const drawn: Promise<string>[] = []
    const append = shop.store.append.bind(shop.store)
    shop.store.append = async (lease, draft) => {
      const entry = await append(lease, draft)
      if (draft.event.kind === 'step-done' && draft.event.step === 'orders.fenced') {
        drawn.push(new Promise((resolve) => setImmediate(() => resolve(main()))))
        await drawn[0]
      }
      return entry
    }
    shop.lose(home)
    // The page is asked in real time while the shop's clock stands still.
    await until(shop, () => drawn.length > 0)
    const moving = await drawn[0]
    await until(shop, () => shown.watching.told.ended.length === 1)
    expect(moving).toContain('Failover us-east-1 → eu-west-1 is under way: 1 of 4 steps done')
    expect(moving).toContain('point of no return')
    expect(moving).toContain('grow web in eu-west-1')
    const after = await main()
    expect(after).toMatch(/incidents\/inc-20261124-\d{6}\?format=markdown/)
    expect(after).toContain('recovered')
  })

  it('shows a halted move as waiting for a person, with what to do', async () => {
    shop.refused.add('front.region')
    shop.lose(home)
    await until(shop, () => shown.watching.told.ended.length === 1)
    const text = await main()
    expect(text).toContain('halted part-way (3 of 4 steps done) and waits for a person')
    expect(text).toContain('Next: grant front.region; then')
    expect((await status()).verdict.is).toBe('waiting')
  })

  it('shows what is frozen in the words of the status, which has it as a document', async () => {
    shop.refused.add('web.frozen')
    const asked = { id: 'a', request: { ask: { kind: 'freeze', region: home }, by: 'ada', waives: [] } } as const
    await shop.clock.run(askLeader(shop.store, shop.clock, asked, MINUTE))
    const ticks = shown.watching.told.ticks.length
    await until(shop, () => shown.watching.told.ticks.length > ticks + 1)
    const { at, frozen = [] } = await status()
    expect(frozen).toMatchObject([
      { region: home, byItself: false, pending: [{ resource: 'web', because: 'web.frozen is denied' }] },
    ])
    const text = (await main()).replaceAll('&quot;', '"')
    for (const each of frozen) {
      const { missing, next, says } = frozenWords(each, at)
      for (const words of [says, next, ...missing]) expect(text).toContain(words)
    }
  })

  it('puts no text of the world into the page as markup', async () => {
    shown.state.onTrouble('look', '<script>alert(1)</script>')
    const text = await main()
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).not.toContain('<script>alert(1)')
  })
})

describe('the API', () => {
  it('gives the status as a document', async () => {
    expect(await status()).toMatchObject({
      ...{ version: 1, app: 'shop', active: home, left: [], verdict: { is: 'well' } },
      leader: { by: 'watcher', epoch: 1 },
      decision: { kind: 'hold', reason: 'steady' },
      regions: [
        {
          name: home,
          role: 'primary',
          active: true,
          health: 'healthy',
          zones: [{ serves: true, latencyMs: 1 }, {}, {}],
        },
        {
          name: away,
          role: 'standby',
          active: false,
          gauges: [{ limit: 80 }, { reading: { value: 40 }, limit: 30_000 }],
        },
      ],
    })
  })

  it('lists incidents, and gives each as JSON or as a post-mortem', async () => {
    shop.lose(home)
    await until(shop, () => shown.watching.told.ended.length === 1)
    const { incidents } = (await (await shown.get('/api/incidents')).json()) as { incidents: { id: string }[] }
    expect(incidents).toMatchObject([{ state: 'recovered', move: 'failover us-east-1 → eu-west-1', severity: 1 }])
    const id = incidents[0]?.id
    expect(await (await shown.get(`/api/incidents/${id}`)).json()).toMatchObject({
      incident: { id, steps: [{}, {}, {}, {}] },
    })
    const markdown = await shown.get(`/api/incidents/${id}?format=markdown`)
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(await markdown.text()).toMatch(/^# Incident inc-/)
    const missing = await shown.get('/api/incidents/inc-none')
    expect(missing.status).toBe(404)
    expect(await missing.json()).toEqual({ error: { message: 'no incident inc-none on record' } })
  })

  it('sends the status to those who follow, when it changes', async () => {
    const response = await shown.get('/api/events')
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const events = statusEvents(response)
    expect((await events.next()).value).toMatchObject({ verdict: { is: 'well' } })
    shop.lose(home)
    await until(shop, () => (shown.state.status?.verdict.is ?? '') === 'impaired')
    let last: StatusDocument | undefined
    do last = (await events.next()).value
    while (last && last.verdict.is !== 'impaired')
    expect(last?.decision.reason).toBeDefined()
    await events.return(undefined)
  })

  it('refuses every change, and every name that is not its own', async () => {
    expect((await shown.get('/api/status', { method: 'POST' })).status).toBe(405)
    expect((await shown.get('/api/status', { method: 'DELETE' })).status).toBe(405)
    expect(await asHost('evil.example')).toBe(421)
    expect(await asHost('evil.example:8480')).toBe(421)
    expect(await asHost('localhost:8480')).toBe(200)
    expect(await asHost('127.0.0.1')).toBe(200)
  })

  it('says what is nowhere', async () => {
    const response = await shown.get('/api/nothing')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: { message: 'nothing is at /api/nothing' } })
  })

  it('answers with a fault of its own, tells it, and goes on', async () => {
    Object.defineProperty(shown.state, 'incidents', {
      get: () => {
        throw new Error('a fault')
      },
      configurable: true,
    })
    expect((await shown.get('/api/incidents')).status).toBe(500)
    expect(shown.faults).toMatchObject([{ message: 'a fault' }])
    expect((await shown.get('/healthz')).status).toBe(200)
  })
})

describe('metrics', () => {
  /** `name{label="value"}` → figure. */
  const series = async (): Promise<ReadonlyMap<string, number>> => {
    const lines = (await (await shown.get('/metrics')).text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    )
  }

  it('tell healths as state sets, figures, probes, decisions and who leads', async () => {
    const before = await series()
    expect([...before.values()].every((value) => !Number.isNaN(value))).toBe(true)
    expect(before.get('failover_zone_health{region="us-east-1",zone="use1-az1",state="healthy"}')).toBe(1)
    expect(before.get('failover_zone_health{region="us-east-1",zone="use1-az1",state="impaired"}')).toBe(0)
    expect(before.get('failover_region_active{region="us-east-1"}')).toBe(1)
    expect(before.get('failover_replica_lag_seconds{region="eu-west-1",resource="orders"}')).toBe(0.04)
    expect(before.get('failover_capacity_percent{region="eu-west-1",resource="web"}')).toBe(100)
    expect(before.get('failover_is_leader')).toBe(1)
    expect(before.get('failover_epoch')).toBe(1)
    expect(before.get(`failover_build_info{version="9.9.9",node="${process.version}"}`)).toBe(1)
    const probes = '{signal="http",place="use1-az1",vantage="us-west-2"}'
    expect(before.get(`failover_probe_latency_seconds_count${probes}`)).toBe(shown.watching.told.ticks.length)
    shop.lose(home)
    await until(shop, () => shown.watching.told.ended.length === 1)
    await until(shop, () => (shown.state.status?.active ?? home) === away)
    const after = await series()
    expect(after.get('failover_zone_health{region="us-east-1",zone="use1-az1",state="impaired"}')).toBe(1)
    expect(after.get('failover_region_health{region="us-east-1",state="impaired"}')).toBe(1)
    expect(after.get('failover_region_active{region="eu-west-1"}')).toBe(1)
    expect(after.get('failover_incidents_total{move="failover"}')).toBe(1)
    expect(after.get('failover_incidents_ended_total{outcome="recovered"}')).toBe(1)
    expect(after.get('failover_decisions_total{kind="act",reason="failover"}')).toBe(1)
    expect(after.get('failover_decisions_total{kind="hold",reason="disturbance"}')).toBeGreaterThan(1)
    const failures = 'failover_probe_failures_total{signal="http",place="use1-az1",vantage="us-west-2",mode="refused"}'
    expect(after.get(failures)).toBeGreaterThan(3)
  })
})

describe('its own health', () => {
  it('is good while rounds end, and bad once they have not for a while', async () => {
    expect((await shown.get('/healthz')).status).toBe(200)
    await stopped(shop, shown.watching)
    await shop.clock.run(shop.clock.sleep(2 * MINUTE))
    const response = await shown.get('/healthz')
    expect(response.status).toBe(503)
    expect(await response.text()).toBe('stopped: no round has ended for 2 min\n')
  })
})

describe('the interface', () => {
  it('says which port is taken, and what to do', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const options = {
      host: '127.0.0.1',
      port,
      state: () => undefined,
      metrics: () => undefined,
      version: '',
      onError: () => {},
    }
    await expect(openInterface(options)).rejects.toMatchObject({
      ...{ code: 'conflict', message: `127.0.0.1:${port} is taken by another process`, next: /--port/ },
      next: expect.stringMatching(/--port/),
    })
    other.close()
  })

  it('says that the first look is not over yet', async () => {
    const none = { state: () => undefined, metrics: () => undefined, version: '', onError: () => {} }
    const early = await openInterface({ host: '127.0.0.1', port: 0, ...none })
    for (const path of ['/api/status', '/api/events', '/metrics', '/healthz']) {
      expect((await fetch(new URL(path, early.url))).status).toBe(503)
    }
    expect(await (await fetch(early.url)).text()).toContain('Looking for the first time')
    await early.close()
  })

  it('is not held up by one who follows and never reads, nor at its end', async () => {
    const { hostname, port } = new URL(shown.page.url)
    const deaf = net.connect(Number(port), hostname)
    deaf.on('error', () => {})
    deaf.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    deaf.pause()
    shop.lose(home)
    await until(shop, () => shown.watching.told.ended.length === 1)
    expect((await status()).active).toBeDefined()
    await shown.page.close()
    deaf.destroy()
  })
})

/** The status events of a stream, one after another. */
async function* statusEvents(response: Response): AsyncGenerator<StatusDocument, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end)
      text = text.slice(end + 2)
      const data = event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
      if (event.includes('event: status')) yield JSON.parse(data.join('\n')) as StatusDocument
    }
  }
  return undefined
}
