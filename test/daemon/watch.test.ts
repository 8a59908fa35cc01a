import { beforeEach, describe, expect, it } from 'vitest'
import { type Asking, askLeader } from '../../src/daemon/requests.js'
import { OperatingError } from '../../src/model/error.js'
import type { Subject } from '../../src/model/place.js'
import type { Observer, World } from '../../src/model/world.js'
import { AFTER, away, BEFORE, home, homeZones, MINUTE, policy, SECOND, Shop } from '../controller/fixtures/shop.js'
import { lines } from '../controller/fixtures/watch.js'
import { leaseOf } from '../fixtures/memory-store.js'
import { startWatching, stopped, until } from './fixtures/watching.js'

let shop: Shop
beforeEach(() => {
  shop = new Shop()
})

const toAway = { ask: { kind: 'move-to', to: away, planned: false }, by: 'ada', waives: [] } as const
const asking = (rest: Partial<Asking> = {}): Asking => ({ id: 'r1', request: toAway, ...rest })

/** The shop's world, but its store refuses what `broken` names. */
function failing(broken: () => ReadonlySet<string>): World {
  const world = shop.world()
  const refuse = (call: string): void => {
    if (broken().has(call)) throw new OperatingError('store', `the store cannot ${call}: no space is left`)
  }
  const { store } = shop
  return {
    ...world,
    store: {
      where: store.where,
      acquire: (holder) => store.acquire(holder),
      append: async (lease, draft) => {
        refuse(`append ${draft.event.kind}`)
        return store.append(lease, draft)
      },
      read: async () => {
        refuse('read')
        return store.read()
      },
      get: async (key) => {
        refuse('get')
        return store.get(key)
      },
      put: (key, text, expected) => store.put(key, text, expected),
      remove: (key) => store.remove(key),
    },
  }
}

