import { describe, expect, it } from 'vitest'
import { converge } from '../../src/controller/converge.js'
import type { Tools } from '../../src/execute/tools.js'
import { OperatingError } from '../../src/model/error.js'
import type { Move } from '../../src/model/move.js'
import type { NameAnswer, Stragglers } from '../../src/model/world.js'
import { leaseOf } from '../fixtures/memory-store.js'
import { away, home, MINUTE, policy, SECOND, Shop } from './fixtures/shop.js'

const failover: Move = { kind: 'failover', from: home, to: away }
const switchover: Move = { kind: 'switchover', from: home, to: away }
const own = (rest: Partial<NameAnswer> = {}): NameAnswer => ({
  ...{ resolver: '192.0.2.53', says: ['192.0.2.3'], isAuthoritative: true, leadsBack: false, ...rest },
})
const resolver = (rest: Partial<NameAnswer> = {}): NameAnswer => ({
  ...{ resolver: '1.1.1.1', says: ['192.0.2.3'], leadsBack: false, ...rest },
})
const share = (percent: number, answers: readonly NameAnswer[] = []): Stragglers => ({
  ...{ share: { is: 'known', percent }, answers },
})
const unknown = (because: string, answers: readonly NameAnswer[] = []): Stragglers => ({
  ...{ share: { is: 'unknown', because }, answers },
})

interface Waiting {
  readonly move?: Move
  readonly tricklePercent?: number
  readonly patienceMs?: number
  readonly haltAt?: number
}

/** Gives, one after another, what `found` says, the last for ever. */
async function waitFor(found: readonly (Stragglers | 'throws' | 'hangs')[], waiting: Waiting = {}) {
  const { haltAt = Number.POSITIVE_INFINITY, move = failover, patienceMs = 10 * MINUTE, tricklePercent = 0 } = waiting
  const shop = new Shop()
  let asked = 0
  const world = shop.world(undefined, {
    stragglers: async () => {
      const now = found[Math.min(asked++, found.length - 1)] ?? 'throws'
      if (now === 'hangs') return new Promise(() => {})
      if (now === 'throws') throw new OperatingError('denied', 'cloudwatch:GetMetricData in us-east-1: not allowed')
      return now
    },
  })
  const lease = await leaseOf(shop.store, 'me')
  const tools = {
    ...{ clock: shop.clock, store: shop.store, lease, by: 'me', incident: 'inc-1', random: () => 0.5 },
    ...{ drivers: new Map(), prove: () => Promise.reject(new Error('nothing is proved')) },
    haltRequested: async () => (shop.clock.monotonic() >= haltAt ? 'asked by ann' : undefined),
  } satisfies Tools
  const rules = {
    plan: { ...policy.plan, traffic: { ...policy.plan.traffic, tricklePercent } },
    verify: { ...policy.verify, stragglersPercent: 5, stragglerPatienceMs: patienceMs },
  }
  await shop.clock.run(converge(world, move, rules, tools))
  const notes = (await shop.store.read()).map(({ event }) => (event.kind === 'note' ? event.text : event.kind))
  return { notes, asked, tookMs: shop.clock.monotonic(), left: shop.clock.sleeping }
}

