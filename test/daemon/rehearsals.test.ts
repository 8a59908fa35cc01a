import { beforeEach, describe, expect, it } from 'vitest'
import { readRehearsals } from '../../src/daemon/rehearsal-book.js'
import type { Policy } from '../../src/policy/policy.js'
import type { Rehearsal } from '../../src/rehearse/rehearsal.js'
import { away, home, MINUTE, policy, SECOND, Shop } from '../controller/fixtures/shop.js'
import { startWatching, stopped, until } from './fixtures/watching.js'

let shop: Shop
beforeEach(() => {
  shop = new Shop()
})

const often: Policy = { ...policy, drills: [{ name: 'often', to: away, cron: '*/10 * * * *', timeZone: 'UTC' }] }
const LONG = 25 * MINUTE

const pass = (ms: number): Promise<void> => shop.clock.run(shop.clock.sleep(ms))

async function rehearsing(rules = often) {
  const made: Rehearsal[] = []
  const watching = await startWatching(shop, { rules, also: [{ onRehearsed: (each) => made.push(each) }] })
  return { made, watching }
}

describe('rehearsals on a schedule', () => {
  it('a scheduled dry run records its report and names a drift planted between two runs', async () => {
    const { made, watching } = await rehearsing()
    await until(shop, () => made.length === 1)
    shop.lagMs = 41 * SECOND
    const before = shop.values
    await until(shop, () => made.length === 2, LONG)
    await stopped(shop, watching)
    const kept = await readRehearsals(shop.store)
    expect(kept).toEqual(made)
    const [first, second] = kept
    expect(first).toMatchObject({ drill: 'often', to: away, outcome: 'would-run', against: [], drift: [] })
    expect(first?.drawn?.steps.length).toBeGreaterThan(0)
    expect(second).toMatchObject({ outcome: 'held', against: [{ id: 'guard replica-lag' }] })
    expect(second?.drift).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'objection', isWorse: true, says: expect.stringContaining('replica-lag') }),
        expect.objectContaining({
          kind: 'inventory',
          isWorse: true,
          says: expect.stringContaining('replica lag 41 s'),
        }),
      ]),
    )
    expect(shop.values).toEqual(before)
    expect(shop.applied).toEqual([])
    expect(await shop.store.read()).toEqual([])
    expect(watching.told.trouble).toEqual([])
  })

  it('are made at their times, and at no others', async () => {
    const { made, watching } = await rehearsing()
    await until(shop, () => made.length === 3, LONG)
    await stopped(shop, watching)
    const late = made.slice(1).map(({ at, dueAt }) => at - dueAt)
    expect(made.slice(1).every(({ dueAt }) => dueAt % (10 * MINUTE) === 0)).toBe(true)
    expect(Math.max(...late)).toBeLessThanOrEqual(15 * SECOND)
    expect(made[2]?.drift).toEqual([])
  })

  it('wait while something is wrong, and are made up for once in the next calm moment', async () => {
    const { made, watching } = await rehearsing({ ...often, decide: { ...often.decide, automatic: [] } })
    await until(shop, () => made.length === 1)
    shop.lose(home)
    await pass(25 * MINUTE)
    expect(made).toHaveLength(1)
    shop.down.clear()
    const wellAt = shop.clock.now()
    await until(shop, () => made.length === 2, LONG)
    expect((made[1]?.at ?? 0) - wellAt).toBeLessThan(10 * MINUTE)
    await pass(3 * MINUTE)
    await stopped(shop, watching)
    expect(made).toHaveLength(2)
  })

  it('go on with what the leader before kept: none is made twice', async () => {
    const first = await rehearsing()
    await until(shop, () => first.made.length === 1)
    await stopped(shop, first.watching)
    const second = await rehearsing()
    await until(shop, () => second.watching.told.ticks.length >= 10)
    expect(second.made).toEqual([])
    await stopped(shop, second.watching)
  })

  it('tell that there is nothing to rehearse where the app stands there already', async () => {
    const { made, watching } = await rehearsing({
      ...often,
      drills: [{ name: 'home', to: home, cron: '*/10 * * * *', timeZone: 'UTC' }],
    })
    await until(shop, () => made.length === 1)
    await stopped(shop, watching)
    expect(made).toMatchObject([{ outcome: 'here', against: [] }])
  })
})
