import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { thinned, valueAt, within } from '../../../src/sim/picture/series.js'

const series = {
  name: 'served',
  points: [
    { atMs: 0, value: 100 },
    { atMs: 10, value: 40 },
    { atMs: 20, value: 99 },
  ],
}

describe('figures over time', () => {
  it('hold until the next', () => {
    expect([-5, 0, 9, 10, 25].map((atMs) => valueAt(series, atMs))).toEqual([100, 100, 100, 40, 99])
    expect(valueAt({ name: '', points: [] }, 5)).toBe(0)
  })

  it('are known at the edges of a window', () => {
    expect(within(series, 5, 15)).toEqual([
      { atMs: 5, value: 100 },
      { atMs: 10, value: 40 },
      { atMs: 15, value: 40 },
    ])
  })

  it('keep their least and their most however much they are thinned', () => {
    const points = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 50 }), (values, stepMs) => {
        const all = values.map((value, atMs) => ({ atMs, value }))
        const kept = thinned(all, stepMs).map(({ value }) => value)
        expect(Math.min(...kept)).toBe(Math.min(...values))
        expect(Math.max(...kept)).toBe(Math.max(...values))
        expect(kept.length).toBeLessThanOrEqual(4 * Math.ceil(values.length / stepMs) + 4)
      }),
    )
  })
})