describe('users still at the region that was left', () => {
  it('are waited for until few enough are left, and each change is put on record once', async () => {
    const found = await waitFor([share(62.4), share(62.4), share(62.3), share(20), share(4.9)])
    expect(found).toEqual({
      notes: [
        '62 % of requests still reach us-east-1',
        '20 % of requests still reach us-east-1',
        '5 % of requests still reach us-east-1',
      ],
      ...{ asked: 5, tookMs: MINUTE, left: 0 },
    })
  })

  it('are not waited for when few enough are left at once', async () => {
    expect(await waitFor([share(5)])).toMatchObject({ asked: 1, tookMs: 0 })
  })

  it('are said to be unknown where it cannot be told, and not waited for', async () => {
    const notes = ['the share of users still at us-east-1 is unknown: verify.balancers names none in us-east-1']
    expect(await waitFor([unknown('verify.balancers names none in us-east-1')])).toMatchObject({ notes, tookMs: 0 })
    const denied =
      'the share of users still at us-east-1 is unknown: cloudwatch:GetMetricData in us-east-1: not allowed'
    expect(await waitFor(['throws'])).toMatchObject({ notes: [denied], tookMs: 0 })
  })

  it('are unknown when nobody answers within ten seconds', async () => {
    const found = await waitFor(['hangs'])
    expect(found).toMatchObject({ tookMs: 10 * SECOND, left: 0 })
    expect(found.notes).toEqual([expect.stringContaining('no answer within 10 s')])
  })

  it('are waited for as long as the policy has patience, which is told', async () => {
    const { notes, tookMs } = await waitFor([share(30)], { patienceMs: MINUTE })
    expect(notes).toEqual([
      '30 % of requests still reach us-east-1',
      'waited 1 min for the users still at us-east-1, and no longer',
    ])
    expect(tookMs).toBe(MINUTE)
  })

  it('are waited for no longer when someone asks to halt, within seconds', async () => {
    const { notes, tookMs } = await waitFor([share(30)], { haltAt: 20 * SECOND })
    expect(notes.at(-1)).toBe('waits no longer for the users still at us-east-1: asked by ann')
    expect(tookMs).toBeLessThanOrEqual(24 * SECOND)
  })

  it('are no stragglers where the policy leaves a trickle, which a failover has not', async () => {
    const back = [resolver({ leadsBack: true, says: ['192.0.2.2'] })]
    const trickled = await waitFor([share(14, back)], { move: switchover, tricklePercent: 10 })
    expect(trickled).toMatchObject({ tookMs: 0 })
    expect(trickled.notes[0]).toContain('14 % of requests still reach us-east-1, of which the trickle is 10 %')
    expect((await waitFor([share(14), share(1)], { tricklePercent: 10 })).asked).toBe(2)
  })

  it('are not asked for after a move within a region, nor where the world cannot tell', async () => {
    const [zone] = policy.regions[0]?.zones ?? []
    if (!zone) throw new Error('the policy has zones')
    expect(await waitFor([share(90)], { move: { kind: 'evacuate', region: home, zone } })).toMatchObject({ asked: 0 })
  })
})

describe('servers of names', () => {
  it('that still lead to the region left are waited for, each named with what it answers', async () => {
    const stale = resolver({ leadsBack: true, says: ['192.0.2.2'] })
    const other = resolver({ resolver: '8.8.8.8' })
    const { asked, notes } = await waitFor([
      unknown('no load balancer counted a request', [own(), stale, other]),
      unknown('no load balancer counted a request', [own(), resolver(), other]),
    ])
    expect(asked).toBe(2)
    const users = 'the share of users still at us-east-1 is unknown: no load balancer counted a request'
    const zone = '1 of 1 name servers of the zone lead away from us-east-1'
    expect(notes).toEqual([
      `${users}; ${zone}; 1 of 2 resolvers lead away from us-east-1; 1.1.1.1 (of the resolvers) still leads to us-east-1: 192.0.2.2`,
      `${users}; ${zone}; 2 of 2 resolvers lead away from us-east-1`,
    ])
  })

  it('that say nothing, or nothing that is known, are told and not waited for', async () => {
    const silent = resolver({ says: [], because: 'resolve www at 1.1.1.1: no answer within 1.5 s' })
    const { leadsBack: _, ...unclear } = resolver({ resolver: '8.8.8.8', says: ['192.0.2.9', '192.0.2.8'] })
    const { notes, tookMs } = await waitFor([share(0, [silent, unclear])])
    expect(tookMs).toBe(0)
    expect(notes).toEqual([
      '0 % of requests still reach us-east-1; 8.8.8.8 answers 192.0.2.8, 192.0.2.9, whose region is not known; 1.1.1.1 answers nothing: resolve www at 1.1.1.1: no answer within 1.5 s',
    ])
  })
})
