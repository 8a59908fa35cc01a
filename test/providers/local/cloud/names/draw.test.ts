import { describe, expect, it } from 'vitest'
import { draw } from '../../../../../src/providers/local/cloud/names/draw.js'
import { seeded } from './fixtures/shop.js'

const sets = (...weights: readonly number[]) => weights.map((weight, index) => ({ name: 'abcdef'[index], weight }))

/** How often each is drawn in `times` draws. */
function counts(weights: readonly number[], times: number, seed = 1): readonly number[] {
  const random = seeded(seed)
  const all = sets(...weights)
  const drawn = Array.from({ length: times }, () => draw(all, random))
  return all.map((set) => drawn.filter(([first, ...more]) => first === set && more.length === 0).length)
}

describe('the draw of a weighted name', () => {
  it.each([[[1, 1]], [[3, 1]], [[255, 1]], [[1, 2, 3, 4]], [[0.25, 0.75]], [[5, 0, 5, 0, 10]]])(
    'draws %j in these shares',
    (weights) => {
      const times = 20_000
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      for (const [index, count] of counts(weights, times).entries()) {
        const share = (weights[index] ?? 0) / total
        // Five standard deviations of a binomial count.
        expect(Math.abs(count - share * times)).toBeLessThanOrEqual(5 * Math.sqrt(times * share * (1 - share)))
      }
    },
  )

  it('never draws weight 0 while another has weight', () => {
    expect(counts([0, 1, 0], 5_000)).toEqual([0, 5_000, 0])
    expect(draw(sets(0, 1, 0), () => 0)).toMatchObject([{ name: 'b' }])
    expect(draw(sets(1, 0), () => 1 - Number.EPSILON)).toMatchObject([{ name: 'a' }])
  })

  it('gives all when no weight is above 0, so that the answer is not empty', () => {
    expect(draw(sets(0, 0, 0), () => 0.5)).toHaveLength(3)
  })

  it('draws one also where fractions do not add up exactly', () => {
    for (const top of [1 - Number.EPSILON, 0.9999999999999999, 1]) {
      expect(draw(sets(0.1, 0.2, 0.3, 0), () => top)).toMatchObject([{ name: 'c' }])
    }
  })
})
