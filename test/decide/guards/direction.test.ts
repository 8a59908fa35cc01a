import { describe, expect, it } from 'vitest'
import { direction } from '../../../src/decide/guards/direction.js'
import {
  byItself,
  evacuate,
  failover,
  HOUR,
  MINUTE,
  NOW,
  precedent,
  sayOf,
  switchover,
  why,
  word,
} from '../fixtures/shop.js'

const lately = (ago: number, move = failover, rest = {}) => ({
  precedents: { made: [precedent(move, 0, { openedAt: NOW - ago, closedAt: NOW - ago + 1, ...rest })] },
})

describe('the guard of direction (law 5)', () => {
  it('speaks of changes of region made by itself', () => {
    expect(sayOf(direction)).toEqual(['failover by itself', 'switchover by itself'])
  })

  it.each([
    ['a failover four hours ago', lately(4 * HOUR), 'allow'],
    ['a failover a millisecond less ago', lately(4 * HOUR - 1), 'block'],
    ['a switchover an hour ago', lately(HOUR, switchover), 'block'],
    ['an evacuation a minute ago', lately(MINUTE, evacuate()), 'allow'],
    ['a failover that went back, and so changed nothing', lately(MINUTE, failover, { outcome: 'went-back' }), 'allow'],
    [
      'a failover that was abandoned, and may have changed something',
      lately(MINUTE, failover, { outcome: 'abandoned' }),
      'block',
    ],
    ['nothing', {}, 'allow'],
  ])('after %s', (_, of, expected) => {
    expect(word(direction, byItself(failover), of)).toBe(expected)
  })

  it('is not deceived by an evacuation since', () => {
    const made = [precedent(failover, HOUR), precedent(evacuate(), MINUTE)]
    expect(word(direction, byItself(failover), { precedents: { made } })).toBe('block')
    expect(why(direction, byItself(failover), { precedents: { made } })).toBe(
      'failover us-east-1 → eu-west-1 was 1 h 1 min ago; one change of region in 4 h without a person',
    )
  })
})
