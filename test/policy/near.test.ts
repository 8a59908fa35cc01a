import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, nearest } from '../../src/policy/near.js'

const KEYS = ['every', 'jitter', 'vantages', 'quorum', 'confirm', 'signals', 'impaired_after', 'ebs']

describe('nearest', () => {
  it.each([
    ['evry', 'every'],
    ['qourum', 'quorum'],
    ['Vantages', 'vantages'],
    ['vantage', 'vantages'],
    ['impaired-after', 'impaired_after'],
    ['impairedAfter', 'impaired_after'],
    ['esb', 'ebs'],
  ])('takes "%s" for "%s"', (typed, meant) => expect(nearest(typed, KEYS)).toBe(meant))

  it.each(['timeout', 'x', '', 'sq', 'signature-of-all'])('makes nothing of "%s"', (typed) =>
    expect(nearest(typed, KEYS)).toBeUndefined(),
  )

  it('finds any known word of three letters or more behind any one slip', () => {
    const letters = fc.string({ minLength: 3, maxLength: 12, unit: fc.constantFrom(...'abcdef') })
    fc.assert(
      fc.property(letters, fc.nat(), fc.constantFrom('drop', 'double', 'exchange'), (word, at, slip) => {
        const index = at % word.length
        const [head, tail] = [word.slice(0, index), word.slice(index)]
        const slipped = {
          drop: head + tail.slice(1),
          double: head + tail.charAt(0) + tail,
          exchange: head + tail.charAt(1) + tail.charAt(0) + tail.slice(2),
        }[slip]
        if (slipped !== word) expect(nearest(slipped, [word])).toBe(word)
      }),
    )
  })
})

describe('distance', () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom(...'abc') })

  it('is nothing between equal words and something between others, and the same both ways', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b) === 0).toBe(a === b)
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})
