import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitted, rowsOf, widthOf } from '../../../src/sim/picture/label.js'

describe('labels', () => {
  it('are cut to their room, or left out where hardly a word has any', () => {
    expect(fitted('healthy', 100)).toBe('healthy')
    expect(fitted('waits: disturbance', 80)).toBe('waits: dis…')
    expect(fitted('waits: disturbance', 20)).toBe('')
  })

  it('never exceed their room', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 400 }), (text, room) => widthOf(fitted(text, room)) <= room),
    )
  })

  it('take the first row that is free', () => {
    expect(
      rowsOf([
        { from: 0, to: 50 },
        { from: 10, to: 20 },
        { from: 60, to: 80 },
        { from: 30, to: 40 },
      ]),
    ).toEqual([0, 1, 0, 1])
  })

  it('never share a row where they would lie on each other', () => {
    const extent = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 300 }))
    fc.assert(
      fc.property(fc.array(extent, { maxLength: 30 }), (pairs) => {
        const extents = pairs.map(([from, width]) => ({ from, to: from + width }))
        const rows = rowsOf(extents)
        return extents.every((one, index) =>
          extents.every(
            (other, then) => then <= index || rows[then] !== rows[index] || one.to < other.from || other.to < one.from,
          ),
        )
      }),
    )
  })
})
