import { describe, expect, it } from 'vitest'
import { randomDay } from '../../src/drill/random-day.js'
import { understand } from '../../src/sim/operator-words.js'

const days = Array.from({ length: 300 }, (_, index) => randomDay(index + 1))

describe('a random day', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(randomDay(7)).toEqual(randomDay(7))
    expect(randomDay(7).events).not.toEqual(randomDay(8).events)
  })

  it('begins calm, and all that happens is in order and within it', () => {
    for (const { events, untilMs } of days) {
      const times = events.map(({ atMs }) => atMs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(Math.min(...times)).toBeGreaterThanOrEqual(5 * 60_000)
      expect(Math.max(...times)).toBeLessThan(untilMs)
    }
  })

  it('asks of operators only what the command line understands', () => {
    const asked = days.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'operator' ? [event.run] : [])),
    )
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((run) => understand(run).is === 'none')).toEqual([])
  })

  it('draws every kind of event, engine, and way to turn the name', () => {
    const kinds = new Set(days.flatMap(({ events }) => events.map(({ kind }) => kind)))
    const all = ['impair', 'partition', 'lag', 'capacity', 'release', 'controller', 'clock', 'operator']
    expect([...kinds].sort()).toEqual([...all].sort())
    expect(new Set(days.map(({ world }) => world.databases.orders?.engine)).size).toBe(4)
  })
})
