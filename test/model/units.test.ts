import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatMs, formatPercent } from '../../src/model/units.js'

describe('formatMs', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1_000, '1 s'],
    [4_210, '4.2 s'],
    [41_000, '41 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min'],
    [90_000, '1 min 30 s'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_399_999, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-1_500, '-1.5 s'],
    [Number.POSITIVE_INFINITY, 'for ever'],
  ])('writes %d as "%s"', (ms, text) => expect(formatMs(ms)).toBe(text))

  it('never writes sixty of a unit, nor twenty-four hours', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        expect(formatMs(ms)).not.toMatch(/\b(60|1000) |\b24 h/)
      }),
    )
  })
})

describe('formatPercent', () => {
  it.each([
    [80, '80 %'],
    [33.333, '33.3 %'],
    [0, '0 %'],
  ])('writes %d as "%s"', (percent, text) => expect(formatPercent(percent)).toBe(text))
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_024, '1 KiB'],
    [65_536, '64 KiB'],
    [1_000_000, '1 MB'],
    [1_500_000, '1.5 MB'],
    [16 * 2 ** 20, '16 MiB'],
    [2 ** 30, '1 GiB'],
    [123_456_789, '123.5 MB'],
  ])('writes %d as "%s"', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})
