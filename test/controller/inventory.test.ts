import { describe, expect, it } from 'vitest'
import { inspectAll, keep, recall, remember } from '../../src/controller/inventory.js'
import { keepJudgement } from '../../src/controller/judgement.js'
import { OperatingError } from '../../src/model/error.js'
import type { Gauge } from '../../src/model/health.js'
import type { Fact, Inspection } from '../../src/model/resource.js'
import { MemoryStore } from '../fixtures/memory-store.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'
import { away, home, Shop } from './fixtures/shop.js'

const inspection = (rest: Partial<Inspection> = {}): Inspection => ({
  ...{ resource: 'orders', type: 'shop', at: 2_000, facts: {}, gauges: [], impaired: [], state: {} },
  ...rest,
})
const met: Fact = { is: 'met', because: 'streaming' }
const unmet: Fact = { is: 'unmet', because: 'stopped' }
const unknown: Fact = { is: 'unknown', because: 'it hung' }
const factAfter = (before: Fact | undefined, after: Fact | undefined): Fact | undefined =>
  remember(
    inspection({ at: 1_000, facts: before ? { replica: before } : {} }),
    inspection({ facts: after ? { replica: after } : {} }),
  ).facts.replica

describe('what is remembered of a fact', () => {
  it.each<[string, Fact | undefined, Fact | undefined, Fact | undefined]>([
    ['seen now', met, unmet, unmet],
    ['seen now for the first time', undefined, met, met],
    ['not seen now', met, unknown, { ...met, seenAt: 1_000 }],
    ['not looked for now', unmet, undefined, { ...unmet, seenAt: 1_000 }],
    ['not seen for long', { ...met, seenAt: 7 }, unknown, { ...met, seenAt: 7 }],
    ['never seen', unknown, unknown, unknown],
    ['never heard of', undefined, unknown, unknown],
    ['seen again', { ...met, seenAt: 7 }, met, met],
  ])('%s', (_, before, after, expected) => {
    expect(factAfter(before, after)).toEqual(expected)
  })
})

describe('what is remembered of the rest', () => {
  const gauge = (value: number | undefined, rest: Partial<Gauge> = {}): Gauge => ({
    ...{ kind: 'gauge', at: 1_000, name: 'replica-lag-ms', in: away, resource: 'orders' },
    reading: value === undefined ? { is: 'unknown', because: 'the writer is gone' } : { is: 'known', value },
    ...rest,
  })
  const gaugesAfter = (before: readonly Gauge[], after: readonly Gauge[]) =>
    remember(inspection({ at: 1_000, gauges: before }), inspection({ gauges: after })).gauges

  it('is the last lag that could be measured, as old as it is', () => {
    expect(gaugesAfter([gauge(40)], [gauge(undefined, { at: 2_000 })])).toEqual([gauge(40)])
    expect(gaugesAfter([gauge(40)], [gauge(50, { at: 2_000 })])).toEqual([gauge(50, { at: 2_000 })])
  })

  it.each([{ in: home }, { name: 'capacity-percent' as const }, { resource: 'stock' }])(
    'is not another gauge: %j',
    (rest) => {
      const blind = gauge(undefined, { at: 2_000 })
      expect(gaugesAfter([gauge(40, rest)], [blind])).toEqual([blind])
    },
  )

  it('is no gauge that is not there any more', () => {
    expect(gaugesAfter([gauge(40)], [])).toEqual([])
  })

  it('is where it stands together with what traffic has left there', () => {
    const placed = inspection({ at: 1_000, active: home, left: ['use1-az1'] })
    const blind = remember(placed, inspection({ at: 2_000 }))
    expect(blind).toMatchObject({ at: 2_000, active: home, left: ['use1-az1'], placedAt: 1_000 })
    expect(remember(blind, inspection({ at: 3_000 })), 'as old as it is').toMatchObject({ placedAt: 1_000 })
    expect(remember(blind, inspection({ at: 3_000, active: away, left: [] }))).not.toHaveProperty('placedAt')
    const moved = remember(placed, inspection({ active: away, left: [] }))
    expect(moved).toMatchObject({ active: away, left: [] })
    expect(remember(placed, inspection({ active: away })), 'not the zones of another place').not.toHaveProperty('left')
  })

  it('is that a zone was left, while nobody can see whether it still is', () => {
    const before = inspection({ at: 1_000, left: ['use1-az1', 'euw1-az2'] })
    const half = remember(before, inspection({ left: [], leftUnseen: ['euw1-az1', 'euw1-az2'] }))
    expect(half.left, 'the one was seen to be back, the other was not seen').toEqual(['euw1-az2'])
    expect(remember(half, inspection({ left: [], leftUnseen: ['euw1-az1', 'euw1-az2'] })).left).toEqual(['euw1-az2'])
    expect(remember(half, inspection({ left: [], leftUnseen: [] })).left).toEqual([])
  })

  it('is what a driver needs for its tactics, newest first', () => {
    const before = inspection({ state: { host: 'a', port: 1 } })
    expect(remember(before, inspection({ state: { host: 'b' } })).state).toEqual({ host: 'b', port: 1 })
  })

  it('is no impairment: a plane is impaired that is found so now', () => {
    const sick = { kind: 'plane', service: 'dns', side: 'control', at: { kind: 'region', region: home } } as const
    expect(remember(inspection({ impaired: [sick] }), inspection()).impaired).toEqual([])
  })
})

