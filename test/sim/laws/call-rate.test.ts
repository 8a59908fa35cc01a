import { describe, expect, it } from 'vitest'
import { atRegion, plane } from '../../../src/model/place.js'
import { breaches } from '../fixtures/breaches.js'
import { call, goodCalls, goodDay, home, MINUTE, OPENED, SECOND } from '../fixtures/trace.js'

const many = (count: number, everyMs: number, rest: Parameters<typeof call>[2]) =>
  Array.from({ length: count }, (_, index) => call(OPENED + 31 * SECOND + index * everyMs, 'orders', rest))
const records = plane('route53', 'control', atRegion(home))

describe('L16: no retry storms', () => {
  it('is kept by a few tries of one change', () => {
    expect(breaches('L16', goodDay())).toEqual([])
    expect(breaches('L16', goodDay({ calls: many(12, 100, { outcome: 'failed' }) }))).toEqual([])
  })

  it('is broken by tries without end', () => {
    expect(breaches('L16', goodDay({ calls: many(40, 100, { outcome: 'throttled' }) }))).toEqual([
      '"change orders" was tried more than 16 times in 1.6 s in one step',
    ])
  })

  it('is kept by one more try a minute for as long as a step lasts, and by no more', () => {
    expect(breaches('L16', goodDay({ calls: many(20, 20 * SECOND, { outcome: 'failed' }) }))).toEqual([])
    expect(breaches('L16', goodDay({ calls: many(20, 5 * SECOND, { outcome: 'failed' }) }))).toHaveLength(1)
  })

  it('is broken by more than five calls a second to Route 53', () => {
    const reads = (everyMs: number) => many(20, everyMs, { plane: records, does: 'read' })
    expect(breaches('L16', goodDay({ calls: reads(100) }))).toEqual([expect.stringContaining('calls to Route 53')])
    expect(breaches('L16', goodDay({ calls: reads(250) }))).toEqual([])
  })
})

describe('L23: our own call rate never rises during an incident', () => {
  const looks = (everyMs: number) => many((2 * MINUTE) / everyMs, everyMs, { does: 'read' })

  it('is kept by a step that looks once a second until it holds', () => {
    expect(breaches('L23', goodDay({ calls: [...goodCalls, ...looks(1_000)] }))).toEqual([])
  })

  it('is broken by looks in a storm', () => {
    expect(breaches('L23', goodDay({ calls: [...goodCalls, ...looks(100)] }))).toHaveLength(1)
  })

  it('allows what a calm day has as well', () => {
    const calm = looks(100).map((each) => ({ ...each, atMs: each.atMs - OPENED }))
    expect(breaches('L23', goodDay({ calls: [...calm, ...looks(100)] }))).toEqual([])
  })
})
