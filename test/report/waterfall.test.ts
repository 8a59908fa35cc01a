import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Segment } from '../../src/report/recovery.js'
import { spans, waterfall } from '../../src/report/waterfall.js'

const NAMES = ['noticed', 'decided', 'executed', 'converged'] as const

/** Segments of these lengths, end to end. */
function segmentsOf(lengths: readonly number[]): readonly Segment[] {
  let fromMs = 0
  return NAMES.slice(0, lengths.length).map((name, index) => {
    const toMs = fromMs + (lengths[index] ?? 0)
    const segment = { name, fromMs, toMs }
    fromMs = toMs
    return segment
  })
}

/** Where the blocks of a line begin and how many there are, in a bar of `width` behind a name in `column`. */
function drawn(line: string, column: number, width: number): { readonly start: number; readonly blocks: number } {
  const bar = line.slice(column + 2, column + 2 + width)
  expect(bar).toMatch(/^ *(█+|·) *$/)
  return { start: bar.search(/[█·]/), blocks: bar.split('█').length - 1 }
}

describe('the waterfall', () => {
  it('draws to scale: half the time is half the width, and each bar begins where the one above ended', () => {
    expect(waterfall({ segments: segmentsOf([2_000, 500, 1_000, 500]) }, 16)).toEqual([
      'noticed    ████████             2 s  first bad sample until judged impaired',
      'decided            ██        500 ms  until the decision',
      'executed             ████       1 s  until the last step held',
      'converged                ██  500 ms  until users were seen served',
    ])
  })

  it('marks what took no time by a point, and shows at least a block of what took any', () => {
    const lines = waterfall({ segments: segmentsOf([0, 1, 0, 1_000_000]) }, 10)
    expect(lines.map((line) => line.slice(11, 21))).toEqual(['·         ', '█         ', '·         ', '██████████'])
  })

  it('draws any spans, each with its own words', () => {
    const parts = [
      { name: 'a', fromMs: 0, toMs: 1_000, meaning: 'first' },
      { name: 'longer', fromMs: 1_000, toMs: 2_000, meaning: 'then' },
    ]
    expect(spans(parts, 4)).toEqual(['a       ██    1 s  first', 'longer    ██  1 s  then'])
  })

  it('is empty before anything is timed, and all points when nothing took time', () => {
    expect(waterfall({ segments: [] })).toEqual([])
    expect(waterfall({ segments: segmentsOf([0, 0]) }, 3).map((line) => line.slice(9, 12))).toEqual(['·  ', '·  '])
  })

  it('never leaves its width, and no bar is off by more than the block it rounds to', () => {
    const lengths = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900_000 })), {
      ...{ minLength: 1, maxLength: 4 },
    })
    fc.assert(
      fc.property(lengths, fc.integer({ min: 4, max: 80 }), (all, width) => {
        const segments = segmentsOf(all)
        const totalMs = segments.at(-1)?.toMs ?? 0
        const column = Math.max(...segments.map(({ name }) => name.length))
        waterfall({ segments }, width).forEach((line, index) => {
          const { fromMs = 0, toMs = 0 } = segments[index] ?? {}
          const { blocks, start } = drawn(line, column, width)
          // In whole numbers, since a quotient of floats can be off by its last digit just at the limit.
          expect(Math.abs(start * totalMs - fromMs * width)).toBeLessThanOrEqual(totalMs)
          expect(Math.abs(blocks * totalMs - (toMs - fromMs) * width)).toBeLessThanOrEqual(totalMs)
          expect(start + blocks).toBeLessThanOrEqual(width)
          expect(blocks > 0).toBe(toMs > fromMs)
        })
      }),
    )
  })
})
