import { beforeEach, describe, expect, it } from 'vitest'
import { carryOut, type Ended, resume } from '../../src/controller/carry-out.js'
import { inspectAll } from '../../src/controller/inventory.js'
import { blank } from '../../src/controller/memory.js'
import { planFor, situate, type Tick } from '../../src/controller/tick.js'
import { frozenIn } from '../../src/decide/frozen.js'
import { precedentsOf } from '../../src/decide/precedents.js'
import { invariant } from '../../src/model/invariant.js'
import type { Decision, Move, Trigger } from '../../src/model/move.js'
import { atRegion, plane } from '../../src/model/place.js'
import { BEFORE, home, policy, Shop } from './fixtures/shop.js'
import { actingTick, events, lines, runFor } from './fixtures/watch.js'

const launching = plane('ec2', 'control', atRegion(home))
const compute = plane('compute', 'control', atRegion(home))
const freeze: Move = { kind: 'freeze', region: home }
const thaw: Move = { kind: 'thaw', region: home }

let shop: Shop
beforeEach(() => {
  shop = new Shop()
})

/** A tick that decides on `move` by itself, with the plan that is drawn for it now. */
async function found(move: Move): Promise<Tick> {
  const world = shop.world()
  const trigger: Trigger = { kind: 'impairment', of: launching, firstBadAt: shop.clock.startedAt }
  const make = async (): Promise<Tick> => {
    const memory = { ...blank, inspections: await inspectAll(world, [], 1_000) }
    const situation = await situate(world, policy, memory)
    const decision: Decision = { kind: 'act', move, trigger, because: 'so', considered: [] }
    const drawn = planFor(world, situation, memory.inspections, { move })
    const rest = drawn.is === 'plan' ? { plan: drawn.plan } : { objections: drawn.objections }
    return { memory, situation, decision, ...rest }
  }
  return shop.clock.run(make())
}

async function carry(move: Move): Promise<Ended> {
  const tick = await found(move)
  const run = await runFor(shop)
  return shop.clock.run(carryOut(run, tick).finally(() => run.lease.release()))
}
const frozen = () => frozenIn(shop.store.entries)
const becauseOf = (): string => {
  const last = events(shop).findLast((event) => event.kind === 'incident-closed')
  return last?.kind === 'incident-closed' ? last.because : 'it is open'
}

describe('a freeze that is carried out (law 24)', () => {
  it('suspends, asks nobody through the public name, and is closed at once', async () => {
    expect(await carry(freeze)).toMatchObject({ is: 'done' })
    expect(lines(shop)).toEqual([
      ...['incident-opened', 'plan-accepted', 'step-started web.frozen', 'step-done web.frozen', 'incident-closed'],
    ])
    expect(shop.values).toEqual({ ...BEFORE, 'web.frozen': true })
    expect(frozen()).toMatchObject([{ region: home, byItself: true, of: launching, pending: [] }])
    expect(becauseOf()).toBe(
      'us-east-1 is frozen: failover changes nothing there but what an evacuation or a failover must; frozen web',
    )
  })

  it('stands though nothing can be suspended, and says what, whose turn it is and when it is tried again (law 25)', async () => {
    shop.impaired.push(compute)
    expect(await carry(freeze)).toMatchObject({ is: 'done' })
    expect(shop.values).toEqual(BEFORE)
    expect(frozen()).toMatchObject([{ region: home, pending: [{ resource: 'web', planes: [compute] }] }])
    expect(becauseOf()).toContain(
      'not suspended: web (compute/control@us-east-1 is needed, and compute/control@us-east-1 is impaired); ' +
        '"failover freeze us-east-1" tries it again at any time, and failover does once that is well, and no sooner than in 10 min',
    )
  })

  it('stands though suspending fails, and counts that as pending', async () => {
    shop.refused.add('web.frozen')
    expect(await carry(freeze)).toMatchObject({ is: 'done' })
    expect(frozen()).toMatchObject([{ pending: [{ resource: 'web', because: 'web.frozen is denied' }] }])
    expect(becauseOf()).toContain('not suspended: web (web.frozen is denied)')
  })

  it('is tried again for what is pending alone, and not recorded again while that cannot be', async () => {
    shop.impaired.push(compute)
    await carry(freeze)
    expect(await found(freeze)).toMatchObject({ objections: [{ step: 'web.frozen', because: 'impaired' }] })
    shop.impaired.pop()
    expect(await carry(freeze)).toMatchObject({ is: 'done' })
    expect(frozen()).toMatchObject([{ pending: [] }])
  })

  it('that someone asks to halt is closed as it stands, and waits for nobody', async () => {
    const tick = await found(freeze)
    const run = await runFor(shop)
    const { store } = run.world
    const halting = { ...store, append: store.append.bind(store), read: store.read.bind(store) }
    const asked = { ...halting, get: async () => ({ text: 'ada asked to halt', version: '1' }) }
    const world = { ...run.world, store: { ...store, ...asked } as typeof store }
    expect(await shop.clock.run(carryOut({ ...run, world }, tick))).toMatchObject({ is: 'done' })
    expect(precedentsOf(shop.store.entries).open).toBeUndefined()
    expect(frozen()).toMatchObject([{ pending: [{ resource: 'web' }] }])
  })
})

