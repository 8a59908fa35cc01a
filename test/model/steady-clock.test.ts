import { describe, expect, it } from 'vitest'
import { steadied } from '../../src/model/steady-clock.js'

function hands() {
  const at = { wallMs: 1_000_000, monotonicMs: 0 }
  const clock = {
    now: () => at.wallMs,
    monotonic: () => at.monotonicMs,
    sleep: async () => undefined,
    after: () => () => undefined,
  }
  const pass = (ms: number): void => {
    at.wallMs += ms
    at.monotonicMs += ms
  }
  return { at, clock, pass }
}

describe('a steady clock', () => {
  it('tells what the host tells, while nobody sets it', () => {
    const { clock, pass } = hands()
    const steady = steadied(clock)
    pass(12_345)
    expect(steady.now()).toBe(clock.now())
    expect(steady.monotonic()).toBe(clock.monotonic())
  })

  it.each([120_000, -120_000])('tells a duration as it was, though the host was set by %i ms in its midst', (byMs) => {
    const { at, clock, pass } = hands()
    const steady = steadied(clock)
    const began = steady.now()
    pass(10_000)
    at.wallMs += byMs
    pass(20_000)
    const lastedMs = steady.now() - began
    expect(Math.abs(lastedMs - 30_000)).toBeLessThanOrEqual(150)
  })

  it('never goes back, however often it is asked', () => {
    const { at, clock, pass } = hands()
    const steady = steadied(clock)
    at.wallMs -= 3_600_000
    let before = steady.now()
    for (let asked = 0; asked < 1_000; asked++) {
      pass(7)
      const now = steady.now()
      expect(now).toBeGreaterThanOrEqual(before)
      before = now
    }
  })

  it('comes back to what the host tells in time', () => {
    const { at, clock, pass } = hands()
    const steady = steadied(clock)
    at.wallMs += 60_000
    for (let minutes = 0; minutes < 4 * 60; minutes++) {
      pass(60_000)
      steady.now()
    }
    expect(steady.now()).toBe(clock.now())
  })
})
