import { describe, expect, it } from 'vitest'
import { boundedHand } from '../../../src/decide/guards/bounded-hand.js'
import { atZone, plane } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  both,
  byAda,
  byItself,
  evacuate,
  home,
  impairment,
  type Kind,
  MINUTE,
  NOW,
  operator,
  policy,
  precedent,
  sayOf,
  why,
  withGuards,
  word,
  z1,
  z2,
  z3,
} from '../fixtures/shop.js'

const leave = byItself(evacuate(), impairment(atZone(home, z1)))
const left = (...zones: readonly (typeof z1)[]) => ({ standing: { active: home, left: zones } })
const zones = (...kinds: readonly Kind[]) => ({ assessments: assessed({ home: kinds }) })
const evacuated = (agoMs: number, trigger = impairment()) => ({
  precedents: { made: [precedent(evacuate(z2), 0, { openedAt: NOW - agoMs, closedAt: NOW - agoMs, trigger })] },
})

describe('the bounded hand (law 22)', () => {
  it('speaks of evacuations, whoever asks', () => {
    expect(sayOf(boundedHand)).toEqual(both('evacuate'))
  })

  it('never lets the last zone that serves be left, whoever asks', () => {
    expect(word(boundedHand, leave, left(z2, z3))).toBe('block')
    expect(word(boundedHand, byAda(evacuate()), left(z2, z3))).toBe('block')
    expect(why(boundedHand, byAda(evacuate()), left(z2, z3))).toBe('use1-az1 is the last zone of us-east-1 that serves')
    expect(word(boundedHand, byAda(evacuate()), left(z2))).toBe('allow')
  })

  it.each<[readonly Kind[], string]>([
    [['impaired', 'healthy', 'healthy'], 'allow'],
    [['impaired', 'healthy', 'impaired'], 'allow'],
    [['impaired', 'suspect', 'impaired'], 'block'],
    [['impaired', 'recovering', 'suspect'], 'block'],
    [['impaired', 'impaired', 'impaired'], 'block'],
  ])('stays as it is when no zone that would still serve is well: %j says %s', (kinds, expected) => {
    expect(word(boundedHand, leave, zones(...kinds))).toBe(expected)
    expect(word(boundedHand, byAda(evacuate()), zones(...kinds))).toBe(expected)
  })

  it('does not count a zone that was left before, however well it is', () => {
    expect(word(boundedHand, leave, { ...zones('impaired', 'healthy', 'suspect'), ...left(z2) })).toBe('block')
  })

  it('does not count a zone whose disk is stuck', () => {
    const disks = [z2, z3].map((zone) => assessment(plane('postgres', 'data', atZone(home, zone)), 'impaired'))
    expect(word(boundedHand, leave, { assessments: assessed({ home: ['impaired'] }, ...disks) })).toBe('block')
  })

  it('does not know when nothing is known of the others', () => {
    expect(word(boundedHand, leave, { assessments: [] })).toBe('unknown')
  })

  it.each([
    [10 * MINUTE, 'allow'],
    [10 * MINUTE - 1, 'block'],
  ])('takes out one zone in ten minutes by itself: after %i ms it says %s', (ago, expected) => {
    expect(word(boundedHand, leave, evacuated(ago))).toBe(expected)
    expect(word(boundedHand, byAda(evacuate()), evacuated(ago)), 'a person may').toBe('allow')
    expect(word(boundedHand, leave, evacuated(ago, operator())), "a person's does not count").toBe('allow')
  })

  it('takes out no more than the share of the policy by itself', () => {
    expect(word(boundedHand, leave)).toBe('allow')
    expect(why(boundedHand, leave)).toBe('takes out 33.3 % of the zones that serve, limit 34 %')
    expect(word(boundedHand, leave, { policy: withGuards({ handPercent: 33 }) })).toBe('block')
    expect(word(boundedHand, leave, left(z2))).toBe('block')
    expect(why(boundedHand, leave, left(z2))).toBe('takes out 50 % of the zones that serve, limit 34 %')
    expect(word(boundedHand, leave, { policy: withGuards({ handPercent: 50 }), ...left(z2) })).toBe('allow')
    expect(word(boundedHand, byAda(evacuate()), { policy, ...left(z2) }), 'a person may').toBe('allow')
  })
})
