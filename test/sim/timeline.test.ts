import { describe, expect, it } from 'vitest'
import { seeded } from '../../src/sim/seeded.js'
import { Life } from '../../src/sim/sim-clock.js'
import { Timeline } from '../../src/sim/timeline.js'
import { settled } from './fixtures/play.js'

describe('virtual time', () => {
  it('runs what is due in the order in which it is due, and of one instant in the order of asking', () => {
    const timeline = new Timeline()
    const ran: string[] = []
    for (const [ms, name] of [
      [30, 'c'],
      [10, 'a'],
      [30, 'd'],
      [20, 'b'],
    ] as const)
      timeline.at(ms, () => ran.push(name))
    timeline.advanceTo(29)
    expect(ran).toEqual(['a', 'b'])
    expect(timeline.nextMs()).toBe(30)
    timeline.advanceTo(30)
    expect(ran).toEqual(['a', 'b', 'c', 'd'])
    expect(timeline.nextMs()).toBeUndefined()
  })

  it('keeps the order of thousands, those given up left out', () => {
    const timeline = new Timeline()
    const random = seeded(7, 'timeline')
    const ran: number[] = []
    for (let count = 0; count < 5_000; count++) {
      const ms = Math.floor(random() * 1_000)
      const cancel = timeline.at(ms, () => ran.push(ms))
      if (count % 3 === 0) cancel()
    }
    timeline.advanceTo(1_000)
    expect(ran).toHaveLength(3_333)
    expect(ran).toEqual([...ran].sort((a, b) => a - b))
  })

  it('lets a process sleep on while it is paused, and never wake once it has ended', async () => {
    const timeline = new Timeline()
    const [paused, ended] = [new Life(timeline), new Life(timeline)]
    const woke: string[] = []
    void paused.sleep(10).then(() => woke.push('paused'))
    void ended.sleep(10).then(() => woke.push('ended'))
    paused.pause(100)
    ended.end()
    timeline.advanceTo(99)
    await settled()
    expect(woke).toEqual([])
    timeline.advanceTo(200)
    await settled()
    expect(woke).toEqual(['paused'])
  })

  it('wakes at once when a signal fires', async () => {
    const timeline = new Timeline()
    const over = new AbortController()
    const sleep = new Life(timeline).sleep(1_000, over.signal)
    over.abort()
    await sleep
    expect(timeline.elapsedMs).toBe(0)
  })
})

describe('chance', () => {
  it('is the same for the same seed and name, and another for others', () => {
    const draws = (seed: number, name: string) => Array.from({ length: 5 }, seeded(seed, name))
    expect(draws(1, 'a')).toEqual(draws(1, 'a'))
    expect(draws(1, 'a')).not.toEqual(draws(2, 'a'))
    expect(draws(1, 'a')).not.toEqual(draws(1, 'b'))
  })

  it('is uniform in [0, 1)', () => {
    const random = seeded(42, 'uniform')
    const draws = Array.from({ length: 20_000 }, random)
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws)).toBeLessThan(1)
    expect(draws.reduce((sum, each) => sum + each, 0) / draws.length).toBeCloseTo(0.5, 2)
  })
})
