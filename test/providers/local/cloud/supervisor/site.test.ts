/** Every way to break things, on a real cloud: what a caller meets, and what comes back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Region } from '../../../../../src/model/place.js'
import { openCloud } from '../../../../../src/providers/local/cloud/client.js'
import { until } from '../../../../../src/providers/local/cloud/database/wait.js'
import type { Endpoint, RegionLayout } from '../../../../../src/providers/local/cloud/layout.js'
import type { HarnessStatus, LocalCloud } from '../../../../../src/providers/local/cloud/local-cloud.js'
import { startOf } from '../../../../../src/providers/store/process-start.js'
import { type RunningCloud, runCloud } from '../../fixtures/running-cloud.js'
import { order, type Visit, visit } from '../fixtures/visit.js'

const SILENCE_MS = 1_500
const DEADLINE_MS = 30_000

let running: RunningCloud
let cloud: LocalCloud
let home: RegionLayout
let away: RegionLayout
let numbers = 0
let epoch = 0

beforeAll(async () => {
  running = await runCloud()
  cloud = await openCloud(running.dir, { mayChange: true })
  const [first, second] = cloud.layout.regions
  if (!first || !second) throw new Error('two regions')
  home = first
  away = second
}, 120_000)
afterAll(async () => {
  await cloud?.close()
  await running?.close()
}, 90_000)
afterEach(() => running.harness.heal(), 90_000)

const soon = (): AbortSignal => AbortSignal.timeout(SILENCE_MS)
const late = (): AbortSignal => AbortSignal.timeout(DEADLINE_MS)
const zoneOf = ({ zones }: RegionLayout, index = 0): { readonly zone: string; readonly http: Endpoint } => {
  const found = zones[index]
  if (!found) throw new Error(`no zone ${index}`)
  return found
}
const statusOf = (found: Visit | string): number | string => (typeof found === 'string' ? found : found.status)
const asked = async (at: Endpoint, path: string, from?: string, deadlineMs = DEADLINE_MS): Promise<number | string> =>
  statusOf(await visit(at, path, { deadlineMs, ...(from ? { from } : {}) }))
/** What is silent is so for ever; nobody waits that long. */
const briefly = (at: Endpoint, path: string, from?: string): Promise<number | string> =>
  asked(at, path, from, SILENCE_MS)
/** On a busy machine a server that came back needs a moment to reach its database. */
const eventually = (what: string, holds: () => Promise<boolean>): Promise<void> => until(what, DEADLINE_MS, holds)
const writes = (at: RegionLayout): Promise<void> =>
  eventually(`orders in ${at.region}`, async () => (await order(zoneOf(at).http, ++numbers)) === 201)

async function databaseOf(region: Region): Promise<HarnessStatus['regions'][number]['database']> {
  const { regions } = await running.harness.status()
  const found = regions.find((each) => each.region === region)
  if (!found) throw new Error(`no ${region}`)
  return found.database
}

describe('a shop', () => {
  it('says who served, in header and page', async () => {
    const { http, zone } = zoneOf(home)
    const found = await visit(http, '/')
    expect(found).toMatchObject({
      status: 200,
      servedBy: `${home.region}/${zone}`,
      body: expect.stringContaining(zone),
    })
  })

  it('acknowledges an order once it is there, and once more when it is placed again', async () => {
    const number = ++numbers
    expect(await order(zoneOf(home).http, number)).toBe(201)
    expect(await order(zoneOf(home, 1).http, number)).toBe(200)
    const found = await visit(zoneOf(home, 2).http, `/orders?from=${number}&to=${number}`)
    expect(found).toMatchObject({ body: `{"numbers":[${number}]}\n` })
  })

  it('takes no orders in the standby, whose probe of writes passes all the same', async () => {
    expect(await order(zoneOf(away).http, ++numbers)).toBe(503)
    const probe = await visit(away.canary, '/healthz/write')
    expect(probe).toMatchObject({ status: 200, body: expect.stringContaining('"wrote":false') })
    expect(await visit(home.canary, '/healthz/write')).toMatchObject({ body: expect.stringContaining('"wrote":true') })
  })

  it('tells customers what is wrong with what they sent', async () => {
    const found = await visit(zoneOf(home).http, '/orders', { method: 'POST', body: '{"number": 1}' })
    expect(found).toMatchObject({ status: 400, body: expect.stringContaining('item') })
    expect(await asked(zoneOf(home).http, '/nowhere')).toBe(404)
  })

  it('takes as many requests at once as it has slots, and probes beside them', async () => {
    const { http, zone } = zoneOf(home)
    await cloud.setSlots(home.region, { [zone]: 1 }, ++epoch, late())
    await running.harness.break({ target: zone, kind: 'slow', delayMs: 50 })
    await running.harness.break({ target: home.region, kind: 'db-stuck' })
    const first = visit(http, '/orders/count', { deadlineMs: DEADLINE_MS })
    await eventually('the slot to be taken', async () => (await asked(http, '/')) === 503)
    expect(await asked(http, '/healthz')).toBe(200)
    await running.harness.heal()
    await first
    await cloud.setSlots(home.region, { [zone]: 4 }, ++epoch, late())
    expect(await asked(http, '/')).toBe(200)
  })
})

