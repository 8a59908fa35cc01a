import { describe, expect, it } from 'vitest'
import { carryOut } from '../../src/controller/carry-out.js'
import { outlooksOf } from '../../src/controller/foretell.js'
import { keepLags, recallLags } from '../../src/controller/lag-history.js'
import { region } from '../../src/model/place.js'
import { incidents } from '../../src/report/incident.js'
import { Life } from '../fixtures/life.js'
import { MemoryStore } from '../fixtures/memory-store.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'
import { away, home, Shop } from './fixtures/shop.js'
import { actingTick, lookOnce, runFor } from './fixtures/watch.js'

describe('what is foretold', () => {
  it('of the failover to each standby stands on a calm day, against the objectives', async () => {
    const shop = new Shop()
    const found = await lookOnce(shop)
    expect(outlooksOf(shop.world(new Life()), found, [])).toMatchObject([
      { to: away, is: 'foretold', time: expect.any(String), forecast: { countsFrom: 'first-bad-sample' } },
    ])
  })

  it('of a move goes on record with its plan, and is held against what came true', async () => {
    const shop = new Shop()
    void shop.clock.sleep(90_000).then(() => shop.lose(home))
    const found = await actingTick(shop)
    const run = await runFor(shop, shop.world(new Life()))
    await shop.clock.run(carryOut(run, found).finally(() => run.lease.release()))
    const [incident] = incidents(shop.store.entries)
    expect(incident?.foretold?.forecast.plan).toBe(incident?.plan?.hash)
    // Detection and decision are known by then.
    const { noticedAt = 0, decidedAt, firstBadAt = 0 } = incident?.recovery ?? { decidedAt: 0 }
    expect(incident?.foretold?.segments.slice(0, 2)).toMatchObject([
      { name: 'noticed', p50Ms: noticedAt - firstBadAt, is: 'within' },
      { name: 'decided', p50Ms: decidedAt - noticedAt, is: 'within' },
    ])
    expect(incident?.foretold?.time?.tookMs).toBe(incident?.recovery.timeMs)
  })
})

describe('the history of lag', () => {
  const hour = {
    ...{ resource: 'orders', in: region('eu-west-1'), at: 0, firstAt: 0, lastAt: 5, maxMs: 40 },
    unknown: 0,
    counts: { 40: 1 },
  }

  it('is kept in the store, and known to the next leader', async () => {
    const store = new MemoryStore(new VirtualClock())
    await keepLags(store, [hour])
    await keepLags(store, [{ ...hour, lastAt: 9 }])
    expect(await recallLags(store)).toEqual([{ ...hour, lastAt: 9 }])
  })

  it('is empty where none was kept', async () => {
    expect(await recallLags(new MemoryStore(new VirtualClock()))).toEqual([])
  })
})
