import { describe, expect, it } from 'vitest'
import { keepJudgement, recallGauges, recallJudgement, TAKEOVER_ROUNDS } from '../../src/controller/judgement.js'
import { survey } from '../../src/controller/survey.js'
import type { Assessment, Gauge } from '../../src/model/health.js'
import { atRegion } from '../../src/model/place.js'
import { home, policy, SECOND, Shop } from './fixtures/shop.js'

const wellSince = (since: number): readonly Assessment[] => [
  { of: atRegion(home), measured: { kind: 'healthy', since }, tallies: [] },
]

describe('what a watcher made of every place', () => {
  it('is taken up by a command while the watcher looks, so that it knows since when a place is well', async () => {
    const shop = new Shop()
    const since = shop.clock.now() - 3_600 * SECOND
    await keepJudgement(shop.store, shop.clock.now() - 10 * SECOND, wellSince(since))
    const { memory } = await shop.clock.run(survey(shop.world(), policy))
    expect(memory.assessments.find(({ of }) => of.kind === 'region' && of.region === home)?.measured).toEqual({
      kind: 'healthy',
      since,
    })
  })

  it('says nothing once the watcher has missed three rounds', async () => {
    const { clock, store } = new Shop()
    await keepJudgement(store, clock.now(), wellSince(0))
    const at = (ms: number) => recallJudgement(store, clock.now() + ms, policy.observe)
    expect(await at(30 * SECOND)).toHaveLength(1)
    expect(await at(30 * SECOND + 1)).toEqual([])
    const takeover = (ms: number) => recallJudgement(store, clock.now() + ms, policy.observe, TAKEOVER_ROUNDS)
    expect(await takeover(120 * SECOND), 'who takes over goes on with it for longer').toHaveLength(1)
    expect(await takeover(120 * SECOND + 1)).toEqual([])
  })

  it('is kept with what was measured last, which counts however old, since it says when it was seen', async () => {
    const { clock, store } = new Shop()
    expect(await recallGauges(store)).toEqual([])
    const gauge: Gauge = {
      ...{ kind: 'gauge', at: 5, name: 'replica-lag-ms', in: home, resource: 'orders' },
      reading: { is: 'known', value: 40 },
    }
    await keepJudgement(store, clock.now() - 3_600 * SECOND, [], [gauge])
    expect(await recallGauges(store)).toEqual([gauge])
  })

  it('is kept anew each time, and is nothing where none was kept or it cannot be read', async () => {
    const { clock, store } = new Shop()
    expect(await recallJudgement(store, clock.now(), policy.observe)).toEqual([])
    await keepJudgement(store, clock.now(), wellSince(1))
    await keepJudgement(store, clock.now(), wellSince(2))
    expect(await recallJudgement(store, clock.now(), policy.observe)).toEqual(wellSince(2))
    const found = await store.get('judgement')
    await store.put('judgement', 'torn', found?.version)
    expect(await recallJudgement(store, clock.now(), policy.observe)).toEqual([])
  })
})