describe('inspecting everything', () => {
  it('asks all at once, and keeps what was known of those that hang or fail', async () => {
    const shop = new Shop()
    const known = await shop.clock.run(inspectAll(shop.world(), [], 3_000))
    expect(known.map(({ resource }) => resource)).toEqual(['web', 'orders', 'front'])
    shop.blind.set('web', 'deaf').set('orders', 'throws')
    shop.state.set('front.region', away)
    const began = shop.clock.monotonic()
    const found = await shop.clock.run(inspectAll(shop.world(), known, 3_000))
    expect(shop.clock.monotonic() - began, 'and a moment to tell what it saw').toBe(3_050)
    expect(found.slice(0, 2)).toEqual(known.slice(0, 2))
    expect(found[2]).toMatchObject({ active: away })
    expect(shop.clock.sleeping).toBe(0)
  })

  it('hears what a driver has seen by the deadline: where one region hangs, the others were seen', async () => {
    const shop = new Shop()
    const world = shop.world()
    const half = (signal: AbortSignal): Promise<Inspection> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () =>
          resolve(inspection({ resource: 'web', facts: { here: met, there: unknown } })),
        )
      })
    const drivers = world.drivers.map((each) => (each.resource === 'web' ? { ...each, inspect: half } : each))
    const known = [inspection({ resource: 'web', at: 1_000, facts: { here: unmet, there: met } })]
    const [web] = await shop.clock.run(inspectAll({ ...world, drivers }, known, 3_000))
    expect(web?.facts).toEqual({ here: met, there: { ...met, seenAt: 1_000 } })
  })

  it('leaves out what was never seen', async () => {
    const shop = new Shop()
    shop.blind.set('orders', 'throws')
    const found = await shop.clock.run(inspectAll(shop.world(), [], 3_000))
    expect(found.map(({ resource }) => resource)).toEqual(['web', 'front'])
  })

  it('does not take a bug of a driver for a bad day', async () => {
    const shop = new Shop()
    const world = shop.world()
    const bug = new TypeError('x is not a function')
    const drivers = world.drivers.map((driver) => ({ ...driver, inspect: () => Promise.reject(bug) }))
    await expect(shop.clock.run(inspectAll({ ...world, drivers }, [], 3_000))).rejects.toBe(bug)
  })
})

class Unreadable extends MemoryStore {
  override async get(): Promise<never> {
    throw new OperatingError('store', 'the disk is gone')
  }
}

describe('the inventory of a calm day', () => {
  it('is kept in the store, the newest in place of the one before', async () => {
    const { store } = new Shop()
    expect(await recall(store)).toEqual([])
    await keep(store, [inspection()])
    await keep(store, [inspection({ at: 5_000 })])
    expect(await recall(store)).toEqual([inspection({ at: 5_000 })])
  })

  it('is recalled with the gauges that were kept since, which are kept more often', async () => {
    const { store } = new Shop()
    const lag = (at: number, value: number): Gauge => ({
      ...{ kind: 'gauge', at, name: 'replica-lag-ms', in: away, resource: 'orders' },
      reading: { is: 'known', value },
    })
    await keep(store, [inspection({ gauges: [lag(5_000, 40)] })])
    await keepJudgement(store, 0, [], [lag(9_000, 70)])
    expect((await recall(store))[0]?.gauges).toEqual([lag(9_000, 70)])
    await keepJudgement(store, 0, [], [lag(4_000, 10)])
    expect((await recall(store))[0]?.gauges, 'an older one is no news').toEqual([lag(5_000, 40)])
  })

  it('is none when it cannot be read', async () => {
    const { store } = new Shop()
    await store.put('inventory', '[{"resource": "ord', undefined)
    expect(await recall(store)).toEqual([])
    expect(await recall(new Unreadable(new VirtualClock()))).toEqual([])
  })
})
