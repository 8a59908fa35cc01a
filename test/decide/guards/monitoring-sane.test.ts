import { describe, expect, it } from 'vitest'
import { monitoringSane } from '../../../src/decide/guards/monitoring-sane.js'
import type { SignalTally } from '../../../src/model/health.js'
import { atZone, type Subject } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  awayZones,
  BAD_AT,
  byItself,
  EVERY,
  evacuate,
  failover,
  home,
  homeZones,
  type Kind,
  SECOND,
  sayOf,
  why,
  word,
  z1,
  z2,
  z3,
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

  describe('of wrong answers', () => {
    const wrong: SignalTally = { signal: 'http', pass: 0, fail: 3, unknown: 0, modes: ['wrong-answer'] }
    const bad = (of: Subject, kind: Kind, tallies: readonly SignalTally[]) => assessment(of, kind, { tallies })
    const sick = bad(atZone(home, z1), 'impaired', [wrong])
    const [other = z2] = awayZones
    const calm = bad(atZone(home, z3), 'healthy', [])

    it('leaves no zone for those that another gives too', () => {
      const assessments = [sick, bad(atZone(away, other), 'suspect', [wrong])]
      expect(why(monitoringSane, byItself(evacuate()), { assessments })).toBe(
        `http is answered wrongly in ${other} as well: a release, or what all share`,
      )
      expect(word(monitoringSane, byItself(evacuate()), { assessments: [sick, calm] })).toBe('allow')
    })

    it('leaves no region for those that the standby gives too, but for those of its own zones', () => {
      const there = bad(atZone(away, other), 'recovering', [{ ...wrong, pass: 2, fail: 1 }])
      const own = bad(atZone(home, z2), 'suspect', [wrong])
      expect(word(monitoringSane, byItself(failover), { assessments: [sick, own, calm, there] })).toBe('block')
      expect(word(monitoringSane, byItself(failover), { assessments: [sick, own, calm] })).toBe('allow')
    })
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
