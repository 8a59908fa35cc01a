import { describe, expect, it } from 'vitest'
import { offset, stamp } from '../../src/report/clock.js'

describe('instants on record', () => {
  it('are in UTC to the millisecond', () => {
    expect(stamp(Date.UTC(2026, 10, 24, 14, 15, 3, 120))).toBe('2026-11-24 14:15:03.120 UTC')
  })

  it('are told from the start, before it as well', () => {
    expect([offset(4_210, 0), offset(0, 300), offset(7, 7)]).toEqual(['+4.210 s', '-0.300 s', '+0.000 s'])
  })
})
