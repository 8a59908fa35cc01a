import { describe, expect, it } from 'vitest'
import { replicaLag } from '../../../src/decide/guards/replica-lag.js'
import { atRegion, plane } from '../../../src/model/place.js'
import {
  assessment,
  BAD_AT,
  both,
  byAda,
  byItself,
  failover,
  home,
  lag,
  MINUTE,
  NOW,
  SECOND,
  sayOf,
  third,
  why,
  word,
} from '../fixtures/shop.js'

const EVIDENCE = 30 * SECOND

describe('the guard of replica lag (law 12)', () => {
  it('speaks of failovers, whoever asks; a switchover waits for no lag at all', () => {
    expect(sayOf(replicaLag)).toEqual(both('failover'))
  })

  it.each([
    ['none', [lag(0)], 'allow'],
    ['just at the limit', [lag(30_000)], 'allow'],
    ['a millisecond over it', [lag(30_001)], 'block'],
    ['not measured', [lag(undefined)], 'unknown'],
    ['one of two over it', [lag(0), lag(40_000, { resource: 'stock' })], 'block'],
    ['one of two not measured', [lag(0), lag(undefined, { resource: 'stock' })], 'unknown'],
    ['over it in another region', [lag(0), lag(40_000, { in: third })], 'allow'],
    ['nothing is replicated', [], 'allow'],
  ] as const)('with a lag that is %s', (_, gauges, expected) => {
    expect(word(replicaLag, byItself(failover), { gauges })).toBe(expected)
    expect(word(replicaLag, byAda(failover), { gauges: gauges.map((one) => ({ ...one, at: NOW })) })).toBe(expected)
  })

  it.each([
    [BAD_AT, 'allow'],
    [BAD_AT - EVIDENCE, 'allow'],
    [BAD_AT - EVIDENCE - 1, 'unknown'],
  ])('by itself rests on the last lag from shortly before the outage (seen at %i: %s)', (at, expected) => {
    expect(word(replicaLag, byItself(failover), { gauges: [lag(0, { at })] })).toBe(expected)
  })

  it('asked for by a person, rests on the last lag from before an outage that was measured, however long ago', () => {
    const begun = NOW - 50 * MINUTE
    const assessments = [assessment(atRegion(home), 'impaired', { firstBadAt: begun })]
    const asked = (at: number) => word(replicaLag, byAda(failover), { assessments, gauges: [lag(0, { at })] })
    expect(asked(begun - EVIDENCE)).toBe('allow')
    expect(asked(begun - EVIDENCE - 1)).toBe('unknown')
  })

  it('asked for by a person, counts the outage of a plane without which the app cannot live as one of the region', () => {
    const begun = NOW - 50 * MINUTE
    const database = assessment(plane('postgres', 'data', atRegion(home)), 'impaired', { firstBadAt: begun })
    const assessments = [assessment(atRegion(home), 'healthy'), database]
    const asked = (at: number) => word(replicaLag, byAda(failover), { assessments, gauges: [lag(0, { at })] })
    expect(asked(begun - EVIDENCE)).toBe('allow')
    expect(asked(begun - EVIDENCE - 1)).toBe('unknown')
  })

  it.each([
    [NOW, 'allow'],
    [NOW - 10 * MINUTE, 'allow'],
    [NOW - 10 * MINUTE - 1, 'unknown'],
  ])('by request rests on a lag of the last ten minutes (seen at %i: %s)', (at, expected) => {
    expect(word(replicaLag, byAda(failover), { gauges: [lag(0, { at })] })).toBe(expected)
  })

  it('says its numbers', () => {
    expect(why(replicaLag, byAda(failover), { gauges: [lag(41_000, { at: NOW - 2_000 })] })).toBe(
      'lag of orders 41 s, limit 30 s (seen 2 s ago)',
    )
    expect(why(replicaLag, byAda(failover), { gauges: [lag(undefined)] })).toBe(
      'lag of orders: it did not answer; none seen before is kept, as a watcher does',
    )
  })
})
