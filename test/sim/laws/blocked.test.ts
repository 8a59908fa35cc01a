import { describe, expect, it } from 'vitest'
import type { Written } from '../../../src/sim/trace.js'
import { breaches } from '../fixtures/breaches.js'
import {
  act,
  byPower,
  failover,
  goodDay,
  HOUR,
  homeZones,
  incident,
  MINUTE,
  mind,
  seen,
  steady,
  traceOf,
} from '../fixtures/trace.js'

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

  it('is broken by a run that halted for what passes by itself, and was not tried again', () => {
    const [first, ...rest] = incident()
    if (!first) throw new Error('an incident has entries')
    const halted = (passes: boolean): Written => ({
      ...{ ...first, atMs: first.atMs + MINUTE },
      entry: {
        ...first.entry,
        event: { kind: 'halted', because: '503', next: 'resume', ...(passes ? { passes } : {}) } as const,
      },
    })
    const resumed: Written = {
      ...{ ...first, atMs: first.atMs + 3 * MINUTE },
      entry: { ...first.entry, event: { kind: 'resumed', by: 'ada' } },
    }
    expect(rest.length).toBeGreaterThan(0)
    const broken = (...entries: readonly Written[]) => breaches('L25', goodDay({ entries: [first, ...entries] }))
    expect(broken(halted(true))).toEqual([expect.stringContaining('nobody tried again')])
    expect(broken(halted(true), resumed)).toEqual([])
    expect(broken(halted(false)), 'a person is waited for').toEqual([])
  })

  it('is broken by a hold without a reason', () => {
    expect(breaches('L25', traceOf({ minds: [mind(0, { ...steady, because: '' }, seen(0, []))] }))).toHaveLength(1)
  })
})
