import { describe, expect, it } from 'vitest'
import type { End, Tactic } from '../../src/model/plan.js'
import { trafficEnds } from '../../src/plan/traffic-stages.js'
import type { TrafficPolicy } from '../../src/policy/policy.js'
import {
  away,
  briefOf,
  control,
  failover,
  front,
  home,
  orders,
  planned,
  stock,
  switchover,
  tactic,
  third,
} from './fixtures/stock.js'

const STAGED: TrafficPolicy = { stages: [10, 50, 100], settleMs: 30_000, inFailover: 'at-once', tricklePercent: 0 }
const policy = (traffic: Partial<TrafficPolicy> = {}) => ({ ...briefOf().policy, traffic: { ...STAGED, ...traffic } })
const shares = (move: typeof failover | typeof switchover, traffic: Partial<TrafficPolicy> = {}) =>
  trafficEnds(move, [], { ...STAGED, ...traffic }).map(({ final, percent }) => [percent, final])

describe('the stages of traffic', () => {
  it('are those of the policy, the last of which is final', () => {
    expect(shares(switchover)).toEqual([
      [10, false],
      [50, false],
      [100, true],
    ])
    expect(shares(switchover, { stages: [100] })).toEqual([[100, true]])
  })

  it('of a failover are one, unless the policy says otherwise', () => {
    expect(shares(failover)).toEqual([[100, true]])
    expect(shares(failover, { inFailover: 'staged' })).toEqual(shares(switchover))
  })

  it('leave a trickle where a switchover came from, and nobody where a failover did', () => {
    expect(shares(switchover, { tricklePercent: 5 }).at(-1)).toEqual([95, true])
    expect(shares(failover, { tricklePercent: 5, inFailover: 'staged' }).at(-1)).toEqual([100, true])
  })
})

/** A front that can send any share, and tells what it was asked for. */
function splitting(asked: End[] = []) {
  const offer = (end: End): readonly Tactic[] => {
    asked.push(end)
    return end.kind === 'traffic' ? [tactic(`send ${end.percent} %`, [control('dns', third)])] : []
  }
  return stock('front', { traffic: offer })
}
const allOrNothing = stock('front', {
  traffic: (end) => (end.kind === 'traffic' && end.final ? [tactic('send all')] : []),
})
const drawn = (inventory: Parameters<typeof planned>[0]) =>
  planned({ move: switchover, policy: policy(), ...inventory })
const traffic = (plan: ReturnType<typeof planned>) => plan.steps.filter(({ end }) => end === 'traffic')

describe('a plan in stages', () => {
  it('has a step for each, one after another, and nothing of what is left starts before the last', () => {
    const plan = drawn({ inventory: [splitting(), orders] })
    expect(plan.steps.slice(-4).map(({ after, id }) => [id, after])).toEqual([
      ['front.traffic@10', ['orders.writer']],
      ['front.traffic@50', ['front.traffic@10']],
      ['front.traffic', ['front.traffic@50']],
      ['orders.replica@us-east-1', ['front.traffic']],
    ])
  })

  it('asks for each stage from where the one before came to', () => {
    const asked: End[] = []
    drawn({ inventory: [splitting(asked)] })
    expect(asked.map((end) => end.kind === 'traffic' && [end.percent, end.reached])).toEqual(
      expect.arrayContaining([
        [10, undefined],
        [50, 10],
        [100, 50],
      ]),
    )
  })

  it('says what users must be seen to get after each, and counts the time of it', () => {
    const plan = drawn({ inventory: [splitting()] })
    const common = { at: away, from: home, planned: true, settleMs: 30_000 }
    expect(traffic(plan).map(({ proof }) => proof)).toEqual([
      { ...common, percent: 10, final: false },
      { ...common, percent: 50, final: false },
      { ...common, percent: 100, final: true },
    ])
    expect(plan.expectedMs).toBe(3 * (100 + 30_000))
  })

  it('is another plan than one with other stages or another settling, by its hash', () => {
    const hashOf = (of: Partial<TrafficPolicy>) => drawn({ inventory: [splitting()], policy: policy(of) }).hash
    const all = [hashOf({}), hashOf({ settleMs: 1 }), hashOf({ stages: [20, 50, 100] }), hashOf({ stages: [100] })]
    expect(new Set(all).size).toBe(4)
  })

  it('asks for no proof where traffic goes at once', () => {
    for (const inventory of [[splitting()], [front]])
      expect(traffic(drawn({ inventory, policy: policy({ stages: [100] }) })).map(({ proof }) => proof)).toEqual([
        undefined,
      ])
  })
})

describe('a stage that cannot be', () => {
  it('is left out, and the last goes in one and says so, where a resource can send only all or nobody', () => {
    const [step, ...others] = traffic(drawn({ inventory: [allOrNothing] }))
    expect(others).toEqual([])
    expect(step).toMatchObject({ id: 'front.traffic', tactic: 'send all' })
    expect(step?.proof).toBeUndefined()
    expect(step?.passedOver).toEqual([
      {
        ...{ step: 'front.traffic@10', tactic: '-', because: 'no-tactic' },
        detail: 'front has no way to send 10 % of the users; the stage is left out',
      },
      expect.objectContaining({ step: 'front.traffic@50' }),
    ])
  })

  it('is left out where something objects to its only way, and the plan stands by another', () => {
    const weight = tactic('weight', [control('route53')])
    const inventory = [
      stock('front', {
        traffic: (end) => (end.kind === 'traffic' && end.final ? [weight, tactic('switch')] : [weight]),
      }),
    ]
    const [step] = traffic(drawn({ inventory, impaired: [control('route53')] }))
    expect(step).toMatchObject({ id: 'front.traffic', tactic: 'switch' })
    expect(step?.passedOver.map(({ because, step: of }) => [of, because])).toEqual([
      ['front.traffic@10', 'impaired'],
      ['front.traffic@50', 'impaired'],
      ['front.traffic', 'impaired'],
    ])
  })

  it('of one resource is no matter to another', () => {
    const edge = stock('edge', { traffic: (end) => (end.kind === 'traffic' && end.final ? [tactic('all')] : []) })
    const ids = traffic(drawn({ inventory: [splitting(), edge] })).map(({ id }) => id)
    expect(ids).toEqual(['front.traffic@10', 'front.traffic@50', 'front.traffic', 'edge.traffic'])
  })
})
