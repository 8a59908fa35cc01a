/** Law 10 on a real cloud: a region whose fence could not be heard takes no write when it returns, and is made anew. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCloud } from '../../../../../src/providers/local/cloud/client.js'
import { until } from '../../../../../src/providers/local/cloud/database/wait.js'
import type { RegionLayout } from '../../../../../src/providers/local/cloud/layout.js'
import type {
  Breakage,
  DatabaseState,
  HarnessStatus,
  LocalCloud,
} from '../../../../../src/providers/local/cloud/local-cloud.js'
import { type RunningCloud, runCloud } from '../../fixtures/running-cloud.js'
import { order, visit } from '../fixtures/visit.js'

const DEADLINE_MS = 60_000

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

const late = (): AbortSignal => AbortSignal.timeout(DEADLINE_MS)
const shopOf = ({ canary, zones }: RegionLayout) => zones[0]?.http ?? canary

async function databaseAt({ region }: RegionLayout): Promise<HarnessStatus['regions'][number]['database']> {
  const { regions } = await running.harness.status()
  const found = regions.find((each) => each.region === region)
  if (!found) throw new Error(`no ${region}`)
  return found.database
}

async function rebuilt(at: RegionLayout, of: RegionLayout): Promise<DatabaseState> {
  await cloud.rebuildDatabase(at.region, of.region, ++epoch, late())
  let state: DatabaseState | undefined
  await until(`${at.region} to be rebuilt`, DEADLINE_MS, async () => {
    state = (await cloud.describeRegion(at.region, late())).database
    return state.rebuild.is !== 'under-way'
  })
  if (!state) throw new Error('not described')
  return state
}

const writes = (at: RegionLayout): Promise<void> =>
  until(`orders in ${at.region}`, DEADLINE_MS, async () => (await order(shopOf(at), ++numbers)) === 201)

/** From wherever things stand, back to a writer at home that is followed. */
async function homeWrites(): Promise<void> {
  await cloud.setFence(away.region, true, ++epoch, late())
  await rebuilt(home, away)
  await cloud.command(home.region, 'select pg_promote()', [], late())
  await rebuilt(away, home)
  await writes(home)
}

describe('a fence', () => {
  it('that can be heard is obeyed before it is answered, and lifted as well', async () => {
    await writes(home)
    await cloud.setFence(home.region, true, ++epoch, late())
    expect(await order(shopOf(home), ++numbers)).toBe(503)
    expect(await visit(home.canary, '/healthz/write')).toMatchObject({ body: expect.stringContaining('"fenced":true') })
    expect(await databaseAt(home)).toMatchObject({ role: 'fenced' })
    expect(await cloud.describeFences(late())).toEqual({ fenced: [home.region], epoch })
    await cloud.setFence(home.region, false, ++epoch, late())
    await writes(home)
  }, 90_000)

  it.each<Omit<Breakage, 'target'>>([
    { kind: 'kill' },
    { kind: 'hang' },
    { kind: 'db-stuck' },
    { kind: 'partition', with: 'everyone' },
  ])(
    'that cannot be heard for $kind holds from the first moment of the return',
    async (how) => {
      await writes(home)
      await running.harness.break({ target: home.region, ...how })
      await cloud.setFence(home.region, true, ++epoch, late())
      // A customer who keeps trying all through the return.
      const before = numbers
      const tries: (number | string)[] = []
      let isOver = false
      const customer = (async () => {
        while (!isOver) tries.push(await order(shopOf(home), ++numbers, 2_000))
      })()
      await running.harness.heal(home.region)
      await until('an answer', DEADLINE_MS, () => tries.at(-1) === 503)
      isOver = true
      await customer
      expect(tries).not.toContain(201)
      expect(await databaseAt(home)).toMatchObject({ isRunning: true, role: 'fenced' })
      const rows = await cloud.query(home.region, 'select number from orders where number > $1', [before], late())
      expect(rows).toEqual([])
      await cloud.setFence(home.region, false, ++epoch, late())
      await writes(home)
    },
    120_000,
  )

  it('survives its region’s second death', async () => {
    await cloud.setFence(home.region, true, ++epoch, late())
    await running.harness.break({ target: home.region, kind: 'kill' })
    await running.harness.heal()
    expect(await databaseAt(home)).toMatchObject({ role: 'fenced' })
    await cloud.setFence(home.region, false, ++epoch, late())
    await writes(home)
  }, 90_000)

  it('under an older epoch than one already seen is a conflict', async () => {
    await expect(cloud.setFence(home.region, true, epoch - 1, late())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`epoch ${epoch - 1} is older than ${epoch}`),
    })
    expect((await cloud.describeFences(late())).fenced).toEqual([])
  })
})

