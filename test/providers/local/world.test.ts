/** Real failovers on this machine: from a request to users served, and home again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carryOut, type Ended } from '../../../src/controller/carry-out.js'
import { keep } from '../../../src/controller/inventory.js'
import { survey } from '../../../src/controller/survey.js'
import type { Tick } from '../../../src/controller/tick.js'
import type { JournalEvent } from '../../../src/model/journal.js'
import type { Ask, GuardName } from '../../../src/model/move.js'
import type { World } from '../../../src/model/world.js'
import { leaseOf } from '../../fixtures/memory-store.js'
import { away, home } from './fixtures/paper-cloud.js'
import { type RunningCloud, runCloud } from './fixtures/running-cloud.js'

/** Between moves that a person asks for one after the other. */
const PATIENCE: readonly GuardName[] = ['cooldown', 'direction', 'hold-down']
const toAway: Ask = { kind: 'move-to', to: away, planned: false }
const back: Ask = { kind: 'back' }

let cloud: RunningCloud
let world: World
beforeAll(async () => {
  cloud = await runCloud()
  world = await cloud.world()
}, 180_000)
afterAll(() => cloud?.close(), 90_000)

/** On a busy machine a probe may be late, and a place in doubt for a moment: so it is asked again for a while. */
async function lookFor(ask: Ask): Promise<Tick> {
  const request = { ask, by: 'ada', waives: PATIENCE }
  const began = world.clock.monotonic()
  for (;;) {
    const found = await survey(world, cloud.policy, request)
    const { decision, objections, plan } = found
    if (decision.kind === 'act' && plan) return found
    const why = objections?.map(({ detail }) => detail).join('; ') ?? decision.because
    if (world.clock.monotonic() - began > 60_000) throw new Error(`it does not act: ${why}`)
    await world.clock.sleep(200)
  }
}

/** What a watcher does on a calm day, so that a worse one can rest on it: once the databases have come to rest, it keeps what it saw. */
async function watchCalmly(): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { memory } = await survey(world, cloud.policy)
    const lags = memory.inspections.flatMap(({ gauges }) => gauges).filter(({ name }) => name === 'replica-lag-ms')
    if (lags.length > 0 && lags.every(({ reading }) => reading.is === 'known' && reading.value < 1_000)) {
      return keep(world.store, memory.inspections)
    }
    await world.clock.sleep(100)
  }
  throw new Error('the databases do not come to rest')
}

async function move(ask: Ask): Promise<Ended> {
  const found = await lookFor(ask)
  const lease = await leaseOf(world.store, 'ada')
  try {
    return await carryOut({ world, policy: cloud.policy, lease, by: 'ada' }, found)
  } finally {
    await lease.release()
  }
}

const eventsOf = async ({ incident }: Ended): Promise<readonly JournalEvent[]> =>
  (await world.store.read()).filter((entry) => entry.incident === incident).map(({ event }) => event)

async function stand() {
  const { fenced, name, regions } = await cloud.harness.status()
  const serving = Object.entries(name.weights).flatMap(([zone, weight]) => (weight > 0 ? [zone] : []))
  const roles = Object.fromEntries(regions.map(({ database, region }) => [region, database.role]))
  return { serving: serving.sort(), roles, fenced }
}

const homeZones = ['use1-az1', 'use1-az2', 'use1-az4']
const awayZones = ['euw1-az1', 'euw1-az2', 'euw1-az3']
const verifiedLoss = (events: readonly JournalEvent[]) =>
  events.flatMap((event) => (event.kind === 'verified' ? [event.loss] : []))

