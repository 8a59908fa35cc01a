import { describe, expect, it } from 'vitest'
import { keep } from '../../src/controller/inventory.js'
import { survey } from '../../src/controller/survey.js'
import { OperatingError } from '../../src/model/error.js'
import { Life } from '../fixtures/life.js'
import { away, home, homeZones, policy, Shop } from './fixtures/shop.js'
import { watchUntilActing } from './fixtures/watch.js'

const toAway = { ask: { kind: 'move-to', to: away, planned: false }, by: 'ada', waives: [] } as const

describe('a survey', () => {
  it('is over after one look when nothing is in doubt', async () => {
    const shop = new Shop()
    const found = await shop.clock.run(survey(shop.world(), policy))
    expect(shop.looks).toBe(1)
    expect(found.decision).toMatchObject({ kind: 'hold', reason: 'steady' })
  })

  it('looks again, within the thresholds of the policy, until what is in doubt is judged', async () => {
    const shop = new Shop().lose(home)
    const found = await shop.clock.run(survey(shop.world(), policy, toAway))
    expect(shop.looks).toBe(policy.assess.impairedAfter)
    // The writer is gone before anyone measured its replica, so nobody can tell what would be lost (law 12).
    expect(found.decision).toMatchObject({ kind: 'hold', reason: 'replica-lag' })
    expect(found.situation.assessments.find(({ of }) => of.kind === 'region')?.measured.kind).toBe('impaired')
  })

  it('gives up on what stays in doubt', async () => {
    const shop = new Shop()
    const [z1 = homeZones[0]] = homeZones
    const flapping = setFlapping(shop, z1)
    await shop.clock.run(survey(shop.world(), policy))
    flapping.abort()
    expect(shop.looks).toBeLessThanOrEqual(policy.assess.impairedAfter)
  })

  it('rests on the inventory of a calm day when nothing can be inspected (law 13)', async () => {
    const shop = new Shop()
    const calm = await watchUntilActing(shop, 60_000)
    await keep(shop.store, calm.at(-1)?.memory.inspections ?? [])
    await shop.clock.run(shop.clock.sleep(120_000))
    for (const name of ['web', 'orders', 'front']) shop.blind.set(name, 'deaf')
    const found = await shop.clock.run(survey(shop.world(), policy, toAway))
    expect(found.plan?.steps).toHaveLength(4)
    expect(found.plan?.inventoryAgeMs).toBeGreaterThanOrEqual(120_000)
    const guards = found.decision.considered[0]?.guards ?? []
    expect(guards.find(({ guard }) => guard === 'replica-lag')?.because).toMatch(/seen 2 min .* ago/)
  })

  it('goes on without a memory when the kept inventory cannot be read', async () => {
    const shop = new Shop()
    const world = shop.world(new Life())
    const get = async (): Promise<never> => Promise.reject(new OperatingError('store', 'the disk is gone'))
    const found = await shop.clock.run(survey({ ...world, store: { ...world.store, get } }, policy, toAway))
    expect(found.plan?.steps).toHaveLength(4)
  })
})

/** Passes and fails in turn, at every look. */
function setFlapping(shop: Shop, zone: (typeof homeZones)[number] | undefined): AbortController {
  const over = new AbortController()
  const flap = async (): Promise<void> => {
    while (!over.signal.aborted && zone) {
      if (shop.down.has(zone)) shop.down.delete(zone)
      else shop.down.set(zone, 'slow')
      await shop.clock.sleep(100, over.signal)
    }
  }
  void flap()
  return over
}
