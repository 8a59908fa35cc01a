import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { simulate } from '../../src/sim/simulate.js'
import { dayOf, MINUTE_MS, policyOf } from './fixtures/days.js'
import { finished } from './fixtures/play.js'

describe('a call', () => {
  it('leaves nothing behind on the signal of who asked, though it had to wait for credentials', async () => {
    const simulation = simulate(dayOf({ events: [], policy: policyOf('ebs-bound') }))
    const { drivers } = simulation.world('host-1')
    simulation.clock.advanceTo(MINUTE_MS)
    const { signal } = new AbortController()
    await finished(simulation, Promise.all(drivers.map((driver) => driver.inspect(signal))))
    expect(simulation.clock.elapsedMs).toBe(MINUTE_MS)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
