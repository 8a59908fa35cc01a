import { describe, expect, it } from 'vitest'
import type { Frozen } from '../../../src/decide/frozen.js'
import { holdDown } from '../../../src/decide/guards/hold-down.js'
import type { Move } from '../../../src/model/move.js'
import { atRegion, atZone, plane } from '../../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  both,
  byAda,
  evacuate,
  failover,
  frozen,
  HOUR,
  health,
  home,
  type Kind,
  launching,
  MINUTE,
  NOW,
  precedent,
  restore,
  sayOf,
  switchover,
  thaw,
  why,
  withGuards,
  word,
  z1,
  z2,
} from '../fixtures/shop.js'

const back: Move = { kind: 'switchover', from: away, to: home }
/** Home was left in trouble `leftAgo`, which had begun `outage` before it was clean for good, `cleanFor` ago. */
function returning(leftAgo: number, cleanFor: number, firstBadAgo = leftAgo) {
  const clean = (of: ReturnType<typeof atRegion> | ReturnType<typeof atZone>) =>
    assessment(of, 'healthy', { measured: { kind: 'healthy', since: NOW - cleanFor } })
  return {
    standing: { active: away, left: [] },
    assessments: assessed({}, clean(atRegion(home)), clean(atZone(home, z1))),
    precedents: { made: [precedent(failover, 0, { openedAt: NOW - leftAgo, firstBadAt: NOW - firstBadAgo })] },
  }
}

describe('the hold-down (law 5)', () => {
  it('speaks of ways back, whoever asks', () => {
    expect(sayOf(holdDown)).toEqual(both('switchover', 'restore', 'thaw'))
  })

  it.each([
    ['clean for just the hold-down', returning(2 * HOUR, HOUR, HOUR + 30 * MINUTE), 'allow'],
    ['clean for a millisecond less', returning(2 * HOUR, HOUR - 1, HOUR + 30 * MINUTE - 1), 'block'],
    ['clean for just twice a long outage', returning(12 * HOUR, 6 * HOUR, 9 * HOUR), 'allow'],
    ['clean for a millisecond less than that', returning(12 * HOUR, 6 * HOUR - 1, 9 * HOUR - 1), 'block'],
    ['clean all along, and left only lately', returning(30 * MINUTE, 90 * HOUR), 'block'],
    ['clean all along, and left long ago', returning(HOUR, 90 * HOUR), 'allow'],
  ])('opens the way back to a region %s', (_, of, expected) => {
    expect(word(holdDown, byAda(back), of)).toBe(expected)
  })

  it('stays shut while a plane of the place is not clean, data side or control side', () => {
    const open = returning(12 * HOUR, 8 * HOUR, 9 * HOUR)
    for (const sick of [plane('ebs', 'data', atZone(home, z2)), plane('ec2', 'control', atRegion(home))]) {
      const assessments = [...open.assessments, assessment(sick, 'recovering')]
      expect(word(holdDown, byAda(back), { ...open, assessments })).toBe('block')
      expect(why(holdDown, byAda(back), { ...open, assessments })).toMatch(/is recovering, not clean yet/)
    }
    const elsewhere = [...open.assessments, assessment(plane('ebs', 'data', atRegion(away)), 'impaired')]
    expect(word(holdDown, byAda(back), { ...open, assessments: elsewhere })).toBe('allow')
  })

  it('says its numbers', () => {
    expect(why(holdDown, byAda(back), returning(2 * HOUR, 20 * MINUTE, HOUR))).toBe(
      'clean for 20 min since it was left, at least 1 h 20 min wanted',
    )
  })

  it.each<Kind>(['suspect', 'impaired', 'recovering'])('starts over when the region relapses: %s', (kind) => {
    const of = returning(90 * HOUR, 90 * HOUR)
    for (const place of [atRegion(home), atZone(home, z2)]) {
      const assessments = [...of.assessments, assessment(place, kind, { measured: health(kind) })]
      expect(word(holdDown, byAda(back), { ...of, assessments })).toBe('block')
    }
  })

  it.each([
    ['never left', []],
    ['left without trouble', [precedent(switchover, MINUTE)]],
    ['moved to and not from', [precedent({ ...failover, kind: 'failover', from: away, to: home }, MINUTE)]],
    ['to be left, by a run that went back', [precedent(failover, MINUTE, { outcome: 'went-back' })]],
  ])('says nothing against a region that was %s', (_, made) => {
    expect(word(holdDown, byAda(back), { precedents: { made } })).toBe('allow')
  })

  it('holds the way back to a zone that was left, and to that zone alone', () => {
    const made = (zone: typeof z1) => ({ precedents: { made: [precedent(evacuate(zone), MINUTE)] } })
    expect(word(holdDown, byAda(restore), made(z1))).toBe('block')
    expect(word(holdDown, byAda(restore), made(z2))).toBe('allow')
    expect(word(holdDown, byAda(restore), { precedents: { made: [precedent(evacuate(), HOUR)] } })).toBe('allow')
  })

  it('shuts the way back to a region that is frozen, with what to do first', () => {
    const frozenHome = { ...returning(90 * HOUR, 90 * HOUR), frozen: [frozen()] }
    expect(word(holdDown, byAda(back), frozenHome)).toBe('block')
    expect(why(holdDown, byAda(back), frozenHome)).toBe(
      'us-east-1 has been frozen for 1 h, and nothing is changed there; first "failover thaw us-east-1"',
    )
    expect(word(holdDown, byAda(restore), frozenHome)).toBe('block')
    expect(word(holdDown, byAda(switchover), { frozen: [frozen()] })).toBe('allow')
  })

  it('can be turned off by the policy, twice the outage and all', () => {
    const of = returning(12 * HOUR, MINUTE, 12 * HOUR)
    expect(word(holdDown, byAda(back), of)).toBe('block')
    expect(word(holdDown, byAda(back), { ...of, policy: withGuards({ holdDownMs: 0 }) })).toBe('allow')
  })
})