describe('the local world', () => {
  it('looks at every zone and region from every vantage, and finds them well', async () => {
    const { situation } = await survey(world, cloud.policy)
    expect(situation.standing).toMatchObject({ active: home, left: [] })
    const vital = situation.assessments.map(({ measured, of }) => [of.kind, measured.kind])
    expect(vital.filter(([kind]) => kind === 'zone')).toHaveLength(6)
    expect(vital.filter(([kind]) => kind === 'plane')).toHaveLength(2)
  })

  it('lets a user read and write through the public name', async () => {
    let glance = await world.eye.glance(new AbortController().signal)
    for (let tries = 0; tries < 20 && glance.write?.is !== 'pass'; tries++) {
      glance = await world.eye.glance(new AbortController().signal)
    }
    expect(glance).toMatchObject({ read: { is: 'pass' }, write: { is: 'pass' }, servedBy: { region: home } })
    expect(new Set(glance.answers)).toEqual(new Set([home]))
  })

  it('fails over at the flick of a switch, loses nothing, and users are seen served', async () => {
    const ended = await move(toAway)
    expect(ended).toMatchObject({ is: 'recovered', verification: { is: 'served', answeredBy: [away], writes: true } })
    expect(await stand()).toEqual({ serving: awayZones, roles: { [home]: 'fenced', [away]: 'writer' }, fenced: [home] })
    expect(verifiedLoss(await eventsOf(ended))).toEqual([{ is: 'known', writes: 0, ms: 0 }])
  }, 180_000)

  it('goes home again by a switchover, which rebuilds what was left and leaves a replica behind', async () => {
    const ended = await move(back)
    expect(ended).toMatchObject({ is: 'recovered', verification: { is: 'served', answeredBy: [home], writes: true } })
    expect(await stand()).toEqual({
      serving: homeZones,
      roles: { [home]: 'writer', [away]: 'replica' },
      fenced: [],
    })
  }, 240_000)

  it('leaves a region that died without needing it, and has its writer fenced when it returns (law 10)', async () => {
    await watchCalmly()
    await cloud.harness.break({ target: home, kind: 'kill' })
    const ended = await move(toAway)
    expect(ended).toMatchObject({ is: 'recovered', verification: { is: 'served', answeredBy: [away] } })
    const events = await eventsOf(ended)
    const steps = events.flatMap((event) => (event.kind === 'plan-accepted' ? event.plan.steps : []))
    expect(steps.find(({ end }) => end === 'fenced')?.tactic).toBe('on-return')
    expect(verifiedLoss(events)).toEqual([{ is: 'unknown', because: expect.stringContaining('until it returns') }])
    await cloud.harness.heal(home)
    expect(await stand()).toMatchObject({ serving: awayZones, roles: { [home]: 'fenced', [away]: 'writer' } })
    expect(await move(back)).toMatchObject({ is: 'recovered' })
    expect(await stand()).toMatchObject({ serving: homeZones, roles: { [home]: 'writer', [away]: 'replica' } })
  }, 300_000)

  it('leaves a database whose storage is stuck: pages pass, writes do not (law 6)', async () => {
    await watchCalmly()
    await cloud.harness.break({ target: home, kind: 'db-stuck' })
    const ended = await move(toAway)
    expect(ended).toMatchObject({ is: 'recovered', verification: { is: 'served', answeredBy: [away] } })
    await cloud.harness.heal(home)
    expect(await stand()).toMatchObject({ roles: { [home]: 'fenced', [away]: 'writer' } })
  }, 240_000)
})

describe('a dry run', () => {
  it('surveys and plans, and nothing it does can leave (law 18)', async () => {
    const looking = await cloud.world({ mayChange: false })
    const before = await stand()
    const { plan } = await survey(looking, cloud.policy, { ask: back, by: 'ada', waives: PATIENCE })
    const leash = { epoch: 10_000, signal: new AbortController().signal }
    for (const { action } of plan?.steps ?? []) {
      const driver = looking.drivers.find(({ resource }) => resource === action.resource)
      const code = await driver?.apply(action, leash).then(
        () => 'done',
        ({ code }) => code,
      )
      expect(['interlocked', 'conflict', 'done'], action.verb).toContain(code)
    }
    expect(await stand()).toEqual(before)
  }, 120_000)
})
