import { beforeEach, describe, expect, it } from 'vitest'
import { carryOut, type Ended, resume } from '../../src/controller/carry-out.js'
import type { Tick } from '../../src/controller/tick.js'
import { precedentsOf } from '../../src/decide/precedents.js'
import { OperatingError } from '../../src/model/error.js'
import { BrokenInvariant } from '../../src/model/invariant.js'
import type { PublicGlance, World } from '../../src/model/world.js'
import { Life } from '../fixtures/life.js'
import { AFTER, away, BEFORE, home, homeZones, MINUTE, Shop } from './fixtures/shop.js'
import { actingTick, events, lastOf, lines, lookOnce, runFor, watchUntilActing } from './fixtures/watch.js'

const toAway = { ask: { kind: 'move-to', to: away, planned: false }, by: 'ada', waives: [] } as const

/** A shop whose home is lost, and the tick that decides to leave it. */
async function lostHome(): Promise<{ shop: Shop; found: Tick }> {
  const shop = new Shop()
  void shop.clock.sleep(90_000).then(() => shop.lose(home))
  return { shop, found: await actingTick(shop) }
}

let shop: Shop
let found: Tick
beforeEach(async () => {
  const lost = await lostHome()
  shop = lost.shop
  found = lost.found
})

async function carry(rest: Partial<World> = {}, of: Tick = found): Promise<Ended> {
  const run = await runFor(shop, shop.world(new Life(), rest))
  return shop.clock.run(carryOut(run, of).finally(() => run.lease.release()))
}

async function resumed(rest: Partial<World> = {}): Promise<Ended> {
  const { open } = precedentsOf(shop.store.entries)
  const run = await runFor(shop, shop.world(new Life(), rest), 'ada')
  const ended = resume(run, open?.incident ?? 'none is open', found.memory.inspections)
  return shop.clock.run(ended.finally(() => run.lease.release()))
}

describe('a decision that is carried out', () => {
  it('goes from a lost region to users served, with everything in the journal in order', async () => {
    const ended = await carry()
    expect(ended).toMatchObject({ is: 'recovered', verification: { is: 'served', answeredBy: [away], writes: true } })
    expect(shop.values).toEqual(AFTER)
    expect(lines(shop)).toEqual([
      ...['incident-opened', 'plan-accepted'],
      ...['step-started web.capacity', 'step-done web.capacity'],
      ...['step-started orders.fenced', 'step-done orders.fenced'],
      ...['step-started orders.writer', 'step-done orders.writer'],
      ...['step-started front.traffic', 'step-done front.traffic'],
      ...['verified', 'incident-closed'],
    ])
    expect(shop.clock.sleeping).toBe(0)
  })

  it('opens its incident with what was seen, since when, and what it will be measured against (law 20)', async () => {
    await carry()
    const [opened] = events(shop)
    const bad = shop.clock.startedAt + 90_000
    expect(opened).toMatchObject({
      ...{ kind: 'incident-opened', app: 'shop', severity: 1, commander: 'watcher' },
      move: { kind: 'failover', from: home, to: away },
      objectives: { recoveryTimeMs: 5 * MINUTE, recoveryPointMs: 30_000 },
    })
    if (opened?.kind !== 'incident-opened') throw new Error('it opens first')
    expect(opened.evidence).toHaveLength(8)
    expect(opened.firstBadAt).toBeGreaterThanOrEqual(bad)
    expect(opened.firstBadAt).toBeLessThanOrEqual(bad + 10_000)
    expect(opened.noticedAt).toBeGreaterThan(opened.firstBadAt ?? 0)
    expect(opened.noticedAt).toBeLessThan((opened.firstBadAt ?? 0) + MINUTE)
  })

  it('is commanded by the operator who asked for it', async () => {
    shop = new Shop()
    await carry({}, await lookOnce(shop, toAway))
    const [opened] = events(shop)
    expect(opened).toMatchObject({ commander: 'ada', trigger: { kind: 'operator', name: 'ada' } })
    expect(opened).not.toHaveProperty('firstBadAt')
  })

  it('leaves a zone, of severity two', async () => {
    shop = new Shop()
    const [z1] = homeZones
    if (z1) shop.down.set(z1, 'refused')
    expect(await carry({}, lastOf(await watchUntilActing(shop)))).toMatchObject({ is: 'recovered' })
    expect(shop.values).toEqual({ ...BEFORE, 'front.left': z1 })
    expect(events(shop)[0]).toMatchObject({ severity: 2 })
    expect(events(shop).find(({ kind }) => kind === 'verified')).toMatchObject({ loss: { is: 'known', writes: 0 } })
  })

  it('gives every incident a name of its own, even within a second', async () => {
    shop = new Shop()
    shop.refused.add('web.slots')
    for (const suffix of ['', '-2', '-3']) {
      const ended = await carry({}, await lookOnce(shop, toAway))
      expect(ended.incident).toBe(`inc-20261124-141500${suffix}`)
    }
  })

  it('is a bug without a plan', async () => {
    const { plan: _, ...planless } = found
    await expect(carry({}, planless)).rejects.toThrow(BrokenInvariant)
  })

  it('is not, when another incident was opened since it was decided (laws 5, 15)', async () => {
    const life = new Life(14)
    const other = await runFor(shop, shop.world(life), 'another')
    await shop.clock.run(Promise.race([carryOut(other, found), life.death]))
    shop.store.expire()
    expect(lines(shop)).toContain('incident-opened')
    const before = shop.store.entries.length
    await expect(carry()).rejects.toMatchObject({ code: 'conflict', next: expect.stringContaining('failover resume') })
    expect(shop.store.entries).toHaveLength(before)
  })
})