describe('the hold-down of a thaw (laws 5, 24)', () => {
  /** Home was frozen `frozenFor` ago, and all of it has been clean for `cleanFor`. */
  const thawing = (frozenFor: number, cleanFor: number, kind: Kind = 'healthy', rest: Partial<Frozen> = {}) => ({
    frozen: [frozen({ since: NOW - frozenFor, ...rest })],
    assessments: assessed({}, assessment(launching, kind, { measured: health(kind, NOW - cleanFor) })).map((each) =>
      each.measured.kind === 'healthy'
        ? { ...each, measured: { kind: 'healthy' as const, since: NOW - cleanFor } }
        : each,
    ),
  })

  it.each([
    ['for just the hold-down', thawing(3 * HOUR, HOUR), 'allow'],
    ['for a millisecond less, however long it was frozen', thawing(90 * HOUR, HOUR - 1), 'block'],
    ['all along, and frozen only lately', thawing(HOUR - 1, 90 * HOUR), 'block'],
  ])('lets it go once the region has been clean %s', (_, of, expected) => {
    expect(word(holdDown, byAda(thaw), of)).toBe(expected)
  })

  it.each<Kind>(['suspect', 'impaired', 'recovering'])('starts over when a control plane relapses: %s', (kind) => {
    expect(word(holdDown, byAda(thaw), thawing(9 * HOUR, 9 * HOUR, kind))).toBe('block')
    expect(why(holdDown, byAda(thaw), thawing(9 * HOUR, 9 * HOUR, kind))).toBe(
      `ec2/control@us-east-1 is ${kind}, not clean yet`,
    )
  })

  it('says its numbers', () => {
    expect(why(holdDown, byAda(thaw), thawing(3 * HOUR, 20 * MINUTE))).toBe(
      'clean for 20 min since it was frozen, at least 1 h wanted',
    )
  })

  it('waits a while after a thaw that failed, and says how long', () => {
    const lately = thawing(9 * HOUR, 9 * HOUR, 'healthy', { thawTriedAt: NOW - 3 * MINUTE })
    expect(why(holdDown, byAda(thaw), lately)).toBe('a thaw was tried 3 min ago and is tried again in 7 min')
    expect(word(holdDown, byAda(thaw), lately)).toBe('block')
    const longAgo = thawing(9 * HOUR, 9 * HOUR, 'healthy', { thawTriedAt: NOW - 10 * MINUTE })
    expect(word(holdDown, byAda(thaw), longAgo)).toBe('allow')
  })
})
