import { describe, expect, it } from 'vitest'
import type { Lease, World } from '../../src/model/world.js'
import { LEASE_MS } from '../../src/sim/sim-store.js'
import { simulate } from '../../src/sim/simulate.js'
import type { Simulation } from '../../src/sim/simulation.js'
import { dayOf, MINUTE_MS } from './fixtures/days.js'
import { finished } from './fixtures/play.js'

const NOTE = { at: 0, incident: 'i', by: 'test', event: { kind: 'note', by: 'test', text: 'hello' } } as const

function two(events: Parameters<typeof dayOf>[0]['events'] = []): { simulation: Simulation; one: World; other: World } {
  const simulation = simulate(dayOf({ events, world: { controllers: 2 } }))
  return { simulation, one: simulation.world('host-1'), other: simulation.world('host-2') }
}

async function leaseOf(world: World, holder: string): Promise<Lease | undefined> {
  const acquired = await world.store.acquire(holder)
  return acquired.is === 'granted' ? acquired.lease : undefined
}

describe('the lease of the simulated store', () => {
  it('is held by one, as long as that one runs', async () => {
    const { one, other, simulation } = two()
    expect((await leaseOf(one, 'one'))?.epoch).toBe(1)
    simulation.clock.advanceTo(10 * MINUTE_MS)
    expect(await leaseOf(other, 'other')).toBeUndefined()
  })

  it.each(['killed', 'paused'] as const)(
    'passes on, under the next epoch, when its holder was %s for its length',
    async (how) => {
      const { one, other, simulation } = two()
      const lease = await leaseOf(one, 'one')
      if (how === 'killed') simulation.kill('host-1')
      else simulation.pause('host-1', 5 * MINUTE_MS)
      simulation.clock.advanceTo(LEASE_MS - 1)
      expect(await leaseOf(other, 'other')).toBeUndefined()
      simulation.clock.advanceTo(LEASE_MS)
      expect((await leaseOf(other, 'other'))?.epoch).toBe(2)
      simulation.clock.advanceTo(6 * MINUTE_MS)
      if (how === 'paused' && lease)
        await expect(one.store.append(lease, NOTE)).rejects.toMatchObject({ code: 'deposed' })
      expect(simulation.trace().leases).toMatchObject([
        { epoch: 1, host: 'host-1' },
        { atMs: LEASE_MS, epoch: 2, host: 'host-2' },
      ])
    },
  )

  it('does not hang on wall clocks', async () => {
    const { other, simulation } = two([{ kind: 'clock', atMs: 1, skewMs: 10 * MINUTE_MS }])
    simulation.clock.advanceTo(2)
    const one = simulation.world('host-1')
    await leaseOf(one, 'one')
    expect(one.clock.now() - other.clock.now()).toBe(10 * MINUTE_MS)
    expect(await leaseOf(other, 'other')).toBeUndefined()
  })

  it('cannot be asked for, nor the journal written, by who does not reach the store', async () => {
    const { one, simulation } = two([{ kind: 'partition', atMs: 1, between: ['controller', 'store'] }])
    const lease = await leaseOf(one, 'one')
    simulation.clock.advanceTo(1)
    if (!lease) throw new Error('granted')
    const append = one.store.append(lease, NOTE)
    append.catch(() => undefined)
    await expect(finished(simulation, append)).rejects.toMatchObject({ code: 'store' })
  })
})

describe('documents of the simulated store', () => {
  it('are put only over the version that is expected', async () => {
    const { one, other } = two()
    const { store } = one
    const first = await store.put('key', 'a', undefined)
    await expect(other.store.put('key', 'b', undefined)).rejects.toMatchObject({ code: 'conflict' })
    await other.store.put('key', 'b', first.version)
    await expect(store.put('key', 'c', first.version)).rejects.toMatchObject({ code: 'conflict' })
    expect((await store.get('key'))?.text).toBe('b')
  })

  it('are never answered to a process that has ended', async () => {
    const { one, simulation } = two()
    simulation.kill('host-1')
    const answered = await Promise.race([
      one.store.read().then(() => true),
      new Promise((resolve) => setImmediate(() => resolve(false))),
    ])
    expect(answered).toBe(false)
  })
})
