/**
 * Whole moves by the three drivers under the real planner and executor, with the controller killed at each of its
 * dealings with the outside: before and after every call to the cloud and to the store.
 */
import { describe, expect, it } from 'vitest'
import { inspectAll } from '../../../src/controller/inventory.js'
import { execute, type Outcome } from '../../../src/execute/execute.js'
import { record, type Tools } from '../../../src/execute/tools.js'
import type { Move } from '../../../src/model/move.js'
import type { Subject } from '../../../src/model/place.js'
import type { Plan } from '../../../src/model/plan.js'
import type { Driver } from '../../../src/model/resource.js'
import type { World } from '../../../src/model/world.js'
import { draft } from '../../../src/plan/draft.js'
import type { LocalCloud } from '../../../src/providers/local/cloud/local-cloud.js'
import { Life } from '../../fixtures/life.js'
import { leaseOf, MemoryStore } from '../../fixtures/memory-store.js'
import { VirtualClock } from '../../fixtures/virtual-clock.js'
import { away, awayZones, home, PaperCloud, regions, replica } from './fixtures/paper-cloud.js'
import { frontOf, ordersOf, webOf } from './fixtures/paper-stand.js'

const failover: Move = { kind: 'failover', from: home, to: away }
const switchover: Move = { kind: 'switchover', from: home, to: away }
const back: Move = { kind: 'switchover', from: away, to: home }
const INCIDENT = 'inc-20261124-141500'

/** `cloud` as a process of this `life` deals with it. */
function mortal(life: Life, cloud: LocalCloud): LocalCloud {
  const around = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    await life.deal()
    const value = await call()
    await life.deal()
    return value
  }
  return {
    layout: cloud.layout,
    describeRegion: (...args) => around(() => cloud.describeRegion(...args)),
    setSlots: (...args) => around(() => cloud.setSlots(...args)),
    rebuildDatabase: (...args) => around(() => cloud.rebuildDatabase(...args)),
    describeName: (...args) => around(() => cloud.describeName(...args)),
    changeName: (...args) => around(() => cloud.changeName(...args)),
    describeFences: (...args) => around(() => cloud.describeFences(...args)),
    setFence: (...args) => around(() => cloud.setFence(...args)),
    query: (...args) => around(() => cloud.query(...args)),
    command: (...args) => around(() => cloud.command(...args)),
    close: () => cloud.close(),
  }
}

class Town {
  readonly clock = new VirtualClock()
  readonly store = new MemoryStore(this.clock)
  readonly cloud = new PaperCloud()

  constructor() {
    for (const zone of awayZones) this.cloud.slots.set(zone, 3)
    this.cloud.name = { ...this.cloud.name, epoch: 0 }
  }

  drivers(life = new Life()): readonly Driver[] {
    const context = { cloud: mortal(life, this.cloud), clock: this.clock, regions }
    return [webOf(context), ordersOf(context), frontOf(context)]
  }

  /** What counts of it. */
  get values() {
    const { fences, name, servers, slots } = this.cloud
    const roles = [...servers].map(([region, { fenced, in_recovery }]) => [
      region,
      in_recovery ? 'replica' : fenced ? 'fenced' : 'writer',
    ])
    const serving = Object.entries(name.weights).flatMap(([zone, weight]) => (weight > 0 ? [zone] : []))
    return {
      roles: Object.fromEntries(roles),
      serving,
      fenced: fences.fenced,
      slots: awayZones.map((zone) => slots.get(zone)),
    }
  }

  get promotions(): number {
    return this.cloud.changes.filter((change) => change.startsWith('promote')).length
  }

  async plan(move: Move, impaired: readonly Subject[] = []): Promise<Plan> {
    const drivers = this.drivers()
    const world = { drivers, clock: this.clock } as unknown as World
    const seen = await this.clock.run(inspectAll(world, [], 3_000))
    const inventory = seen.flatMap((inspection) => {
      const driver = drivers.find(({ resource }) => resource === inspection.resource)
      return driver
        ? [{ seen: inspection, tactics: (end: Parameters<Driver['tactics']>[0]) => driver.tactics(end, inspection) }]
        : []
    })
    const all = [...impaired, ...seen.flatMap((inspection) => inspection.impaired)]
    const policy = {
      avoid: [],
      forbid: [],
      unreachableWriter: 'promote',
      traffic: { stages: [100], settleMs: 30_000, inFailover: 'at-once', tricklePercent: 0 },
      resources: [],
    } as const
    const drawn = draft({ move, impaired: all, inventory, policy, now: this.clock.now() })
    if (drawn.is === 'refused')
      throw new Error(drawn.objections.map(({ detail, step }) => `${step}: ${detail}`).join('\n'))
    return drawn.plan
  }

  async tools(by: string, life = new Life()): Promise<Tools> {
    return {
      ...{ clock: this.clock, random: () => 0.5, store: life.store(this.store), by, incident: INCIDENT },
      lease: await leaseOf(this.store, by),
      drivers: new Map(this.drivers(life).map((driver) => [driver.resource, driver])),
      prove: async () => ({ is: 'served', because: 'users are served' }),
      haltRequested: async () => undefined,
    }
  }