describe('recovered means that users see it (law 17)', () => {
  it('waits until those who resolved the name before have forgotten the old answer', async () => {
    shop.staleUntil = shop.clock.now() + 90_000
    const ended = await carry()
    expect(ended).toMatchObject({ is: 'recovered' })
    if (ended.is !== 'recovered') throw new Error('it recovers')
    expect(ended.verification.servedAt).toBeGreaterThanOrEqual(shop.staleUntil)
    expect(ended.verification.servedAt).toBeLessThan(shop.staleUntil + 1_000)
  })

  it('halts with what to do next when they never are, and verifies again on resume', async () => {
    shop.lose(away)
    const ended = await carry()
    expect(ended).toMatchObject({
      ...{ is: 'halted', next: 'look at what the public name answers; "failover resume" verifies again' },
      because: expect.stringMatching(/^every step holds, but users are not seen served: a read failed: euw1-az\d/),
    })
    expect(lines(shop).slice(-2)).toEqual(['verified', 'halted'])
    const steps = shop.applied.length
    shop.down.clear()
    expect(await resumed()).toMatchObject({ is: 'recovered' })
    expect(lines(shop).slice(-3)).toEqual(['resumed', 'verified', 'incident-closed'])
    expect(shop.applied, 'no step is done again').toHaveLength(steps)
  })

  it.each<[string, () => Promise<PublicGlance>]>([
    ['hangs', () => new Promise(() => {})],
    ['fails', () => Promise.reject(new OperatingError('unreachable', 'no resolver'))],
  ])('does not know when looking %s', async (_, glance) => {
    const ended = await carry({ eye: { glance } })
    expect(ended).toMatchObject({ is: 'halted' })
    expect(events(shop).find(({ kind }) => kind === 'verified')).toMatchObject({ verification: { is: 'unknown' } })
    expect(shop.clock.sleeping).toBe(0)
  })
})

describe('the loss (law 12)', () => {
  const loss = () => events(shop).flatMap((event) => (event.kind === 'verified' ? [event.loss] : []))

  it('is counted after the move', async () => {
    await carry({ countLoss: async () => ({ is: 'known', writes: 3, ms: 40 }) })
    expect(loss()).toEqual([{ is: 'known', writes: 3, ms: 40 }])
  })

  it.each<[string, Partial<World>, string]>([
    ['there is no way to', {}, 'this world has no way to count it'],
    [
      'it fails',
      { countLoss: () => Promise.reject(new OperatingError('unreachable', 'the old writer is gone')) },
      'the old writer is gone',
    ],
    ['it hangs', { countLoss: () => new Promise(() => {}) }, 'count the loss: no answer within 5 s'],
  ])('is unknown when %s, and the incident is closed all the same', async (_, rest, because) => {
    expect(await carry(rest)).toMatchObject({ is: 'recovered' })
    expect(loss()).toEqual([{ is: 'unknown', because }])
  })
})

