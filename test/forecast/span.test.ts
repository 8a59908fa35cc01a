import { describe, expect, it } from 'vitest'
import { around, evenly, learned, quantiles, spanOf, through } from '../../src/forecast/span.js'

describe('a duration as a distribution', () => {
  it('goes through its three quantiles, and grows', () => {
    const of = through({ p10Ms: 2_000, p50Ms: 4_000, p90Ms: 9_000 })
    expect(quantiles(of)).toEqual({ p10Ms: 2_000, p50Ms: 4_000, p90Ms: 9_000 })
    const points = Array.from({ length: 100 }, (_, at) => of(at / 100))
    expect(points).toEqual([...points].sort((a, b) => a - b))
  })

  it('ends: nothing takes ten times what nine in ten take', () => {
    expect(around(60_000, 0.5, 2)(0.999)).toBeLessThan(180_000)
  })

  it.each([0, -1])('of %i ms is nothing', (ms) => {
    expect(around(ms, 0.5, 2)(0.9)).toBe(0)
  })
})

describe('what past runs teach', () => {
  const guess = around(60_000, 0.5, 2)

  it('is the guess while there are none', () => {
    expect(quantiles(learned([], guess))).toEqual(quantiles(guess))
  })

  it('weighs more the more there are', () => {
    const middle = (runs: number): number =>
      learned(
        Array.from({ length: runs }, () => 10_000),
        guess,
      )(0.5)
    expect(middle(1)).toBeGreaterThan(middle(4))
    expect(middle(20)).toBeCloseTo(10_000, -3)
  })
})

describe('sums over draws', () => {
  it('are the same as often as they are asked for', () => {
    const once = () => spanOf((u) => evenly(0, 100)(u(0)) + evenly(0, 100)(u(1)))
    expect(once()).toEqual(once())
  })

  it.each([0, 1, 5, 40, 90])('spread each dimension evenly: %i', (dimension) => {
    const { p10Ms, p50Ms, p90Ms } = spanOf((u) => 1_000 * u(dimension))
    for (const [is, wanted] of [
      [p10Ms, 100],
      [p50Ms, 500],
      [p90Ms, 900],
    ] as const) {
      expect(Math.abs(is - wanted)).toBeLessThan(25)
    }
  })

  it.each([
    [0, 1],
    [2, 7],
    [30, 31],
  ])('draw one dimension without regard to another: %i and %i', (one, other) => {
    // The sum of two even draws: a tenth lies below √(2 × 0.1), and the other tail is alike.
    const { p10Ms, p90Ms } = spanOf((u) => 1_000 * (u(one) + u(other)))
    expect(Math.abs(p10Ms - 447)).toBeLessThan(60)
    expect(Math.abs(p90Ms - 1_553)).toBeLessThan(60)
  })
})
