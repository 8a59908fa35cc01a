import { describe, expect, it } from 'vitest'
import { partitionHold } from '../../../src/decide/guards/partition-hold.js'
import type { SignalTally } from '../../../src/model/health.js'
import { atRegion, atZone, plane } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  byItself,
  failover,
  home,
  homeZones,
  impairment,
  MINUTE,
  NOW,
  passing,
  refusing,
  sayOf,
  silent,
  why,
  word,
} from '../fixtures/shop.js'

/** Every zone of the region shows `tallies`, which is impaired since `lastedMs`. */
const seen = (tally: SignalTally, ...more: Parameters<typeof assessed>[1][]) => ({
  assessments: assessed(
    {},
    ...homeZones.map((zone) => assessment(atZone(home, zone), 'impaired', { tallies: [tally] })),
    ...more,
  ),
})
const lasting = (ms: number) => byItself(failover, impairment(atRegion(home), NOW - ms))

describe('the hold for a partition (law 5)', () => {
  it('speaks of failovers made by itself', () => {
    expect(sayOf(partitionHold)).toEqual(['failover by itself'])
  })

  it.each([
    [5 * MINUTE - 1, 'block'],
    [5 * MINUTE, 'allow'],
  ])('waits out mere silence: after %i ms it says %s', (ms, expected) => {
    expect(word(partitionHold, lasting(ms), seen(silent))).toBe(expected)
  })

  it.each([
    ['a refusal', refusing],
    ['a wrong answer', { ...silent, modes: ['wrong-answer'] }],
    ['a slow answer among silences', { ...silent, modes: ['silent', 'slow'] }],
    ['a quorum of passes', passing],
  ] as const)('does not wait where something answers: %s', (_, tally) => {
    expect(word(partitionHold, lasting(0), seen(tally))).toBe('allow')
  })

  it('counts silence from the look after the last answer, however long there was other trouble before', () => {
    const heard = (agoMs: number) =>
      assessment(atRegion(home), 'impaired', { answeredAt: NOW - agoMs, tallies: [silent] })
    const word6 = (agoMs: number) => word(partitionHold, lasting(60 * MINUTE), seen(silent, heard(agoMs)))
    expect(word6(5 * MINUTE)).toBe('block')
    expect(word6(6 * MINUTE)).toBe('allow')
  })

  it('does not take the passes of fewer than a quorum for an answer', () => {
    expect(word(partitionHold, lasting(0), seen({ ...silent, pass: 1, fail: 2 }))).toBe('block')
  })

  it('does not take the provider’s word about the region for an answer from it (law 7)', () => {
    for (const tally of [refusing, passing]) {
      expect(word(partitionHold, lasting(0), seen({ ...tally, reported: true }))).toBe('block')
    }
  })

  it('does not take for a partition what has a silent database behind pages that answer', () => {
    const database = assessment(plane('postgres', 'data', atRegion(home)), 'impaired', { tallies: [silent] })
    expect(word(partitionHold, lasting(0), { assessments: assessed({}, database) })).toBe('allow')
  })

  it('hears no answer where nothing was ever asked', () => {
    expect(word(partitionHold, lasting(0), { assessments: [] })).toBe('block')
  })

  it('says its numbers', () => {
    expect(why(partitionHold, lasting(90_000), seen(silent))).toBe(
      'only silence from us-east-1 for 1 min 30 s, at least 5 min wanted',
    )
  })
})