describe('a move that fails', () => {
  it('before the point of no return goes back, and its incident is closed', async () => {
    shop.refused.add('orders.fence')
    expect(await carry()).toMatchObject({ is: 'went-back', because: '"fence orders" failed: orders.fence is denied' })
    expect(shop.values).toEqual(BEFORE)
    expect(events(shop).at(-1)).toMatchObject({ kind: 'incident-closed', outcome: 'went-back' })
  })

  it('after it halts, stays open, and goes on when resumed', async () => {
    shop.refused.add('front.region')
    expect(await carry()).toMatchObject({ is: 'halted', next: 'grant front.region; then "failover resume"' })
    expect(precedentsOf(shop.store.entries).open).toBeDefined()
    shop.refused.clear()
    expect(await resumed()).toMatchObject({ is: 'recovered' })
    expect(shop.values).toEqual(AFTER)
    expect(shop.promotions).toBe(1)
  })
})

describe('a halt that is asked for', () => {
  it('stops the move before its next step, until it is resumed', async () => {
    const incident = `inc-${new Date(shop.clock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`
    await shop.store.put(`halt-${incident}`, 'ada asked to halt', undefined)
    expect(await carry()).toMatchObject({ is: 'halted', incident, because: 'ada asked to halt' })
    expect(shop.values).toEqual(BEFORE)
    expect(await resumed()).toMatchObject({ is: 'recovered' })
    expect(await shop.store.get(`halt-${incident}`)).toBeUndefined()
  })
})

describe('a controller that is killed', () => {
  it('leaves an incident that its successor brings to the same end, from every point', async () => {
    const whole = new Life()
    const run = await runFor(shop, shop.world(whole))
    await shop.clock.run(carryOut(run, found))
    expect(whole.dealings).toBeGreaterThan(60)
    for (let point = 1; point <= whole.dealings; point++) {
      const lost = await lostHome()
      shop = lost.shop
      found = lost.found
      const life = new Life(point)
      const mortal = await runFor(shop, shop.world(life))
      expect(await shop.clock.run(Promise.race([carryOut(mortal, found), life.death]))).toBe('died')
      shop.store.expire()
      const { open, made } = precedentsOf(shop.store.entries)
      const finished = made.length > 0
      const ended = finished ? undefined : open ? await resumed() : await carry()
      const abandoned = ended?.is === 'went-back'
      expect(abandoned, `killed at ${point}`).toBe(open !== undefined && !lines(shop).includes('plan-accepted'))
      if (abandoned) await carry()
      expect(shop.values, `killed at ${point}`).toEqual(AFTER)
      expect(shop.promotions, `killed at ${point}`).toBe(1)
      const closed = events(shop).filter(({ kind }) => kind === 'incident-closed')
      expect(closed.at(-1), `killed at ${point}`).toMatchObject({ outcome: 'recovered' })
      expect(precedentsOf(shop.store.entries).open, `killed at ${point}`).toBeUndefined()
    }
  })

  it('before it accepted a plan leaves an incident that is abandoned, and nothing done', async () => {
    for (let point = 1; ; point++) {
      const life = new Life(point)
      await shop.clock.run(Promise.race([carryOut(await runFor(shop, shop.world(life)), found), life.death]))
      shop.store.expire()
      if (lines(shop).includes('incident-opened')) break
    }
    expect(lines(shop)).toEqual(['incident-opened'])
    expect(await resumed()).toMatchObject({ is: 'went-back' })
    expect(events(shop).at(-1)).toMatchObject({
      ...{ kind: 'incident-closed', outcome: 'abandoned' },
      because: 'it stopped before a plan was accepted; nothing had been done',
    })
    expect(shop.values).toEqual(BEFORE)
  })
})