  async run(plan: Plan, life = new Life()): Promise<Outcome | 'died'> {
    const tools = await this.tools('one', life)
    const isNew = this.store.entries.length === 0
    if (isNew) await record({ ...tools, store: this.store }, { kind: 'plan-accepted', plan })
    const ended = await this.clock.run(Promise.race([execute(plan, tools), life.death]))
    this.store.expire()
    return ended
  }
}

const MOVED = { serving: [...awayZones], slots: [4, 4, 4] }

/** How the town stands after `move` from wherever `arrange` brought it, killed once at each dealing and resumed. */
async function killedEverywhere(
  move: Move,
  arrange: (town: Town) => void,
  expected: object,
  outcome: Outcome['is'] = 'done',
): Promise<number> {
  const fresh = async () => {
    const town = new Town()
    const plan = await town.plan(move)
    arrange(town)
    return { town, plan }
  }
  const whole = new Life()
  const calm = await fresh()
  expect(await calm.town.run(calm.plan, whole)).toMatchObject({ is: outcome })
  expect(calm.town.values).toEqual(expected)
  for (let point = 1; point <= whole.dealings; point++) {
    const { plan, town } = await fresh()
    expect(await town.run(plan, new Life(point)), `killed at ${point}`).toBe('died')
    expect(await town.run(plan), `killed at ${point}`).toMatchObject({ is: outcome })
    expect(town.values, `killed at ${point}`).toEqual(expected)
    expect(town.promotions, `killed at ${point}`).toBe(outcome === 'done' ? 1 : 0)
  }
  return whole.dealings
}

describe('a failover by the local drivers', () => {
  it('from a region that answers loses nothing and comes to the same end, killed anywhere', async () => {
    const roles = { [home]: 'fenced', [away]: 'writer' }
    const dealings = await killedEverywhere(failover, () => {}, { ...MOVED, roles, fenced: [home] })
    expect(dealings).toBeGreaterThan(40)
  })

  it('from a region that is dead fences it on its return, and comes to the same end, killed anywhere', async () => {
    const town = new Town()
    for (const part of [`sql:${home}`, `control:${home}`]) town.cloud.silent.set(part, 'dead')
    const plan = await town.plan(failover)
    expect(plan.steps.map(({ id, tactic }) => [id, tactic])).toEqual([
      ['web.capacity', 'raise-slots'],
      ['orders.fenced', 'on-return'],
      ['orders.writer', 'promote'],
      ['front.traffic', 'record-weight'],
    ])
    expect(plan.survival.find(({ loss }) => loss === `region ${home}`)).toMatchObject({ survives: true })
    expect(await town.run(plan)).toEqual({ is: 'done' })
    expect(town.values).toMatchObject({ ...MOVED, fenced: [home], roles: { [away]: 'writer' } })
  })

  it('whose database dies between look and fence goes back, and leaves a way for the next', async () => {
    const town = new Town()
    const plan = await town.plan(failover)
    for (const part of [`sql:${home}`, `control:${home}`]) town.cloud.silent.set(part, 'dead')
    expect(await town.run(plan)).toMatchObject({ is: 'went-back' })
    expect(town.values).toMatchObject({ fenced: [], slots: [3, 3, 3], roles: { [away]: 'replica' } })
    const next = await town.plan(failover)
    expect(next.steps.find(({ end }) => end === 'fenced')?.tactic).toBe('on-return')
  })
})

describe('a switchover by the local drivers', () => {
  it('leaves a replica behind, and comes to the same end, killed anywhere', async () => {
    const roles = { [home]: 'replica', [away]: 'writer' }
    await killedEverywhere(switchover, () => {}, { ...MOVED, roles, fenced: [] })
  })

  it('whose replica cannot catch up goes back to where it began, killed anywhere (laws 12, 27)', async () => {
    const roles = { [home]: 'writer', [away]: 'replica' }
    const before = { roles, serving: ['use1-az1', 'use1-az2', 'use1-az4'], fenced: [], slots: [3, 3, 3] }
    const lagging = (town: Town) => town.cloud.servers.set(away, replica({ lsn: '0/2000000' }))
    await killedEverywhere(switchover, lagging, before, 'went-back')
  })

  it('back home after a failover makes a writer at home again, with nothing fenced that writes', async () => {
    const town = new Town()
    expect(await town.run(await town.plan(failover))).toEqual({ is: 'done' })
    town.store.entries.length = 0
    const plan = await town.plan(back)
    expect(plan.steps.map(({ id }) => id)).toEqual([
      ...['orders.replica@us-east-1', 'web.capacity', 'orders.fenced', 'orders.caught-up', 'orders.writer'],
      ...['front.traffic', 'orders.replica@eu-west-1'],
    ])
    expect(await town.run(plan)).toEqual({ is: 'done' })
    expect(town.values).toMatchObject({
      roles: { [home]: 'writer', [away]: 'replica' },
      serving: ['use1-az1', 'use1-az2', 'use1-az4'],
      fenced: [],
    })
  })
})
