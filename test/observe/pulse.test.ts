import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/model/world.js'
import { Pulse } from '../../src/observe/pulse.js'

/** A clock with one sleeper, whose sleeps end late when `lateMs` says so. */
function lateClock(): Clock & { lateMs: number } {
  let elapsedMs = 0
  const clock = {
    lateMs: 0,
    now: () => elapsedMs,
    monotonic: () => elapsedMs,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (!signal?.aborted) elapsedMs += ms + clock.lateMs
    },
    after: () => () => undefined,
  }
  return clock
}

async function stalledOver(beats: number, lateMs: (beat: number) => number): Promise<number> {
  const clock = lateClock()
  return new Promise((resolve) => {
    let beat = 0
    const pulse = new Pulse(clock, (now) => {
      clock.lateMs = lateMs(++beat)
      if (beat < beats) return
      pulse.rest()
      resolve(pulse.stalledMs(now))
    })
    pulse.start()
  })
}

describe('the pulse', () => {
  it('counts nothing while it beats in time, or hardly late', async () => {
    expect(await stalledOver(20, () => 0)).toBe(0)
    expect(await stalledOver(20, () => 4)).toBe(0)
  })

  it('counts how long it was held up', async () => {
    expect(await stalledOver(20, (beat) => (beat === 5 ? 305 : 0))).toBe(300)
    expect(await stalledOver(20, (beat) => (beat % 5 === 0 ? 105 : 0))).toBe(300)
  })

  it('tells of a stall before its own late beat has come', async () => {
    const clock = lateClock()
    const pulse = new Pulse(clock, () => undefined)
    pulse.start()
    expect(pulse.stalledMs(clock.monotonic() + 525)).toBe(500)
    pulse.rest()
    expect(pulse.stalledMs(clock.monotonic() + 9_999)).toBe(0)
  })
})