describe('a zone', () => {
  it('killed refuses, and its neighbours serve; healed it is back at its place with its slots', async () => {
    const { http, zone } = zoneOf(home)
    await cloud.setSlots(home.region, { [zone]: 6 }, ++epoch, late())
    await running.harness.break({ target: zone, kind: 'kill' })
    expect(await asked(http, '/healthz')).toBe('refusal')
    expect(await asked(zoneOf(home, 1).http, '/healthz')).toBe(200)
    const { zones } = await cloud.describeRegion(home.region, late())
    expect(zones[0]).toMatchObject({ isRunning: false, slots: 6 })
    await running.harness.heal(zone)
    expect(await asked(http, '/healthz')).toBe(200)
    expect((await cloud.describeRegion(home.region, late())).zones[0]).toMatchObject({ isRunning: true, slots: 6 })
    await cloud.setSlots(home.region, { [zone]: 4 }, ++epoch, late())
  })

  it('hanging is silent, and goes on when healed', async () => {
    const { http, zone } = zoneOf(home)
    await running.harness.break({ target: zone, kind: 'hang' })
    expect(await briefly(http, '/healthz')).toBe('silence')
    await running.harness.heal(zone)
    expect(await asked(http, '/healthz')).toBe(200)
  })

  it('slow is late, by as much as was asked', async () => {
    const { http, zone } = zoneOf(home)
    await running.harness.break({ target: zone, kind: 'slow', delayMs: 5_000 })
    expect(await briefly(http, '/healthz')).toBe('silence')
    await running.harness.break({ target: zone, kind: 'slow', delayMs: 1 })
    expect(await asked(http, '/healthz')).toBe(200)
  })

  it('with errors fails probes, pages and orders alike', async () => {
    const { http, zone } = zoneOf(home)
    await running.harness.break({ target: zone, kind: 'errors' })
    expect(await Promise.all([asked(http, '/healthz'), asked(http, '/'), order(http, ++numbers)])).toEqual([
      500, 500, 500,
    ])
    expect(await asked(home.canary, '/healthz')).toBe(200)
  })
})

