import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lossBetween } from '../../../src/providers/local/loss.js'

const order = (number: number, placedAt = number * 100) => ({ number: String(number), placedAt })
const orders = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => order(from + index))

describe('what a failover lost', () => {
  it('is nothing when the new writer has all that the old one has', () => {
    expect(lossBetween(orders(1, 9), orders(1, 9))).toEqual({ is: 'known', writes: 0, ms: 0 })
    expect(lossBetween(orders(1, 9), orders(1, 12))).toEqual({ is: 'known', writes: 0, ms: 0 })
    expect(lossBetween([], orders(1, 2))).toEqual({ is: 'known', writes: 0, ms: 0 })
  })

  it('is counted from the last order up to which nothing is missing', () => {
    expect(lossBetween(orders(1, 9), orders(1, 6))).toEqual({ is: 'known', writes: 3, ms: 300 })
    expect(lossBetween(orders(1, 9), orders(1, 8))).toEqual({ is: 'known', writes: 1, ms: 100 })
  })

  it('is counted from the first order where all are missing', () => {
    expect(lossBetween(orders(1, 4), [])).toEqual({ is: 'known', writes: 4, ms: 300 })
  })

  it('does not count what only the new writer has, nor mind the order of rows', () => {
    const old = [order(4), order(1), order(3), order(2)]
    expect(lossBetween(old, [order(9), order(1), order(2)])).toEqual({ is: 'known', writes: 2, ms: 200 })
  })

  it('counts each missing order once, however many there are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200)), fc.uniqueArray(fc.nat(200)), (old, next) => {
        const found = lossBetween(
          old.map((number) => order(number)),
          next.map((number) => order(number)),
        )
        expect(found.writes).toBe(old.filter((number) => !next.includes(number)).length)
        expect(found.ms).toBeGreaterThanOrEqual(0)
      }),
    )
    const many = orders(1, 300_000)
    expect(lossBetween(many, []).writes).toBe(300_000)
  })
})
