import { describe, expect, it } from 'vitest'
import type { Told } from '../../../src/sim/picture/story.js'
import { windowsOf } from '../../../src/sim/picture/windows.js'

const MINUTE = 60_000
const turn = (minute: number, number?: number): Told => ({
  ...{ atMs: minute * MINUTE, says: 'something', tone: 'plain', order: 0 },
  ...(number === undefined ? { weight: 2 } : { weight: 3, number }),
})
const minutes = (story: readonly Told[], end: number): readonly (readonly [number, number])[] =>
  windowsOf(story, end * MINUTE).map(({ fromMs, toMs }) => [fromMs / MINUTE, toMs / MINUTE])

describe('the decisive minutes', () => {
  it('are all of a run without a turning point, and all of a short one', () => {
    expect(minutes([turn(5)], 600)).toEqual([[0, 600]])
    expect(minutes([turn(1, 1), turn(8, 2)], 12)).toEqual([[0, 12]])
  })

  it('are those around turning points, with some calm before and after', () => {
    expect(minutes([turn(60, 1), turn(70, 2)], 600)).toEqual([[59, 72]])
  })

  it('hold together what is worth telling between two turning points', () => {
    expect(minutes([turn(60, 1), turn(67), turn(74, 2)], 180)).toEqual([[58, 76]])
  })

  it('are at most three stretches, those with most turning points, in the order of time', () => {
    const story = [
      turn(100, 1),
      turn(101, 2),
      turn(1_000, 3),
      turn(2_000, 4),
      turn(2_001, 5),
      turn(3_000, 6),
      turn(3_001, 7),
    ]
    expect(minutes(story, 4_000).map(([from]) => from)).toEqual([97, 1_997, 2_997])
  })

  it('bridge a calm that is short beside what was before it', () => {
    expect(minutes([turn(60, 1), turn(68, 2), turn(76, 3), turn(88, 4)], 300)).toHaveLength(1)
  })

  it('never lie on each other, nor outside the run', () => {
    for (let gap = 1; gap < 60; gap += 1) {
      const windows = minutes([turn(0, 1), turn(gap, 2), turn(2 * gap, 3), turn(599, 4)], 600)
      windows.forEach(([from, to], index) => {
        expect(from).toBeGreaterThanOrEqual(windows[index - 1]?.[1] ?? 0)
        expect(to).toBeLessThanOrEqual(600)
        expect(to).toBeGreaterThan(from)
      })
    }
  })
})
