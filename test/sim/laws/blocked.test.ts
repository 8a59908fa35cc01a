import { describe, expect, it } from 'vitest'
import { breaches } from '../fixtures/breaches.js'
import { act, byPower, failover, goodDay, HOUR, homeZones, mind, seen, steady, traceOf } from '../fixtures/trace.js'

const wants = mind(2 * HOUR, act(failover, byPower), seen(2 * HOUR, homeZones))

describe('L25: blocked is an answer', () => {
  it('is kept where each hold says why, and each act is carried out', () => {
    expect(breaches('L25', goodDay())).toEqual([])
  })

  it('is kept where a move cannot be planned, and what objects is told', () => {
    expect(breaches('L25', traceOf({ minds: [{ ...wants, blocked: ['orders.writer: no replica'] }] }))).toEqual([])
  })

  it('is broken by a decision to act that leads to nothing, and says nothing', () => {
    expect(breaches('L25', traceOf({ minds: [wants] }))).toEqual([expect.stringContaining('decided to act, did not')])
  })

  it('is broken by a hold without a reason', () => {
    expect(breaches('L25', traceOf({ minds: [mind(0, { ...steady, because: '' }, seen(0, []))] }))).toHaveLength(1)
  })
})