describe('the loop', () => {
  it('looks at the policy’s cadence while all is well, and keeps the inventory for a worse day', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 10)
    await stopped(shop, watching)
    const gaps = watching.tickedAt.slice(1).map((at, index) => at - (watching.tickedAt[index] ?? 0))
    expect(new Set(gaps)).toEqual(new Set([10 * SECOND]))
    expect(watching.told.trouble).toEqual([])
    expect(await shop.store.get('inventory')).toBeDefined()
    expect(shop.clock.sleeping).toBe(0)
  })

  it('finds a lost region, leaves it, and goes on looking', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 6)
    shop.lose(home)
    await until(shop, () => watching.told.ended.length === 1)
    const seen = watching.told.ticks.length
    await until(shop, () => watching.told.ticks.length > seen + 2)
    await stopped(shop, watching)
    expect(watching.told.ended).toMatchObject([{ is: 'recovered', verification: { is: 'served' } }])
    expect(watching.told.acting).toHaveLength(1)
    expect(shop.values).toEqual(AFTER)
    expect(watching.told.ticks.at(-1)?.situation.standing.active).toBe(away)
  })

  it('confirms a fresh failure by quick looks, and then keeps to the cadence', async () => {
    const watching = await startWatching(shop, { rules: { ...policy, decide: { ...policy.decide, automatic: [] } } })
    await until(shop, () => watching.told.ticks.length >= 3)
    shop.lose(home)
    await until(shop, () => false, 2 * MINUTE).catch(() => {})
    await stopped(shop, watching)
    const looks = watching.tickedAt.length
    // Twelve whole intervals, and the two quick looks that the policy allows.
    expect(looks).toBeGreaterThanOrEqual(3 + 12)
    expect(looks).toBeLessThanOrEqual(3 + 12 + 2 + 1)
  })

  it('wakes when a held connection closes, and at most once in an interval however often it rings', async () => {
    let ring: ((of: Subject) => void) | undefined
    const world = shop.world()
    const [observer] = world.observers
    if (!observer) throw new Error('the shop has an observer')
    const onSuspicion: Observer['onSuspicion'] = (wake) => {
      ring = wake
    }
    const held: Observer = { ...observer, onSuspicion }
    const watching = await startWatching(shop, { world: { ...world, observers: [held] } })
    await until(shop, () => watching.told.ticks.length >= 2)
    await shop.clock.run(shop.clock.sleep(3 * SECOND))
    const before = shop.clock.now()
    ring?.({ kind: 'region', region: home })
    await until(shop, () => watching.told.ticks.length >= 3)
    expect((watching.tickedAt.at(-1) ?? 0) - before).toBeLessThan(SECOND)
    for (let rung = 0; rung < 200; rung++) {
      ring?.({ kind: 'region', region: home })
      await shop.clock.run(shop.clock.sleep(300))
    }
    await stopped(shop, watching)
    // A minute of ringing: six looks that were due anyway, and no more than one for the bell with each.
    expect(watching.told.ticks.length - 3).toBeLessThanOrEqual(13)
  })

  it('does not call a place impaired any sooner because someone asks again and again (law 5)', async () => {
    const confirm = { times: 0, everyMs: 500 }
    const rules = { ...policy, observe: { ...policy.observe, confirm }, decide: { ...policy.decide, automatic: [] } }
    // So that a guard holds whatever is asked for.
    shop.lagMs = 41 * SECOND
    const watching = await startWatching(shop, { rules })
    await until(shop, () => watching.told.ticks.length >= 2)
    shop.lose(home)
    for (let asked = 0; asked < 40; asked++) {
      await shop.clock.run(askLeader(shop.store, shop.clock, asking({ id: `r${asked}` }), MINUTE))
      await shop.clock.run(shop.clock.sleep(SECOND))
    }
    await stopped(shop, watching)
    expect(watching.told.acting).toEqual([])
    const [zone] = watching.told.ticks
      .map(({ memory }) => memory.assessments.find(({ of }) => of.kind === 'zone' && of.zone === homeZones[0]))
      .filter((seen) => seen?.measured.kind === 'impaired')
    const tookMs = (zone?.measured.since ?? 0) - (zone?.firstBadAt ?? 0)
    expect(tookMs).toBeGreaterThanOrEqual((policy.assess.impairedAfter - 1) * policy.observe.everyMs)
    expect(tookMs).toBeLessThanOrEqual((policy.assess.impairedAfter + 1) * policy.observe.everyMs)
  })

  it('ends when it is told to, and leaves nothing behind', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 1)
    await stopped(shop, watching)
    expect(shop.clock.sleeping).toBe(0)
    await expect(shop.store.acquire('another')).resolves.toMatchObject({ is: 'granted' })
  })
})

