import { describe, expect, it } from 'vitest'
import { OperatingError } from '../../src/model/error.js'
import type { Observation } from '../../src/model/health.js'
import { BrokenInvariant } from '../../src/model/invariant.js'
import { region } from '../../src/model/place.js'
import type { Look, Observer } from '../../src/model/world.js'
import { observe } from '../../src/observe/observe.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'

const lag = (value: number): Observation => ({
  ...{ kind: 'gauge', at: 0, name: 'replica-lag-ms', in: region('eu-west-1'), resource: 'orders' },
  reading: { is: 'known', value },
})
const seeing = (look: (look: Look) => Promise<readonly Observation[]>): Observer => ({
  name: 'a',
  look,
  close: async () => undefined,
})
const sees = (value: number, afterMs: number, clock: VirtualClock): Observer =>
  seeing(async () => {
    await clock.sleep(afterMs)
    return [lag(value)]
  })
const LOOK = { deadlineMs: 1_000 }

describe('observe', () => {
  it('asks all observers at once and gives what they saw', async () => {
    const clock = new VirtualClock()
    const seen = await clock.run(observe([sees(1, 900, clock), sees(2, 900, clock)], LOOK, clock))
    expect(seen).toEqual([lag(1), lag(2)])
    expect(clock.monotonic()).toBe(900)
    expect(clock.sleeping).toBe(0)
  })

  it('passes the deadline and the restriction on', async () => {
    const looks: Look[] = []
    const observer = seeing(async (look) => {
      looks.push(look)
      return []
    })
    const look = { deadlineMs: 5, only: () => true }
    await observe([observer], look, new VirtualClock())
    expect(looks).toEqual([look])
  })

  it('leaves one behind that misses the deadline, and gives what the others saw', async () => {
    const clock = new VirtualClock()
    const hangs = seeing(() => new Promise(() => undefined))
    const seen = await clock.run(observe([hangs, sees(2, 10, clock)], LOOK, clock))
    expect(seen).toEqual([lag(2)])
    expect(clock.monotonic()).toBe(1_250)
  })

  it.each([
    new OperatingError('unreachable', 'no route'),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  ])('gives nothing of one that fails: %s', async (thrown) => {
    const clock = new VirtualClock()
    const fails = seeing(() => Promise.reject(thrown))
    expect(await clock.run(observe([fails, sees(2, 10, clock)], LOOK, clock))).toEqual([lag(2)])
  })

  it.each([new BrokenInvariant('a bug'), new TypeError('undefined is not a function')])(
    'throws a bug on: %s',
    async (thrown) => {
      const observer = seeing(() => Promise.reject(thrown))
      await expect(observe([observer], LOOK, new VirtualClock())).rejects.toBe(thrown)
    },
  )
})
