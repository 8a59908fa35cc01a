import { describe, expect, it } from 'vitest'
import { disturbance } from '../../../src/decide/guards/disturbance.js'
import { atRegion } from '../../../src/model/place.js'
import { byItself, EVERY, failover, home, impairment, MINUTE, NOW, sayOf, why, word } from '../fixtures/shop.js'

const lasting = (ms: number) => byItself(failover, impairment(atRegion(home), NOW - ms))

describe('the guard of short disturbances (law 5)', () => {
  it('speaks of every move that is made by itself', () => {
    expect(sayOf(disturbance)).toEqual(EVERY.map((kind) => `${kind} by itself`))
  })

  it.each([
    [0, 'block'],
    [MINUTE - 1, 'block'],
    [MINUTE, 'allow'],
    [60 * MINUTE, 'allow'],
    [-MINUTE, 'block'],
  ])('after %i ms of it: %s', (ms, expected) => {
    expect(word(disturbance, lasting(ms))).toBe(expected)
  })

  it('says its numbers', () => {
    expect(why(disturbance, lasting(41_000))).toBe('disturbed for 41 s, at least 1 min wanted')
  })
})