describe('a rebuild', () => {
  it('never wipes a database that takes writes, nor follows one that does not', async () => {
    await writes(home)
    const refused = await rebuilt(home, away)
    expect(refused.rebuild).toMatchObject({ is: 'failed', because: expect.stringContaining('a replica itself') })
    await cloud.command(away.region, 'select pg_promote()', [], late())
    const again = await rebuilt(home, away)
    expect(again.rebuild).toMatchObject({ is: 'failed', because: expect.stringContaining('takes writes') })
    expect(await order(shopOf(home), ++numbers)).toBe(201)
    // Two writers stand here, of the test's own making; the second is made to follow again.
    await cloud.setFence(away.region, true, ++epoch, late())
    expect((await rebuilt(away, home)).rebuild).toEqual({ is: 'none' })
    expect(await databaseAt(away)).toMatchObject({ role: 'replica', replicaOf: home.region })
  }, 120_000)

  it('keeps for a person what the old writer took and the new one never got, and lifts the fence', async () => {
    await writes(home)
    // What was written before the cut is not what the cut loses.
    const arrived = async () =>
      (await cloud.query(away.region, 'select number from orders where number = $1', [numbers], late())).length === 1
    await until('the replica to have what was written', DEADLINE_MS, arrived)
    await running.harness.break({ target: home.region, kind: 'partition' })
    const lost = [++numbers, ++numbers]
    for (const number of lost) expect(await order(shopOf(home), number)).toBe(201)
    await cloud.setFence(home.region, true, ++epoch, late())
    await cloud.command(away.region, 'select pg_promote()', [], late())
    await writes(away)
    await running.harness.heal()
    const { unreplicated, ...state } = await rebuilt(home, away)
    expect(state).toMatchObject({ rebuild: { is: 'none' }, replicaOf: away.region })
    expect(unreplicated?.writes).toBe(2)
    const kept = JSON.parse(await readFile(unreplicated?.keptIn ?? '', 'utf8')) as { orders: { number: string }[] }
    expect(kept.orders.map(({ number }) => Number(number))).toEqual(lost)
    expect(await databaseAt(home)).toMatchObject({ role: 'replica' })
    expect((await cloud.describeFences(late())).fenced).toEqual([])
    await homeWrites()
  }, 180_000)

  it('asked for twice is made once, and asked for again has nothing to do', async () => {
    const order = () => cloud.rebuildDatabase(away.region, home.region, ++epoch, late())
    await Promise.all([order(), order()])
    expect((await rebuilt(away, home)).rebuild).toEqual({ is: 'none' })
  }, 90_000)

  it('from a region that is down fails with what to do, and what was there runs on', async () => {
    await running.harness.break({ target: home.region, kind: 'kill' })
    const { rebuild } = await rebuilt(away, home)
    expect(rebuild).toMatchObject({ is: 'failed', because: expect.stringContaining(home.region) })
    expect(await databaseAt(away)).toMatchObject({ isRunning: true, role: 'replica' })
    await running.harness.heal()
    expect((await rebuilt(away, home)).rebuild).toEqual({ is: 'none' })
  }, 120_000)

  it('of a region by itself is refused', async () => {
    expect((await rebuilt(away, away)).rebuild).toMatchObject({ is: 'failed' })
  })
})
