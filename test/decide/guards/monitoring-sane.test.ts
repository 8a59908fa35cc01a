import { describe, expect, it } from 'vitest'
import { monitoringSane } from '../../../src/decide/guards/monitoring-sane.js'
import { atZone } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  awayZones,
  BAD_AT,
  byItself,
  EVERY,
  failover,
  home,
  homeZones,
  SECOND,
  sayOf,
  why,
  word,
} from '../fixtures/shop.js'

const EVERY_LOOK = 10 * SECOND
/** All six zones turned bad, each so long after the first. */
const turned = (...after: readonly number[]) =>
  [...homeZones.map((zone) => atZone(home, zone)), ...awayZones.map((zone) => atZone(away, zone))].map((of, index) =>
    assessment(of, 'impaired', { firstBadAt: BAD_AT + (after[index] ?? 0) }),
  )

describe('the guard of sane monitoring (law 7)', () => {
  it('speaks of every move that is made by itself', () => {
    expect(sayOf(monitoringSane)).toEqual(EVERY.map((kind) => `${kind} by itself`))
  })

  it.each([
    ['all at once', turned(), 'block'],
    ['all within one look', turned(0, 0, 0, 0, 0, EVERY_LOOK), 'block'],
    ['one of them a millisecond later than that', turned(0, 0, 0, 0, 0, EVERY_LOOK + 1), 'allow'],
    [
      'all but one',
      assessed({ home: ['impaired', 'impaired', 'impaired'], away: ['impaired', 'impaired', 'healthy'] }),
      'allow',
    ],
    ['one region', assessed({ home: ['impaired', 'impaired', 'impaired'] }), 'allow'],
    ['none, for there are none', [], 'allow'],
  ] as const)('when zones turn bad: %s', (_, assessments, expected) => {
    expect(word(monitoringSane, byItself(failover), { assessments })).toBe(expected)
  })

  it('takes doubt and recovery for a disturbance as well', () => {
    const assessments = assessed({
      home: ['suspect', 'impaired', 'recovering'],
      away: ['suspect', 'suspect', 'suspect'],
    })
    expect(word(monitoringSane, byItself(failover), { assessments })).toBe('block')
  })

  it('says its numbers', () => {
    expect(why(monitoringSane, byItself(failover), { assessments: turned(0, 0, 0, 0, 0, 900) })).toBe(
      'all 6 zones of all regions turned bad within 900 ms: the monitor or a release',
    )
    expect(why(monitoringSane, byItself(failover), { assessments: assessed({ home: ['impaired'] }) })).toBe(
      '5 of 6 zones show no disturbance',
    )
  })
})
