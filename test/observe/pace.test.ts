import { describe, expect, it } from 'vitest'
import { paced } from '../../src/observe/pace.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'

async function startsOf(count: number, windowMs: number): Promise<readonly number[]> {
  const clock = new VirtualClock()
  const at: number[] = []
  const signal = new AbortController().signal
  await clock.run(paced(count, windowMs, clock, signal, () => at.push(clock.monotonic())))
  return at
}

describe('the pace of a look', () => {
  it('starts few at once, however much time there is', async () => {
    expect(new Set(await startsOf(200, 10_000))).toEqual(new Set([0]))
  })

  it('spreads many evenly over the time there is, and starts each once', async () => {
    const at = await startsOf(10_000, 2_000)
    expect(at).toHaveLength(10_000)
    expect(at.at(-1)).toBeLessThanOrEqual(2_000)
    expect(at.at(-1)).toBeGreaterThan(1_900)
    expect(at.filter((ms) => ms < 1_000).length / 10_000).toBeCloseTo(0.5, 1)
    const busiest = Math.max(...[...new Set(at)].map((ms) => at.filter((other) => other === ms).length))
    expect(busiest).toBeLessThanOrEqual(20)
  })

  it('starts many as fast as it can where there is no time', async () => {
    const started: number[] = []
    const { signal } = new AbortController()
    await paced(1_000, -5, new VirtualClock(), signal, (index) => started.push(index))
    expect(started).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
  })

  it('starts no more once it is stopped', async () => {
    const clock = new VirtualClock()
    const stop = new AbortController()
    let started = 0
    await clock.run(
      paced(10_000, 2_000, clock, stop.signal, () => {
        if (++started === 50) stop.abort()
      }),
    )
    expect(started).toBe(50)
    expect(clock.sleeping).toBe(0)
  })
})
