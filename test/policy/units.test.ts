import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatMs, formatPercent } from '../../src/model/units.js'
import { parseBytes, parseDuration, parsePercent } from '../../src/policy/units.js'

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['2s', 2_000],
    ['0s', 0],
    ['1.5s', 1_500],
    ['1m30s', 90_000],
    ['5m', 300_000],
    ['5min', 300_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1 min 30 s', 90_000],
    ['2 h 5 min', 7_500_000],
  ])('reads "%s" as %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', ' ', '10', 's', '-2s', '2 s ago', '2S', '2sec', '30s1m', '1m1m', '1e3s', '.5s', '5.s', '1m 30', '２s'])(
    'refuses "%s"',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  )

  it('reads what is written for people, to the figure that was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 * 86_400_000 }), (ms) => {
        const written = formatMs(ms)
        const read = parseDuration(written)
        expect(read).toBeDefined()
        expect(formatMs(read ?? Number.NaN)).toBe(written)
      }),
    )
  })
})

describe('parsePercent', () => {
  it.each([
    ['80%', 80],
    ['12.5%', 12.5],
    ['80 %', 80],
    ['0%', 0],
  ])('reads "%s" as %d', (text, percent) => expect(parsePercent(text)).toBe(percent))

  it.each(['80', '%', '-1%', '80%%', '80 percent'])('refuses "%s"', (text) =>
    expect(parsePercent(text)).toBeUndefined(),
  )

  it('reads what is written for people', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), (tenths) => {
        expect(parsePercent(formatPercent(tenths / 10))).toBe(tenths / 10)
      }),
    )
  })
})

describe('parseBytes', () => {
  it.each([
    ['1B', 1],
    ['64KiB', 65_536],
    ['64 KiB', 65_536],
    ['64kB', 64_000],
    ['64KB', 64_000],
    ['1MB', 1_000_000],
    ['1.5MiB', 1_572_864],
    ['2GB', 2_000_000_000],
    ['1GiB', 1_073_741_824],
  ])('reads "%s" as %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes))

  it.each(['64', '64K', '64kb', 'KiB', '-1B', '1TB'])('refuses "%s"', (text) =>
    expect(parseBytes(text)).toBeUndefined(),
  )

  it('reads what is written for people, to the figure that was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (bytes) => {
        const written = formatBytes(bytes)
        expect(formatBytes(parseBytes(written) ?? Number.NaN)).toBe(written)
      }),
    )
  })
})
