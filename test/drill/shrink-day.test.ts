import { describe, expect, it } from 'vitest'
import { randomDay } from '../../src/drill/random-day.js'
import { shrinkDay } from '../../src/drill/shrink-day.js'
import type { Drill } from '../../src/sim/drill.js'

const crowded = Array.from({ length: 100 }, (_, index) => randomDay(index + 1)).find(({ events }) => events.length > 4)
if (!crowded) throw new Error('one of a hundred days is crowded')

describe('to shrink a day', () => {
  it('leaves the one event that the failure needs', async () => {
    const guilty = crowded.events[2]
    const fails = async ({ events }: Drill): Promise<boolean> => events.some((event) => event === guilty)
    const smallest = await shrinkDay(crowded, fails)
    expect(smallest.events).toEqual([guilty])
    expect(smallest.world).toMatchObject({ noise: false, controllers: 1, latencies: {} })
    expect(smallest.untilMs).toBeLessThanOrEqual(crowded.untilMs)
  })

  it('gives the day itself when none smaller fails, and tries no more than it may', async () => {
    let tries = 0
    const never = async (): Promise<boolean> => ++tries < 0
    expect(await shrinkDay(crowded, never, 3)).toBe(crowded)
    expect(tries).toBe(3)
  })
})
