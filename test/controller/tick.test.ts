import { describe, expect, it } from 'vitest'
import { blank } from '../../src/controller/memory.js'
import { tick } from '../../src/controller/tick.js'
import { nameOf } from '../../src/model/place.js'
import { away, BEFORE, dnsControl, home, homeZones, MINUTE, policy, Shop } from './fixtures/shop.js'
import { actingTick, lastOf, lookOnce, watchUntilActing } from './fixtures/watch.js'

const [z1 = homeZones[1]] = homeZones

describe('a tick', () => {
  it('of a calm day holds, and sees every zone', async () => {
    const found = await lookOnce(new Shop())
    expect(found.decision).toMatchObject({ kind: 'hold', reason: 'steady' })
    expect(found.situation.standing).toEqual({ active: home, left: [] })
    expect(found.memory.assessments).toHaveLength(8)
    expect(found.plan).toBeUndefined()
  })

  it('changes nothing, whatever it decides', async () => {
    const shop = new Shop()
    await actingTick(lost(shop))
    expect(shop.applied).toEqual([])
    expect(shop.values).toEqual(BEFORE)
    expect(shop.store.entries).toEqual([])
  })

  it('looks only at what it is told to, and remembers the rest', async () => {
    const shop = new Shop()
    const before = await lookOnce(shop)
    shop.lose(home).lose(away)
    const only = (of: Parameters<typeof nameOf>[0]): boolean => nameOf(of) === z1
    const found = await shop.clock.run(tick(shop.world(), policy, before.memory, undefined, only))
    const suspect = found.memory.assessments.filter(({ measured }) => measured.kind === 'suspect')
    expect(suspect.map(({ of }) => nameOf(of))).toEqual([z1])
  })
})

const lost = (shop: Shop): Shop => {
  const begun = shop.clock.sleep(90_000).then(() => shop.lose(home))
  void begun
  return shop
}

describe('the pipeline', () => {
  it('decides to fail over once a lost region has been bad for the minute that the policy waits', async () => {
    const shop = lost(new Shop())
    const found = await actingTick(shop)
    expect(found.decision).toMatchObject({ kind: 'act', move: { kind: 'failover', from: home, to: away } })
    expect(found.plan?.steps.map(({ id }) => id)).toEqual([
      ...['web.capacity', 'orders.fenced', 'orders.writer', 'front.traffic'],
    ])
    const lastedMs = shop.clock.monotonic() - 90_000
    expect(lastedMs).toBeGreaterThanOrEqual(MINUTE)
    expect(lastedMs).toBeLessThanOrEqual(MINUTE + 2 * policy.observe.everyMs)
  })

  it('waits out the five minutes of a mere partition', async () => {
    const shop = new Shop()
    await watchUntilActing(shop, MINUTE)
    const ticks = await watchUntilActing(shop.lose(home, 'silent'), 4 * MINUTE + 50_000)
    expect(ticks.at(-1)?.decision).toMatchObject({ kind: 'hold', reason: 'partition-hold' })
  })

  it('leaves a zone that is lost, and not the region', async () => {
    const shop = new Shop()
    if (z1) shop.down.set(z1, 'refused')
    const found = lastOf(await watchUntilActing(shop))
    expect(found.decision).toMatchObject({ kind: 'act', move: { kind: 'evacuate', region: home, zone: z1 } })
    expect(found.plan?.steps.map(({ id }) => id)).toEqual(['front.zone-left'])
  })

  it('holds when everything fails at once', async () => {
    const ticks = await watchUntilActing(new Shop().lose(home).lose(away), 30 * MINUTE)
    expect(ticks.at(-1)?.decision).toMatchObject({ kind: 'hold', reason: 'monitoring-sane' })
  })

  it('does nothing for a disturbance that passes within the minute', async () => {
    const shop = new Shop().lose(home)
    void shop.clock.sleep(55_000).then(() => shop.down.clear())
    const ticks = await watchUntilActing(shop, 20 * MINUTE)
    expect(ticks.some(({ decision }) => decision.kind === 'act')).toBe(false)
    expect(ticks.at(-1)?.decision).toMatchObject({ reason: 'steady' })
  })

  it('answers with the objections when no plan stands, and no plan', async () => {
    const shop = new Shop()
    shop.impaired.push(dnsControl)
    const found = await actingTick(lost(shop))
    expect(found.decision.kind).toBe('act')
    expect(found.plan).toBeUndefined()
    expect(found.objections).toMatchObject([{ step: 'front.traffic', because: 'impaired', plane: dnsControl }])
  })

  it('answers with an objection when a resource was never seen, instead of planning around it', async () => {
    const shop = new Shop()
    shop.blind.set('orders', 'throws')
    const found = lastOf(await watchUntilActing(shop.lose(home)))
    expect(found.plan).toBeUndefined()
    expect(found.objections).toMatchObject([{ step: 'orders', because: 'unprepared' }])
  })

  it('plans on what was seen on a calm day when nothing can be inspected any more (law 13)', async () => {
    const shop = new Shop()
    const calm = await watchUntilActing(shop, MINUTE)
    for (const name of ['web', 'orders', 'front']) shop.blind.set(name, name === 'web' ? 'deaf' : 'throws')
    const found = lastOf(await watchUntilActing(shop.lose(home), 10 * MINUTE, calm.at(-1)?.memory ?? blank))
    expect(found.plan?.steps).toHaveLength(4)
    expect(found.plan?.inventoryAgeMs).toBeGreaterThan(MINUTE)
    expect(found.plan?.expectedLossMs).toBe(40)
  })

  it('takes a request down the same path, past the minute but not past the guards', async () => {
    const request = { ask: { kind: 'move-to', to: away, planned: false }, by: 'ada', waives: [] } as const
    expect(await lookOnce(new Shop(), request)).toMatchObject({ decision: { kind: 'act' }, plan: { hash: /./ } })
    const lagging = new Shop()
    lagging.lagMs = 41_000
    expect((await lookOnce(lagging, request)).decision).toMatchObject({ kind: 'hold', reason: 'replica-lag' })
    const waived = await lookOnce(lagging, { ...request, waives: ['replica-lag'] })
    expect(waived.decision.kind).toBe('act')
  })

  it('holds while an incident is open', async () => {
    const shop = new Shop()
    const request = { ask: { kind: 'move-to', to: away, planned: false }, by: 'ada', waives: [] } as const
    const found = await lookOnce(shop, request)
    if (found.decision.kind !== 'act') throw new Error('it acts')
    const acquired = await shop.store.acquire('someone')
    if (acquired.is === 'held') throw new Error('it is free')
    await shop.store.append(acquired.lease, {
      ...{ at: shop.clock.now(), incident: 'inc-1', by: 'someone' },
      event: {
        ...{ kind: 'incident-opened', app: 'shop', severity: 1, evidence: [], commander: 'someone' },
        ...{ move: found.decision.move, trigger: found.decision.trigger, decision: found.decision },
        objectives: policy.report.objectives,
      },
    })
    expect((await lookOnce(shop, request)).decision).toMatchObject({ kind: 'hold', reason: 'one-at-a-time' })
  })
})
