import { describe, expect, it } from 'vitest'
import type { NameState } from '../../../../../src/providers/local/cloud/local-cloud.js'
import { changed } from '../../../../../src/providers/local/cloud/supervisor/name-change.js'

const state: NameState = { name: 'www.shop.test', ttlMs: 2_000, serial: 7, epoch: 3, weights: { a: 1, b: 1, c: 0 } }
const change = { weights: { a: 0, b: 0, c: 1 }, expectedSerial: 7, epoch: 4 }

describe('a change of the name', () => {
  it('gives the weights asked for, under the new serial and the change’s epoch', () => {
    expect(changed(state, change, 8)).toEqual({ ...state, weights: change.weights, serial: 8, epoch: 4 })
  })

  it('leaves the zones it does not name as they are', () => {
    expect(changed(state, { ...change, weights: { a: 0 } }, 8).weights).toEqual({ a: 0, b: 1, c: 0 })
  })

  it('that is so already changes nothing, whatever serial it was planned from', () => {
    expect(changed(state, { weights: { a: 1 }, expectedSerial: 2, epoch: 9 }, 8)).toBe(state)
  })

  it('planned from another state is a conflict that tells what was found (law 26)', () => {
    expect(() => changed(state, { ...change, expectedSerial: 6 }, 8)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringMatching(/serial 7, not the 6.*a \(1\), b \(1\)/),
      }),
    )
  })

  it('that leaves no answer is refused (law 26)', () => {
    expect(() => changed(state, { ...change, weights: { a: 0, b: 0 } }, 8)).toThrow(
      expect.objectContaining({ code: 'refused', message: 'www.shop.test would be left without an answer (law 26)' }),
    )
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('with a weight of %s is refused', (weight) => {
    expect(() => changed(state, { ...change, weights: { a: weight } }, 8)).toThrow(
      expect.objectContaining({ code: 'refused' }),
    )
  })

  it('of a zone there is not names those there are', () => {
    expect(() => changed(state, { ...change, weights: { d: 1 } }, 8)).toThrow(
      expect.objectContaining({ code: 'not-found', next: 'it knows a, b, c' }),
    )
  })
})
