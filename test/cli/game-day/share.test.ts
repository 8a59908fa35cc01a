import { beforeEach, describe, expect, it } from 'vitest'
import { allOrNobody, shareOf, sharing } from '../../../src/cli/game-day/share.js'
import { survey } from '../../../src/controller/survey.js'
import type { Driver } from '../../../src/model/resource.js'
import type { World } from '../../../src/model/world.js'
import { away, policy, Shop } from '../../controller/fixtures/shop.js'

let shop: Shop
beforeEach(() => {
  shop = new Shop()
})

const request = { ask: { kind: 'move-to', to: away, planned: true }, by: 'ada', waives: [] } as const
const found = (world: World) => shop.clock.run(survey(world, sharing(policy, 90), request))

/** The shop, whose name knows a stage only by the ways `names`. */
function withWays(...names: readonly string[]): World {
  const world = shop.world()
  const drivers = world.drivers.map(
    (driver): Driver => ({
      ...driver,
      tactics: (end, seen) => {
        const all = driver.tactics(end, seen)
        if (end.kind !== 'traffic' || end.final) return all
        return names.flatMap((name) => all.slice(0, 1).map((tactic) => ({ ...tactic, name })))
      },
    }),
  )
  return { ...world, drivers }
}

describe('the share of a game day', () => {
  it.each([
    ['80%', 80],
    ['95%', 95],
    ['100%', 100],
    ['79%', undefined],
    ['10%', undefined],
    ['101%', undefined],
    ['most', undefined],
  ])('%s is %s', (text, share) => {
    expect(shareOf(text)).toBe(share)
  })

  it('is left of by the policy’s own trickle, and by no stage that is larger', () => {
    const { plan } = policy
    const staged = {
      ...policy,
      plan: { ...plan, traffic: { ...plan.traffic, stages: [10, 95, 100], tricklePercent: 5 } },
    }
    expect(sharing(staged, 90).plan.traffic).toMatchObject({ stages: [10, 100], tricklePercent: 10 })
    expect(sharing(staged, 100).plan.traffic).toMatchObject({ stages: [10, 95, 100], tricklePercent: 0 })
  })

  it('is refused where the way that was chosen knows all or nobody, with the ways that could', async () => {
    const chosen = (await found(shop.world())).plan?.steps.find(({ end }) => end === 'traffic')?.tactic ?? ''
    const world = withWays(chosen)
    expect(allOrNobody(world, await found(world), 90)).toBeUndefined()
    const other = withWays('weights')
    expect(allOrNobody(other, await found(other), 90)).toMatch(
      /sends everybody or nobody, and not 90 %; weights could$/,
    )
    const none = withWays()
    expect(allOrNobody(none, await found(none), 90)).toMatch(/sends everybody or nobody, and not 90 %$/)
    expect(allOrNobody(none, await found(none), 100)).toBeUndefined()
  })
})