describe('an open incident', () => {
  /** Another leader opened it, and died in the moment in which it had written that its first step was done. */
  async function cutOff(): Promise<void> {
    const append = shop.store.append.bind(shop.store)
    const death = new Promise((died) => {
      shop.store.append = async (lease, draft) => {
        const entry = await append(lease, draft)
        if (draft.event.kind !== 'step-done') return entry
        died('died')
        return new Promise(() => {})
      }
    })
    const first = await startWatching(shop, { by: 'first' })
    await until(shop, () => first.told.ticks.length >= 6)
    shop.lose(home)
    await shop.clock.run(Promise.race([death, first.running]))
    shop.store.append = append
    shop.store.expire()
  }

  it('is resumed at the start, before anything is decided (law 15)', async () => {
    await cutOff()
    const second = await startWatching(shop, { by: 'second' })
    await until(shop, () => second.told.ticks.length >= 1)
    expect(second.told.resuming).toHaveLength(1)
    expect(second.told.ended).toMatchObject([{ is: 'recovered' }])
    await stopped(shop, second)
    expect(shop.values).toEqual(AFTER)
    expect(shop.promotions).toBe(1)
  })

  it('that was halted is left to a person, and told at the start', async () => {
    const first = await startWatching(shop)
    await until(shop, () => first.told.ticks.length >= 6)
    shop.refused.add('front.region')
    shop.lose(home)
    await until(shop, () => first.told.ended.length === 1)
    expect(first.told.ended).toMatchObject([{ is: 'halted' }])
    await stopped(shop, first)
    const written = shop.store.entries.length
    const second = await startWatching(shop, { by: 'second' })
    await until(shop, () => second.told.ticks.length >= 5)
    await stopped(shop, second)
    expect(second.told.waiting).toMatchObject([
      { move: `failover ${home} → ${away}`, because: expect.stringMatching(/denied/) },
    ])
    expect(second.told.resuming).toEqual([])
    expect(shop.store.entries).toHaveLength(written)
    expect(second.told.ticks.at(-1)?.decision).toMatchObject({ kind: 'hold', reason: 'one-at-a-time' })
  })

  it('that halted for what passes by itself is tried again by the leader, and said once each time', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 6)
    shop.silent.add('front.region')
    shop.lose(home)
    await until(shop, () => watching.told.ended.length === 2)
    expect(watching.told.ended).toMatchObject([{ is: 'halted' }, { is: 'halted' }])
    expect(watching.told.waiting).toHaveLength(1)
    expect(watching.told.waiting[0]?.next).toMatch(/^tried again in [4-6]\d.* s, 1 of 8; or /)
    shop.silent.clear()
    await until(shop, () => watching.told.ended.length === 3)
    await stopped(shop, watching)
    expect(watching.told.waiting[1]?.next).toMatch(/, 2 of 8; or /)
    expect(watching.told.ended[2]).toMatchObject({ is: 'recovered' })
    expect(shop.values).toEqual(AFTER)
    expect(shop.promotions).toBe(1)
  })

  it('that someone asked to halt before its leader died is left to a person too', async () => {
    await cutOff()
    const incident = shop.store.entries[0]?.incident ?? ''
    await shop.store.put(`halt-${incident}`, 'ada asked to halt', undefined)
    const second = await startWatching(shop, { by: 'second' })
    await until(shop, () => second.told.ticks.length >= 2)
    await stopped(shop, second)
    expect(second.told.waiting).toMatchObject([{ incident, because: 'ada asked to halt' }])
    expect(second.told.resuming).toEqual([])
  })

  it('of its own halts before its next step when the watch is told to end, and says how to go on', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 6)
    shop.lose(home)
    // Told to end in the very moment in which the first step was done.
    const world = shop.store.append.bind(shop.store)
    shop.store.append = async (lease, draft) => {
      const entry = await world(lease, draft)
      if (draft.event.kind === 'step-done' && draft.event.step === 'web.capacity') {
        watching.stop()
        await shop.clock.sleep(SECOND)
      }
      return entry
    }
    await shop.clock.run(watching.running)
    expect(watching.told.ended).toMatchObject([{ is: 'halted', because: 'watcher was told to stop' }])
    expect(lines(shop).slice(-2)).toEqual(['step-done web.capacity', 'halted'])
    expect(await shop.store.get(`halt-${shop.store.entries[0]?.incident}`)).toBeUndefined()
    expect(shop.clock.sleeping).toBe(0)
    expect(shop.values).toEqual({ ...BEFORE, 'web.slots': 6 })
  })
})

