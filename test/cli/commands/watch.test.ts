import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchCommand } from '../../../src/cli/commands/watch.js'
import type { Shop } from '../../controller/fixtures/shop.js'
import { leaseOf } from '../../fixtures/memory-store.js'
import { openShop } from '../fixtures/opened.js'
import { keptOutput } from '../fixtures/output.js'

vi.mock('../../../src/cli/open.js', async () => ({ open: (await import('../fixtures/opened.js')).openCurrent }))
beforeEach(() => {
  vi.stubEnv('FAILOVER_OPERATOR', 'grace')
  vi.stubEnv('FAILOVER_LOG', 'silent')
})
afterEach(() => vi.unstubAllEnvs())

const options = { host: '127.0.0.1', port: '0' }

/** Gives the shop's time a run for as long as the command is at work. */
async function within(shop: Shop, work: Promise<void>): Promise<void> {
  const end = { reached: false }
  const reach = (): void => {
    end.reached = true
  }
  work.then(reach, reach)
  while (!end.reached) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    await shop.clock.run(shop.clock.sleep(50))
  }
  return work
}

describe('failover watch', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leads until %s, then gives the lease back and is done', async (signal) => {
    const { closings, shop } = openShop()
    const output = keptOutput()
    const before = process.listenerCount(signal)
    const running = watchCommand(output, options)
    void (async () => {
      while ((await shop.store.get('inventory')) === undefined) await new Promise((resolve) => setTimeout(resolve, 2))
      process.emit(signal)
    })()
    await within(shop, running)
    expect(output.said).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/)])
    expect(await shop.store.acquire('another')).toMatchObject({ is: 'granted' })
    expect(closings()).toBe(1)
    expect(process.listenerCount(signal)).toBe(before)
  })

  it('that is not the leader says who is, since when, and what to do', async () => {
    const { closings, shop } = openShop()
    await leaseOf(shop.store, 'ada')
    await expect(watchCommand(keptOutput(), options)).rejects.toMatchObject({
      exitCode: 5,
      message: 'ada leads since 2026-11-24 14:15:00.000 UTC (epoch 1)',
      next: expect.stringMatching(/"failover status"/),
      document: { leader: { by: 'ada', epoch: 1, since: shop.clock.startedAt } },
    })
    expect(closings()).toBe(1)
  })

  it('whose port is taken is bad usage, and leaves the lease free', async () => {
    const { shop } = openShop()
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await expect(watchCommand(keptOutput(), { ...options, port: String(port) })).rejects.toMatchObject({
      exitCode: 2,
      message: `127.0.0.1:${port} is taken by another process`,
    })
    expect(await shop.store.acquire('another')).toMatchObject({ is: 'granted' })
    other.close()
  })

  it.each(['x', '-1', '65536', '80.5', ''])('refuses --port %s before anything is opened', async (port) => {
    const { closings } = openShop()
    await expect(watchCommand(keptOutput(), { ...options, port })).rejects.toMatchObject({ exitCode: 2 })
    expect(closings()).toBe(0)
  })

  it('refuses a log level that is none, and names those there are', async () => {
    openShop()
    vi.stubEnv('FAILOVER_LOG', 'loud')
    await expect(watchCommand(keptOutput(), options)).rejects.toMatchObject({
      ...{ exitCode: 2, message: '$FAILOVER_LOG is loud: no such level' },
      next: expect.stringContaining('debug'),
    })
  })

  it('that loses its lease ends as not being the leader', async () => {
    const { shop } = openShop()
    const running = watchCommand(keptOutput(), options)
    void (async () => {
      let beacon = await shop.store.get('watcher')
      while (!beacon) {
        await new Promise((resolve) => setTimeout(resolve, 2))
        beacon = await shop.store.get('watcher')
      }
      const other = { by: 'ada', pid: 1, epoch: 2, url: '', since: 0, at: 0 }
      await shop.store.put('watcher', JSON.stringify(other), beacon.version)
    })()
    await expect(within(shop, running)).rejects.toMatchObject({ code: 'deposed' })
  })
})
