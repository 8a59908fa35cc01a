import { describe, expect, it } from 'vitest'
import { evidence } from '../../../src/decide/guards/evidence.js'
import type { Assessment } from '../../../src/model/health.js'
import { atRegion, atZone, plane } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  both,
  byAda,
  byItself,
  EVERY,
  evacuate,
  failover,
  home,
  impairment,
  NOW,
  restore,
  SECOND,
  sayOf,
  switchover,
  why,
  word,
  z1,
} from '../fixtures/shop.js'

const LIMIT = 30 * SECOND
/** What was last agreed on `of` so long ago; never, where that is undefined. */
function agreed(of: Assessment['of'], agoMs: number | undefined): Assessment {
  const { lastQuorumAt: _, ...never } = assessment(of, 'impaired')
  return agoMs === undefined ? never : { ...never, lastQuorumAt: NOW - agoMs }
}
const ages: readonly (readonly [number | undefined, string])[] = [
  [0, 'allow'],
  [LIMIT, 'allow'],
  [LIMIT + 1, 'unknown'],
  [undefined, 'unknown'],
]

describe('the guard of fresh evidence (law 2)', () => {
  it('speaks of every move', () => {
    expect(sayOf(evidence)).toEqual(both(...EVERY))
  })

  it.each(ages)('on the region left by itself, agreed %s ms ago: %s', (ago, expected) => {
    expect(word(evidence, byItself(failover), { assessments: assessed({}, agreed(atRegion(home), ago)) })).toBe(
      expected,
    )
  })

  it.each(ages)('on the region moved to, agreed %s ms ago: %s, whoever asks', (ago, expected) => {
    const assessments = assessed({}, agreed(atRegion(away), ago))
    expect(word(evidence, byItself(failover), { assessments })).toBe(expected)
    expect(word(evidence, byAda(failover), { assessments })).toBe(expected)
    expect(word(evidence, byAda(switchover), { assessments })).toBe(expected)
  })

  it.each(ages)('on the zone left by itself, agreed %s ms ago: %s', (ago, expected) => {
    const of = atZone(home, z1)
    const assessments = assessed({}, agreed(of, ago))
    expect(word(evidence, byItself(evacuate(), impairment(of)), { assessments })).toBe(expected)
  })

  it.each(ages)('on the zone that is returned to, agreed %s ms ago: %s', (ago, expected) => {
    expect(word(evidence, byAda(restore), { assessments: assessed({}, agreed(atZone(home, z1), ago)) })).toBe(expected)
  })

  it('looks at the very plane that triggered', () => {
    const database = plane('postgres', 'data', atRegion(home))
    const assessments = assessed({}, agreed(database, LIMIT + 1))
    expect(word(evidence, byItself(failover, impairment(database)), { assessments })).toBe('unknown')
  })

  it('lets an operator leave a place that cannot be seen', () => {
    const assessments = assessed({}, agreed(atRegion(home), undefined), agreed(atZone(home, z1), undefined))
    expect(word(evidence, byAda(failover), { assessments })).toBe('allow')
    expect(word(evidence, byAda(evacuate()), { assessments })).toBe('allow')
  })

  it('knows nothing of what was never assessed', () => {
    expect(word(evidence, byItself(failover), { assessments: [] })).toBe('unknown')
  })

  it('says its numbers', () => {
    const old = { assessments: assessed({}, agreed(atRegion(away), 41_000)) }
    expect(why(evidence, byAda(failover), old)).toBe('the last quorum on eu-west-1 is 41 s old, limit 30 s')
    const never = { assessments: assessed({}, agreed(atRegion(away), undefined)) }
    expect(why(evidence, byAda(failover), never)).toBe('no quorum of vantages has agreed on eu-west-1 yet')
    expect(why(evidence, byItself(failover))).toBe('fresh on us-east-1, eu-west-1')
  })
})