describe('an operator’s request', () => {
  it('is answered through the store with how it ended', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 2)
    const reply = await shop.clock.run(askLeader(shop.store, shop.clock, asking({ epoch: 1 }), MINUTE))
    await stopped(shop, watching)
    expect(reply).toMatchObject({ decision: { kind: 'act' }, ended: { is: 'recovered' } })
    expect(shop.values).toEqual(AFTER)
    expect(shop.store.entries[0]?.event).toMatchObject({ commander: 'ada' })
  })

  it('that a guard holds is answered with the guard’s word', async () => {
    shop.lagMs = 41 * SECOND
    const watching = await startWatching(shop)
    const reply = await shop.clock.run(askLeader(shop.store, shop.clock, asking(), MINUTE))
    await stopped(shop, watching)
    expect(reply.decision).toMatchObject({
      kind: 'hold',
      reason: 'replica-lag',
      because: expect.stringMatching(/41 s/),
    })
    expect(shop.values).toEqual(BEFORE)
  })

  it('for another plan than the one drawn changes nothing', async () => {
    const watching = await startWatching(shop)
    const reply = await shop.clock.run(askLeader(shop.store, shop.clock, asking({ planHash: 'ffffffffffff' }), MINUTE))
    await stopped(shop, watching)
    expect(reply.decision).toMatchObject({ kind: 'hold', reason: 'other-plan' })
    expect(reply.decision.because).toMatch(/^the plan is [0-9a-f]{12} now, not ffffffffffff; nothing was changed$/)
    expect(shop.store.entries).toEqual([])
  })

  it('naming the plan drawn is carried out', async () => {
    const watching = await startWatching(shop)
    const other = await shop.clock.run(askLeader(shop.store, shop.clock, asking({ planHash: 'ffffffffffff' }), MINUTE))
    const planHash = other.plan?.hash ?? ''
    const reply = await shop.clock.run(askLeader(shop.store, shop.clock, asking({ id: 'r2', planHash }), MINUTE))
    await stopped(shop, watching)
    expect(reply.ended).toMatchObject({ is: 'recovered' })
  })

  it('that no plan can meet is answered with the objection', async () => {
    shop.blind.set('orders', 'throws')
    const watching = await startWatching(shop)
    const reply = await shop.clock.run(
      askLeader(shop.store, shop.clock, asking({ request: { ...toAway, waives: ['replica-lag'] } }), MINUTE),
    )
    await stopped(shop, watching)
    expect(reply.decision.kind).toBe('hold')
    expect(shop.store.entries).toEqual([])
  })

  it('that was left behind long ago is answered as stale and not acted on', async () => {
    const asked = { ...asking(), askedAt: shop.clock.now() - 5 * MINUTE }
    await shop.store.put('request', JSON.stringify({ is: 'waiting', asked }), undefined)
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 3)
    await stopped(shop, watching)
    const reply = await shop.store.get('reply-r1')
    expect(JSON.parse(reply?.text ?? '')).toMatchObject({ decision: { kind: 'hold', reason: 'stale-request' } })
    expect(shop.store.entries).toEqual([])
    expect(watching.told.trouble).toEqual([])
  })

  it('meant for a leader that is gone is not acted on by the next', async () => {
    const asked = { ...asking({ epoch: 7 }), askedAt: shop.clock.now() }
    await shop.store.put('request', JSON.stringify({ is: 'waiting', asked }), undefined)
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 3)
    await stopped(shop, watching)
    const reply = await shop.store.get('reply-r1')
    expect(JSON.parse(reply?.text ?? '').decision.because).toMatch(/leader of epoch 7, and epoch 1 leads now/)
    expect(shop.store.entries).toEqual([])
  })

  it.each([
    ['no JSON', '{ not json'],
    ['another shape', JSON.stringify({ hello: 'world' })],
    [
      'no region',
      JSON.stringify({
        is: 'waiting',
        asked: {
          ...asking(),
          request: { ...toAway, ask: { kind: 'move-to', to: 'nowhere', planned: false } },
          askedAt: 0,
        },
      }),
    ],
  ])('that is %s is told as trouble once, and the watch goes on', async (_, text) => {
    await shop.store.put('request', text, undefined)
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 4)
    await stopped(shop, watching)
    expect(watching.told.trouble).toHaveLength(1)
    expect(watching.told.trouble[0]).toMatch(/^read requests: the request in memory cannot be read/)
    const gaps = watching.tickedAt.slice(1).map((at, index) => at - (watching.tickedAt[index] ?? 0))
    expect(gaps).toEqual([10 * SECOND, 10 * SECOND, 10 * SECOND])
  })
})

