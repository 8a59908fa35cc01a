import { describe, expect, it } from 'vitest'
import { standbyCapacity } from '../../../src/decide/guards/standby-capacity.js'
import {
  both,
  byAda,
  byItself,
  capacity,
  failover,
  HOUR,
  NOW,
  sayOf,
  switchover,
  third,
  why,
  withGuards,
  word,
} from '../fixtures/shop.js'

describe('the guard of standby capacity (law 4)', () => {
  it('speaks of changes of region, whoever asks', () => {
    expect(sayOf(standbyCapacity)).toEqual(both('failover', 'switchover'))
  })

  it.each([
    ['plenty', [capacity(300)], 'allow'],
    ['just enough', [capacity(80)], 'allow'],
    ['a shade too little', [capacity(79.9)], 'block'],
    ['none', [capacity(0)], 'block'],
    ['not measured', [capacity(undefined)], 'unknown'],
    ['of which nothing is known', [], 'unknown'],
    ['enough elsewhere only', [capacity(100, { in: third })], 'unknown'],
    ['too little of one of two', [capacity(100), capacity(10, { resource: 'jobs' })], 'block'],
    ['unknown of one of two', [capacity(100), capacity(undefined, { resource: 'jobs' })], 'unknown'],
  ] as const)('with a capacity that is %s', (_, gauges, expected) => {
    expect(word(standbyCapacity, byItself(failover), { gauges })).toBe(expected)
    expect(word(standbyCapacity, byAda(switchover), { gauges })).toBe(expected)
  })

  it('asks nothing where the policy asks for none', () => {
    for (const gauges of [[], [capacity(0)], [capacity(undefined)]]) {
      expect(
        word(standbyCapacity, byItself(failover), { gauges, policy: withGuards({ standbyCapacityPercent: 0 }) }),
      ).toBe('allow')
    }
  })

  it.each([
    [NOW - HOUR, 'allow'],
    [NOW - HOUR - 1, 'unknown'],
  ])('counts for an hour what cannot be seen any more (seen at %i: %s)', (at, expected) => {
    for (const by of [byItself, byAda]) {
      expect(word(standbyCapacity, by(failover), { gauges: [capacity(100, { at })] })).toBe(expected)
    }
    expect(word(standbyCapacity, byItself(failover), { gauges: [capacity(10, { at })] })).toBe('block')
  })

  it('says its numbers, with their age', () => {
    expect(why(standbyCapacity, byItself(failover), { gauges: [capacity(62.5, { at: NOW - 7_000 })] })).toBe(
      'web can serve 62.5 %, 80 % wanted (seen 7 s ago)',
    )
  })
})
