import { describe, expect, it } from 'vitest'
import { type LagHistory, lagOf, noteLags } from '../../src/forecast/lags.js'
import type { Gauge, Reading } from '../../src/model/health.js'
import { region } from '../../src/model/place.js'

const away = region('eu-west-1')
const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 10, 24)

const lag = (at: number, reading: Reading | number, resource = 'orders'): Gauge => ({
  ...{ kind: 'gauge', name: 'replica-lag-ms', at, in: away, resource },
  reading: typeof reading === 'number' ? { is: 'known', value: reading } : reading,
})
const blind: Reading = { is: 'unknown', because: 'no answer' }

/** Each gauge noted when it was seen. */
const noted = (...gauges: readonly Gauge[]): LagHistory =>
  gauges.reduce<LagHistory>((history, gauge) => noteLags(history, [gauge], gauge.at), [])

const orders = { resource: 'orders', in: away }

describe('the history of replica lag', () => {
  it('knows nothing of what was never seen', () => {
    expect(lagOf(noted(lag(START, blind)), orders, START)).toBeUndefined()
    expect(lagOf(noted(lag(START, 5, 'users')), orders, START)).toBeUndefined()
  })

  it('tells what half of the looks saw, nine in ten, and the most, to a tenth and never too little', () => {
    const history = noted(...Array.from({ length: 100 }, (_, at) => lag(START + at * 60_000, (at + 1) * 100)))
    const told = lagOf(history, orders, START + 2 * HOUR_MS)
    expect(told).toMatchObject({ samples: 100, unknown: 0, maxMs: 10_000, overMs: 2 * HOUR_MS })
    for (const [is, was] of [
      [told?.p50Ms, 5_000],
      [told?.p90Ms, 9_000],
    ] as const) {
      expect(is).toBeGreaterThanOrEqual(was)
      expect(is).toBeLessThan(was * 1.11)
    }
  })

  it('counts a reading once, however often it is passed on', () => {
    const seen = lag(START, 40)
    expect(lagOf(noted(seen, seen, seen), orders, START)?.samples).toBe(1)
  })

  it('counts the looks that could not tell', () => {
    expect(lagOf(noted(lag(START, 40), lag(START + 1_000, blind)), orders, START)?.unknown).toBe(1)
  })

  it('forgets what is older than two days, and stays small', () => {
    const history = noted(
      ...Array.from({ length: 400 }, (_, at) => lag(START + (at * HOUR_MS) / 4, at < 10 ? 90_000 : 40)),
    )
    expect(history.length).toBeLessThanOrEqual(49)
    expect(lagOf(history, orders, START + 100 * HOUR_MS)).toMatchObject({ maxMs: 40 })
  })

  it('leaves other gauges alone', () => {
    const capacity: Gauge = { ...lag(START, 100), name: 'capacity-percent' }
    expect(noteLags([], [capacity], START)).toEqual([])
  })
})
