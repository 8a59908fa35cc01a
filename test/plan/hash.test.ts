import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf } from '../../src/plan/hash.js'

/** The same data with the keys of every object the other way round. */
function turned(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(turned)
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(
    Object.entries(data)
      .reverse()
      .map(([key, value]) => [key, turned(value)]),
  )
}

describe('the hash of plain data', () => {
  it('is the same on any machine: it is fixed here', () => {
    expect(hashOf({ b: [1, 'two', null, true], a: { d: 0.5, c: 'é' } })).toBe(
      hashOf({ a: { c: 'é', d: 0.5 }, b: [1, 'two', null, true] }),
    )
    expect(hashOf({})).toBe('44136fa355b3')
    expect(hashOf({ a: 1, b: [2] })).toBe('0855bfc20eb6')
  })

  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(fc.property(fc.jsonValue(), (data) => hashOf(data) === hashOf(turned(data))))
  })

  it('survives a journey through JSON, as the plan in the journal makes', () => {
    fc.assert(fc.property(fc.jsonValue(), (data) => hashOf(data) === hashOf(JSON.parse(JSON.stringify(data)))))
    expect(hashOf({ a: 1, b: undefined })).toBe(hashOf({ a: 1 }))
  })

  it('differs where the data differ', () => {
    const canonical = (data: unknown): string => JSON.stringify(data)
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean())), fc.nat(), (list, at) => {
        const other = [...list, at]
        return canonical(list) !== canonical(other) && hashOf(list) !== hashOf(other)
      }),
    )
    expect(new Set([[1, 2], [2, 1], '1,2', { 0: 1, 1: 2 }, [[1], 2], ['1', 2], [1, 2, null]].map(hashOf)).size).toBe(7)
  })
})
