/** What a plan says of itself: its hash, the loss it expects, and the age of what it rests on. */
import { describe, expect, it } from 'vitest'
import type { Gauge } from '../../src/model/health.js'
import { atZone } from '../../src/model/place.js'
import type { End } from '../../src/model/plan.js'
import {
  away,
  control,
  evacuation,
  failover,
  front,
  home,
  homeZone,
  NOW,
  orders,
  planned,
  shop,
  stock,
  switchover,
  tactic,
  third,
  web,
} from './fixtures/stock.js'

const traffic: End = { kind: 'traffic', at: away, from: home, without: [], percent: 100, final: true }
const lag = (value: number | undefined, rest: Partial<Gauge> = {}): Gauge => ({
  ...{ kind: 'gauge', at: NOW, name: 'replica-lag-ms', in: away, resource: 'orders' },
  reading: value === undefined ? { is: 'unknown', because: 'the writer is gone' } : { is: 'known', value },
  ...rest,
})
const measured = (...gauges: readonly Gauge[]) => [front, { ...orders, seen: { ...orders.seen, gauges } }]

describe('what a plan says of itself', () => {
  it('names itself by its move and hash', () => {
    const plan = planned()
    expect(plan.hash).toMatch(/^[0-9a-f]{12}$/)
    expect(plan.id).toBe(`failover-${plan.hash}`)
  })

  it('keeps its hash whatever was passed over, seen or known around it', () => {
    const { hash } = planned()
    const older = shop.map((one) => ({ ...one, seen: { ...one.seen, at: 1, gauges: [lag(1)] } }))
    expect(planned({ inventory: older, now: NOW + 5_000 }).hash).toBe(hash)
    expect(planned({ impaired: [atZone(home, homeZone)] }).hash).toBe(hash)
    const more = stock('front', { traffic: [tactic('first', [control('arc')]), ...front.tactics(traffic)] })
    expect(planned({ inventory: [more, web, orders], impaired: [control('arc')] }).hash).toBe(hash)
  })

  it('changes its hash with its move, its steps and their order', () => {
    const other = stock('front', { traffic: [tactic('other')] })
    const hashes = [
      planned(),
      planned({ move: { ...failover, to: third } }),
      planned({ inventory: [other, web, orders] }),
      planned({ inventory: [front, orders] }),
      planned({ inventory: [stock('a', { capacity: [tactic('x')] }), ...shop] }),
      planned({ inventory: [...shop, stock('a', { capacity: [tactic('x')] })] }),
    ].map(({ hash }) => hash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it.each([
    ['the lag last seen', [lag(40)], 40],
    ['the worst of several', [lag(40), lag(900, { resource: 'stock' })], 900],
    ['nothing known when one is not', [lag(40), lag(undefined, { resource: 'stock' })], undefined],
    ['nothing known when the one promoted was never measured', [], undefined],
    ['nothing known when only another was measured', [lag(5, { resource: 'stock' })], undefined],
    ['not the lag of another region', [lag(40), lag(9_000, { in: third })], 40],
  ])('tells the loss of a failover before (law 12): %s', (_, gauges, expected) => {
    expect(planned({ inventory: measured(...gauges) }).expectedLossMs).toBe(expected)
  })

  it('tells how old the oldest lag is that this rests on', () => {
    const old = lag(40, { resource: 'stock', at: NOW - 90_000 })
    expect(planned({ inventory: measured(lag(5, { at: NOW }), old) }).lagAgeMs).toBe(90_000)
    expect(planned({ inventory: [front] }).lagAgeMs).toBeUndefined()
  })

  it('tells that what promotes nothing, or is planned, loses nothing', () => {
    expect(planned({ inventory: [front] }).expectedLossMs).toBe(0)
    expect(planned({ move: switchover, inventory: measured(lag(40)) }).expectedLossMs).toBe(0)
    expect(planned({ move: evacuation, inventory: measured(lag(40)) }).expectedLossMs).toBe(0)
  })

  it('tells the age of the oldest thing it rests on, remembered facts included (law 13)', () => {
    expect(planned().inventoryAgeMs).toBe(1_000)
    const facts = { slot: { is: 'met', because: 'it was there', seenAt: NOW - 7_200_000 } } as const
    const remembered = { ...web, seen: { ...web.seen, facts } }
    expect(planned({ inventory: [front, remembered] }).inventoryAgeMs).toBe(7_200_000)
    expect(planned({ now: NOW - 60_000 }).inventoryAgeMs, 'a clock that runs behind makes none negative').toBe(0)
  })
})
