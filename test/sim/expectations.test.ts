import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/model/move.js'
import { zone } from '../../src/model/place.js'
import { judge } from '../../src/sim/expectations.js'
import type { Trace } from '../../src/sim/trace.js'
import {
  AWAY,
  awayAt,
  callAt,
  closedAt,
  HOME,
  leave,
  MINUTE_MS,
  mindAt,
  openedAt,
  sceneAt,
  traceOf,
} from './fixtures/trace-of.js'

const judged = (expected: string, left: Partial<Trace> = {}) => judge(traceOf(expected, left))[0]

const lagging = mindAt(5, {
  ...{ kind: 'hold', reason: 'replica-lag', because: 'replica lag 41 s, limit 30 s' },
  considered: [
    {
      ...{ move: leave, trigger: { kind: 'drill', id: 'x' } },
      guards: [
        { guard: 'replica-lag', is: 'block', because: 'replica lag 41 s, limit 30 s' },
        { guard: 'standby-capacity', is: 'unknown', because: 'nobody could look' },
        { guard: 'cooldown', is: 'allow', because: 'no move before' },
      ],
    },
  ],
})

describe('what a drill expects', () => {
  it('is a move within a span: not before it, not after it, not another', () => {
    const failover = '{ do: failover, to: eu-west-1, after: 2m, by: 30m }'
    const text = 'failover to eu-west-1 between T+2 min and T+30 min'
    const at = (minute: number) => judged(failover, { entries: [openedAt(minute)] })
    expect(at(2)).toMatchObject({ text, met: true, at: 2 * MINUTE_MS })
    expect(at(30)).toMatchObject({ met: true })
    expect(at(31)).toMatchObject({ met: false, saw: 'failover us-east-1 → eu-west-1 at T+31 min, late' })
    expect(at(1)).toMatchObject({ met: false, saw: 'failover us-east-1 → eu-west-1 at T+1 min, early' })
    expect(judged(failover, { minds: [lagging] })).toEqual({
      ...{ text, met: false, at: 30 * MINUTE_MS },
      saw: 'no such move; at T+30 min held by replica-lag: replica lag 41 s, limit 30 s',
    })
    const evacuate = openedAt(3, { kind: 'evacuate', region: HOME, zone: zone('use1-az1') })
    expect(judged(failover, { entries: [evacuate] })?.saw).toBe(
      'no such move; nobody had judged by then; other moves: evacuate use1-az1 (us-east-1) at T+3 min',
    )
    expect(judged('{ do: evacuate, zone: use1-az1, by: 5m }', { entries: [evacuate] })?.met).toBe(true)
    expect(judged('{ do: evacuate, zone: use1-az2, by: 5m }', { entries: [evacuate] })?.met).toBe(false)
  })

  it('is a failback, whatever the move that ends at the primary is called', () => {
    const home = openedAt(90, { kind: 'switchover', from: AWAY, to: HOME })
    expect(judged('{ do: failback, by: 2h }', { entries: [openedAt(5), home] })).toMatchObject({ met: true })
    expect(judged('{ never: failback }', { entries: [openedAt(5), home] })).toMatchObject({
      ...{ met: false, text: 'no failback before T+3 h' },
      saw: 'switchover eu-west-1 → us-east-1 at T+1 h 30 min',
    })
    expect(judged('{ never: failback }', { entries: [openedAt(5)] })).toMatchObject({ met: true, saw: 'none' })
  })

  it('is that nothing moves, within its span', () => {
    expect(judged('{ never: act }')).toMatchObject({ met: true, text: 'no move before T+3 h', saw: 'none' })
    expect(judged('{ never: act, before: 5m }', { entries: [openedAt(5)] })).toMatchObject({ met: true })
    expect(judged('{ never: act, after: 5m }', { entries: [openedAt(5)] })).toMatchObject({ met: false })
  })

  it('is recovery that is declared and true: the name leads there, and writes land', () => {
    const recovered = '{ recovered: eu-west-1, by: 45m }'
    const entries = [openedAt(5), closedAt(20, 'inc-5')]
    const at = (left: Partial<Trace>) => judged(recovered, { entries, ...left })
    expect(at({ scenes: [sceneAt(0), awayAt(15)] })).toMatchObject({ met: true, at: 20 * MINUTE_MS })
    expect(at({ scenes: [sceneAt(0)] })?.saw).toBe('declared at T+20 min, while the public name led nowhere in it')
    expect(at({ scenes: [awayAt(15, { writers: { orders: [HOME] } })] })?.saw).toBe(
      'declared at T+20 min, while orders took no writes there',
    )
    expect(at({ scenes: [awayAt(15, { zones: { 'euw1-az1': 100, 'euw1-az2': 60 } })] })?.saw).toBe(
      'declared at T+20 min, while it answered 80 % of its requests',
    )
    const both = { 'use1-az1': 1, 'use1-az2': 1, 'euw1-az1': 1, 'euw1-az2': 1 }
    // A table that takes writes in both regions by design takes them there as well.
    expect(at({ scenes: [awayAt(15, { answers: both, writers: { carts: [HOME, AWAY] } })] })?.met).toBe(true)
    expect(at({ entries: [openedAt(5), closedAt(50, 'inc-5')], scenes: [awayAt(15)] })).toMatchObject({
      ...{ met: false, saw: 'declared at T+50 min, late' },
    })
    expect(at({ entries: [openedAt(5)] })?.saw).toBe(
      'no incident of eu-west-1 was closed as recovered; 100 % of requests were served at T+45 min',
    )
  })

  it('is a hold, for its reason, a guard that speaks against it, or what blocks every way', () => {
    const minds = [mindAt(0), lagging, mindAt(30, act, ['front.traffic by records: route53/control is impaired'])]
    const held = (reason: string, minute: number) => judged(`{ hold: ${reason}, at: ${minute}m }`, { minds })
    expect(held('steady', 4)).toMatchObject({ met: true })
    expect(held('replica-lag', 5)).toMatchObject({ met: true, at: 5 * MINUTE_MS })
    expect(held('standby-capacity', 29)).toMatchObject({ met: true })
    expect(held('cooldown', 29)).toMatchObject({ met: false })
    expect(held('route53/control', 31)).toMatchObject({ met: true })
    expect(held('replica-lag', 31)?.saw).toBe(
      'failover us-east-1 → eu-west-1 was blocked: front.traffic by records: route53/control is impaired, since T+30 min',
    )
    expect(judged('{ hold: steady, at: 1m }')?.saw).toBe('nobody had judged by then')
  })

  it('is a share of requests served at every instant from then on, also one that had begun before', () => {
    const serving = '{ serving: 99%, from: 45m }'
    const bad = { servedPercent: 60 }
    expect(judged(serving, { scenes: [sceneAt(0, bad), sceneAt(45)] })).toMatchObject({ met: true })
    expect(judged(serving, { scenes: [sceneAt(0, bad), sceneAt(46)] })).toMatchObject({
      ...{ met: false, at: 45 * MINUTE_MS, saw: 'at the least 60 %, at T+45 min' },
    })
    expect(judged(serving, { scenes: [sceneAt(0), sceneAt(50, bad), sceneAt(51)] })).toMatchObject({
      ...{ met: false, at: 50 * MINUTE_MS },
    })
  })

  it('is never more writers than so many of one database, however short', () => {
    const two = { writers: { orders: [HOME, AWAY] } }
    const writers = (expected: string) => judged(expected, { scenes: [sceneAt(0), sceneAt(7, two), sceneAt(8)] })
    expect(writers('{ writers: 1 }')).toMatchObject({
      ...{ met: false, at: 7 * MINUTE_MS, saw: 'orders took writes in us-east-1 and eu-west-1, at T+7 min' },
    })
    expect(writers('{ writers: 2 }')).toMatchObject({ met: true })
  })

  it.each([
    ['{ lost_writes: 0 }', false],
    ['{ lost_writes: { at_most: 41 } }', false],
    ['{ lost_writes: { at_most: 42 } }', true],
    ['{ lost_writes: { at_most: 2s } }', false],
    ['{ lost_writes: { at_most: 3s } }', true],
  ])('is a loss, in writes or in time: %s', (expected, met) => {
    const scenes = [sceneAt(0), sceneAt(9, { lost: { writes: 42, ms: 2_500 } })]
    expect(judged(expected, { scenes })).toMatchObject({ met, saw: '42 writes, 2.5 s of them, the first at T+9 min' })
    expect(judged(expected)).toMatchObject({ met: true, saw: 'none' })
  })

  it('is no call to a plane, whatever came of it', () => {
    const never = '{ never_calls: { service: rds, side: control, region: us-east-1 } }'
    expect(judged(never, { calls: [callAt(3, 'ebs'), callAt(4, 'rds', 'data')] })).toMatchObject({ met: true })
    expect(judged(never, { calls: [callAt(3, 'rds'), callAt(4, 'rds')] })).toMatchObject({
      ...{ met: false, at: 3 * MINUTE_MS, text: 'no call to the control side of rds in us-east-1' },
      saw: '2 calls to the control side of rds in us-east-1, the first at T+3 min: look at orders in us-east-1',
    })
    expect(
      judged('{ never_calls: { service: rds, side: control, region: eu-west-1 } }', { calls: [callAt(3, 'rds')] })?.met,
    ).toBe(true)
  })

  it('is a number of moves, no more and no fewer', () => {
    expect(judged('{ moves: 0 }')).toMatchObject({ met: true, text: 'no move at all', saw: 'none' })
    expect(judged('{ moves: 1 }', { entries: [openedAt(5)] })).toMatchObject({ met: true })
    expect(judged('{ moves: 1 }', { entries: [openedAt(5), openedAt(60)] })).toMatchObject({ met: false })
  })
})

const act: Decision = {
  ...{ kind: 'act', move: leave, trigger: { kind: 'drill', id: 'x' }, because: 'it is ill', considered: [] },
}