describe('trouble', () => {
  it('with the store is told, waited out with a growing pause, and survived', async () => {
    const broken = new Set<string>()
    const watching = await startWatching(shop, { world: failing(() => broken) })
    await until(shop, () => watching.told.ticks.length >= 2)
    broken.add('read').add('get')
    await until(shop, () => watching.told.trouble.length >= 8)
    const during = watching.told.ticks.length
    broken.clear()
    await until(shop, () => watching.told.ticks.length > during + 2)
    await stopped(shop, watching)
    expect(watching.told.trouble.filter((line) => line.startsWith('watch: the store cannot read'))).not.toEqual([])
  })

  it('with the store stops nobody from looking: what was seen meanwhile counts when it is back, and nothing is done before', async () => {
    const broken = new Set<string>()
    const watching = await startWatching(shop, { world: failing(() => broken) })
    await until(shop, () => watching.told.ticks.length >= 6)
    broken.add('read').add('get')
    await shop.clock.run(shop.clock.sleep(20 * MINUTE))
    shop.lose(home)
    await shop.clock.run(shop.clock.sleep(10 * MINUTE))
    expect(watching.told.ticks.at(-1)?.decision).toMatchObject({
      ...{ kind: 'hold', reason: 'trouble' },
      because: `failover ${home} → ${away} is called for, and cannot be done: the store cannot read: no space is left`,
    })
    expect(watching.told.acting).toEqual([])
    broken.clear()
    await until(shop, () => watching.told.ended.length === 1, MINUTE)
    await stopped(shop, watching)
    expect(watching.told.ended).toMatchObject([{ is: 'recovered' }])
    const opened = shop.store.entries[0]?.event
    const firstBadAt = opened?.kind === 'incident-opened' ? opened.firstBadAt : undefined
    expect(shop.clock.now() - (firstBadAt ?? Number.NaN)).toBeGreaterThan(9 * MINUTE)
  })

  it('with the store is waited out: it is asked no more often the longer it lasts', async () => {
    const broken = new Set<string>()
    let asked = 0
    const world = failing(() => broken)
    const read = world.store.read.bind(world.store)
    world.store.read = () => {
      asked += 1
      return read()
    }
    const watching = await startWatching(shop, { world })
    await until(shop, () => watching.told.ticks.length >= 2)
    broken.add('read').add('get')
    asked = 0
    await shop.clock.run(shop.clock.sleep(20 * MINUTE))
    await stopped(shop, watching)
    expect(asked).toBeGreaterThan(20)
    expect(asked).toBeLessThan(80)
  })

  it('with the store in the midst of a move is survived: the move is resumed when the store is back', async () => {
    const broken = new Set<string>()
    const watching = await startWatching(shop, { world: failing(() => broken) })
    await until(shop, () => watching.told.ticks.length >= 6)
    broken.add('append step-done')
    shop.lose(home)
    await until(shop, () => watching.told.trouble.length >= 2)
    broken.clear()
    await until(shop, () => watching.told.ended.length === 1)
    await stopped(shop, watching)
    expect(watching.told.ended).toMatchObject([{ is: 'recovered' }])
    expect(watching.told.resuming.length).toBeGreaterThan(0)
    expect(shop.values).toEqual(AFTER)
    expect(shop.promotions).toBe(1)
  })

  it('of a lease that is known to be lost ends the watch before it keeps what it saw, but not while the store is away', async () => {
    let lost = false
    let broken = new Set<string>()
    const lease = { ...(await leaseOf(shop.store, 'watcher')), isLost: () => lost }
    const watching = await startWatching(shop, { world: failing(() => broken), lease })
    await until(shop, () => watching.told.ticks.length >= 3)
    lost = true
    broken = new Set(['read', 'get'])
    const seen = watching.told.ticks.length
    await until(shop, () => watching.told.ticks.length >= seen + 3)
    const kept = (await shop.store.get('judgement'))?.version
    broken = new Set()
    await expect(shop.clock.run(watching.running)).rejects.toMatchObject({ code: 'deposed' })
    expect((await shop.store.get('judgement'))?.version).toBe(kept)
  })

  it('of a lost lease ends the watch at its next entry', async () => {
    const watching = await startWatching(shop)
    await until(shop, () => watching.told.ticks.length >= 6)
    shop.store.expire()
    await shop.store.acquire('another')
    shop.lose(home)
    await expect(shop.clock.run(watching.running)).rejects.toMatchObject({ code: 'deposed' })
    expect(shop.values).toEqual(BEFORE)
    expect(homeZones.every((zone) => shop.down.has(zone))).toBe(true)
  })
})
