import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { readBeacon } from '../../src/daemon/beacon.js'
import type { WatchEvent } from '../../src/daemon/events.js'
import { lead } from '../../src/daemon/lead.js'
import { home, policy, Shop } from '../controller/fixtures/shop.js'
import { leaseOf } from '../fixtures/memory-store.js'
import { until } from './fixtures/watching.js'

let shop: Shop
let events: WatchEvent[]
let over: AbortController
beforeEach(() => {
  shop = new Shop()
  events = []
  over = new AbortController()
})

const started = () => events.find((event) => event.event === 'started')
const leading = async (port = 0): Promise<Promise<void>[]> => {
  const running = lead({
    ...{ world: shop.world(), policy, lease: await leaseOf(shop.store, 'watcher'), by: 'watcher' },
    ...{ host: '127.0.0.1', port, version: '9.9.9', signal: over.signal },
    emit: (event) => events.push(event),
    onFault: (thrown) => {
      throw thrown
    },
  })
  running.catch(() => {})
  // In an array, since a promise given by an async function would be waited for.
  return [running]
}

/** In real time: the port is listened on. */
async function begun(): Promise<void> {
  while (!started()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a leader', () => {
  it('shows where its page is, beats, and ends clean: page closed, beacon gone, lease free', async () => {
    const [running] = await leading()
    await begun()
    const { url } = { url: '', ...started() }
    expect(await readBeacon(shop.store)).toMatchObject({ by: 'watcher', epoch: 1, url, pid: process.pid })
    await until(shop, () => events.filter(({ event }) => event === 'tick').length >= 3)
    expect(await (await fetch(new URL('/api/status', url))).json()).toMatchObject({ active: home })
    over.abort()
    await shop.clock.run(Promise.resolve(running))
    await expect(fetch(url)).rejects.toThrow()
    expect(await readBeacon(shop.store)).toBeUndefined()
    expect(events.slice(-2).map(({ event }) => event)).toEqual(['stopping', 'stopped'])
    expect(await shop.store.acquire('another')).toMatchObject({ is: 'granted' })
    expect(shop.clock.sleeping).toBe(0)
  })

  it('gives the lease back when its port is taken', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const [running] = await leading((other.address() as AddressInfo).port)
    await expect(running).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/is taken/) })
    expect(await shop.store.acquire('another')).toMatchObject({ is: 'granted' })
    other.close()
  })

  it('ends as deposed when another gives signs of life under a newer epoch, also on a calm day', async () => {
    const [running] = await leading()
    await begun()
    await until(shop, () => events.some(({ event }) => event === 'tick'))
    const before = await shop.store.get('watcher')
    const other = { by: 'other', pid: 1, epoch: 2, url: 'http://x/', since: 0, at: 0 }
    await shop.store.put('watcher', JSON.stringify(other), before?.version)
    await expect(shop.clock.run(Promise.resolve(running))).rejects.toMatchObject({ code: 'deposed' })
    expect(await readBeacon(shop.store)).toMatchObject(other)
    expect(shop.clock.sleeping).toBe(0)
  })

  it('is not started by a store that cannot be read, and gives the lease back', async () => {
    shop.store.read = async () => {
      throw Object.assign(new Error('gone'), { code: 'EIO' })
    }
    const [running] = await leading()
    await expect(running).rejects.toThrow('gone')
    expect(await shop.store.acquire('another')).toMatchObject({ is: 'granted' })
  })
})