describe('a thaw that is carried out', () => {
  beforeEach(async () => {
    await carry(freeze)
  })

  it('resumes what was suspended, and lifts the freeze', async () => {
    expect(await carry(thaw)).toMatchObject({ is: 'done', because: 'us-east-1 is no longer frozen: thawed web' })
    expect(shop.values).toEqual({ ...BEFORE, 'web.frozen': false })
    expect(frozen()).toEqual([])
  })

  it('of which anything fails leaves the region frozen, closed and with the next try named', async () => {
    shop.refused.add('web.frozen')
    const ended = await carry(thaw)
    expect(ended).toMatchObject({ is: 'halted', because: expect.stringContaining('us-east-1 stays frozen') })
    expect(precedentsOf(shop.store.entries).open).toBeUndefined()
    expect(frozen()).toMatchObject([{ region: home, thawTriedAt: expect.any(Number) }])
  })
})

describe('a freeze that was cut off', () => {
  const cutOff = async () => {
    const tick = await found(freeze)
    const run = await runFor(shop)
    const { store } = run.world
    let left = 2
    const append: typeof store.append = async (lease, draft) => {
      if (left-- <= 0) throw new Error('the process is gone')
      return store.append(lease, draft)
    }
    const bound = { read: store.read.bind(store), get: store.get.bind(store), remove: store.remove.bind(store) }
    const world = { ...run.world, store: { ...store, ...bound, append } as typeof store }
    const gone = carryOut({ ...run, world }, tick).catch(() => undefined)
    await shop.clock.run(gone.finally(() => run.lease.release()))
    const { open } = precedentsOf(shop.store.entries)
    invariant(open, 'it is open')
    return open.incident
  }

  it('is taken up and closed by whoever resumes it', async () => {
    const incident = await cutOff()
    const run = await runFor(shop)
    expect(await shop.clock.run(resume(run, incident, []))).toMatchObject({ is: 'done' })
    expect(frozen()).toMatchObject([{ region: home, pending: [] }])
  })

  it('is closed as it stands by a failover, which does not wait for it; its region stays frozen', async () => {
    await cutOff()
    void shop.clock.sleep(90_000).then(() => shop.lose(home))
    const tick = await actingTick(shop)
    expect(tick.decision).toMatchObject({ kind: 'act', move: { kind: 'failover' } })
    const run = await runFor(shop)
    const ended = await shop.clock.run(carryOut(run, tick).finally(() => run.lease.release()))
    expect(ended).toMatchObject({ is: 'recovered' })
    expect(frozen()).toMatchObject([{ region: home }])
  })
})
