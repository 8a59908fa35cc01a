import { describe, expect, it } from 'vitest'
import { cooldown } from '../../../src/decide/guards/cooldown.js'
import {
  byItself,
  EVERY,
  evacuate,
  failover,
  freeze,
  HOUR,
  MINUTE,
  precedent,
  sayOf,
  thaw,
  why,
  withGuards,
  word,
} from '../fixtures/shop.js'

describe('the cooldown', () => {
  it('speaks of every move that is made by itself, but not of a freeze or a thaw, which move nothing', () => {
    const moving = EVERY.filter((kind) => kind !== 'freeze' && kind !== 'thaw')
    expect(sayOf(cooldown)).toEqual(moving.map((kind) => `${kind} by itself`))
  })

  it.each([
    ['no move before', [], 'allow'],
    ['one that ended a millisecond too lately', [precedent(failover, 30 * MINUTE - 1)], 'block'],
    ['one that ended just long enough ago', [precedent(failover, 30 * MINUTE)], 'allow'],
    ['an old one and a late one', [precedent(failover, 9 * HOUR), precedent(evacuate(), MINUTE)], 'block'],
    ['a freeze and a thaw', [precedent(freeze, MINUTE), precedent(thaw, 0)], 'allow'],
    ['a move, and a freeze since', [precedent(failover, MINUTE), precedent(freeze, 0)], 'block'],
    ['one that went back', [precedent(failover, MINUTE, { outcome: 'went-back' })], 'block'],
  ] as const)('after %s', (_, made, expected) => {
    expect(word(cooldown, byItself(failover), { precedents: { made } })).toBe(expected)
  })

  it('counts from when the last move ended, not from when it began', () => {
    const long = precedent(failover, 29 * MINUTE, { openedAt: 0 })
    expect(word(cooldown, byItself(failover), { precedents: { made: [long] } })).toBe('block')
  })

  it('says its numbers', () => {
    const made = [precedent(failover, 10 * MINUTE)]
    expect(why(cooldown, byItself(failover), { precedents: { made } })).toBe(
      'failover us-east-1 → eu-west-1 ended 10 min ago, at least 30 min wanted',
    )
  })

  it('can be turned off by the policy', () => {
    const made = [precedent(failover, 0)]
    expect(word(cooldown, byItself(failover), { precedents: { made }, policy: withGuards({ cooldownMs: 0 }) })).toBe(
      'allow',
    )
  })
})
