import { describe, expect, it } from 'vitest'
import { ticksOf, xOf } from '../../../src/sim/picture/scale.js'

const MINUTE = 60_000
const scale = (fromMs: number, toMs: number) => ({ fromMs, toMs, left: 100, right: 900 })

describe('the line of time', () => {
  it('puts instants between its edges, and those outside at them', () => {
    const hour = scale(0, 60 * MINUTE)
    expect([-1, 0, 30 * MINUTE, 90 * MINUTE].map((atMs) => xOf(hour, atMs))).toEqual([100, 100, 500, 900])
    expect(xOf(scale(5, 5), 5)).toBe(100)
  })

  it.each([
    ['ten minutes', 0, 10, ['T+0', '1 min', '2 min']],
    ['three hours', 0, 180, ['T+0', '30 min', '1:00 h']],
    ['three days', 0, 4_320, ['T+0', '12 h', '1 d', '1 d 12 h']],
    ['a minute late in the day', 600, 601, ['10:00:00', '10:00:10']],
  ])('has round ticks in %s', (_, from, to, first) => {
    const labels = ticksOf(scale(from * MINUTE, to * MINUTE), 76).map(({ label }) => label)
    expect(labels.slice(0, first.length)).toEqual(first)
    expect(labels.length).toBeLessThan(12)
  })

  it('has ticks that keep their distance, however long the run', () => {
    for (let minutes = 1; minutes < 1_000_000; minutes *= 3) {
      const line = scale(0, minutes * MINUTE)
      const xs = ticksOf(line, 76).map(({ atMs }) => xOf(line, atMs))
      xs.slice(1).forEach((x, index) => {
        expect(x - (xs[index] ?? 0)).toBeGreaterThanOrEqual(76)
      })
    }
  })
})