describe('a region', () => {
  it('killed refuses everything: servers, database, control plane; healed all of it is back', async () => {
    await running.harness.break({ target: home.region, kind: 'kill' })
    expect(await asked(zoneOf(home).http, '/healthz')).toBe('refusal')
    expect(await asked(home.canary, '/healthz')).toBe('refusal')
    await expect(cloud.describeRegion(home.region, late())).rejects.toMatchObject({ code: 'unreachable' })
    await expect(cloud.query(home.region, 'select 1', [], late())).rejects.toMatchObject({ code: 'unreachable' })
    await expect(cloud.describeRegion(away.region, late())).resolves.toMatchObject({ region: away.region })
    await running.harness.heal(home.region)
    await writes(home)
    expect((await cloud.describeRegion(home.region, late())).database.isRunning).toBe(true)
  }, 90_000)

  it('hanging is silent in everything', async () => {
    await running.harness.break({ target: home.region, kind: 'hang' })
    expect(await briefly(zoneOf(home).http, '/healthz')).toBe('silence')
    await expect(cloud.describeRegion(home.region, soon())).rejects.toMatchObject({ code: 'timed-out' })
    await expect(cloud.query(home.region, 'select 1', [], soon())).rejects.toMatchObject({ code: 'timed-out' })
    await running.harness.heal(home.region)
    await writes(home)
  }, 90_000)

  it('with a stuck database passes pages and probes, and its writes hang', async () => {
    await running.harness.break({ target: home.region, kind: 'db-stuck' })
    expect(await asked(zoneOf(home).http, '/')).toBe(200)
    expect(await asked(zoneOf(home).http, '/healthz')).toBe(200)
    expect(await briefly(home.canary, '/healthz/write')).toBe('silence')
    expect(await order(zoneOf(home).http, ++numbers, SILENCE_MS)).toBe('silence')
    expect((await cloud.describeRegion(home.region, late())).database.isRunning).toBe(false)
    await running.harness.heal(home.region)
    await writes(home)
  }, 90_000)

  it('with errors fails in all its zones and the canary', async () => {
    await running.harness.break({ target: home.region, kind: 'errors' })
    const places = [...home.zones.map(({ http }) => http), home.canary]
    expect(await Promise.all(places.map((at) => asked(at, '/healthz')))).toEqual([500, 500, 500, 500])
    expect(await asked(away.canary, '/healthz')).toBe(200)
  })

  it('cut off from the other goes on serving, and its writes arrive there once the way is whole', async () => {
    await running.harness.break({ target: home.region, kind: 'partition' })
    const number = ++numbers
    expect(await order(zoneOf(home).http, number)).toBe(201)
    const arrived = async (): Promise<boolean> => {
      const rows = await cloud.query(away.region, 'select 1 from orders where number = $1', [number], late())
      return rows.length === 1
    }
    expect(await arrived()).toBe(false)
    await running.harness.heal(home.region)
    await eventually('the order to arrive', arrived)
  }, 90_000)

  it('cut off from one vantage is silent to it alone', async () => {
    const [first, second] = cloud.layout.vantages
    await running.harness.break({ target: home.region, kind: 'partition', with: String(first?.vantage) })
    expect(await briefly(zoneOf(home).http, '/healthz', first?.address)).toBe('silence')
    expect(await asked(zoneOf(home).http, '/healthz', second?.address)).toBe(200)
    expect(await asked(zoneOf(away).http, '/healthz', first?.address)).toBe(200)
    await expect(cloud.describeRegion(home.region, late())).resolves.toBeDefined()
  })

  it('cut off from everyone is silent in everything, though nothing in it is broken', async () => {
    await running.harness.break({ target: home.region, kind: 'partition', with: 'everyone' })
    expect(await briefly(zoneOf(home).http, '/healthz')).toBe('silence')
    await expect(cloud.describeRegion(home.region, soon())).rejects.toMatchObject({ code: 'timed-out' })
    await expect(cloud.query(home.region, 'select 1', [], soon())).rejects.toMatchObject({ code: 'timed-out' })
    expect(await databaseOf(home.region)).toMatchObject({ isRunning: true, role: 'writer' })
    await running.harness.heal(home.region)
    await writes(home)
  }, 90_000)
})

describe('the name server', () => {
  it('killed takes the name’s control plane with it, and not the register of fences', async () => {
    await running.harness.break({ target: 'dns', kind: 'kill' })
    await expect(cloud.describeName(late())).rejects.toMatchObject({ code: 'unreachable' })
    await expect(cloud.describeFences(late())).resolves.toMatchObject({ fenced: [] })
    expect((await running.harness.status()).dns.isRunning).toBe(false)
  })

  it('hanging never answers, and goes on when healed', async () => {
    await running.harness.break({ target: 'dns', kind: 'hang' })
    await expect(cloud.describeName(soon())).rejects.toMatchObject({ code: 'timed-out' })
    await running.harness.heal('dns')
    await expect(cloud.describeName(late())).resolves.toMatchObject({ name: 'www.shop.test' })
  })
})

describe('what is broken in one breath', () => {
  it('ends as the last word says, and leaves no process beside it', async () => {
    const { zone } = zoneOf(home)
    const breaking = [
      running.harness.break({ target: zone, kind: 'kill' }),
      running.harness.break({ target: home.region, kind: 'hang' }),
      running.harness.heal(zone),
      running.harness.break({ target: home.region, kind: 'kill' }),
    ]
    await Promise.all(breaking)
    const { regions } = await running.harness.status()
    expect(regions[0]?.zones.every(({ isRunning, pid }) => !isRunning && pid === undefined)).toBe(true)
    await running.harness.heal()
    await writes(home)
    const after = await running.harness.status()
    expect(after.broken).toEqual([])
    expect(after.regions.flatMap(({ zones }) => zones).every(({ pid }) => startOf(pid ?? 0) !== undefined)).toBe(true)
  }, 90_000)
})
