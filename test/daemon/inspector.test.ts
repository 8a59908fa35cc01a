import { describe, expect, it } from 'vitest'
import { Inspector } from '../../src/daemon/inspector.js'
import { Shop } from '../controller/fixtures/shop.js'

const names = (seen: readonly { readonly resource: string }[]): readonly string[] =>
  seen.map(({ resource }) => resource)

describe('inspecting beside the loop', () => {
  it('tells at once what is quick', async () => {
    const shop = new Shop()
    const inspector = new Inspector(shop.world(), [])
    expect(names(await shop.clock.run(inspector.glance()))).toEqual(['web', 'orders', 'front'])
    expect(shop.clock.sleeping).toBe(0)
  })

  it('does not keep a round waiting for a resource that hangs, and tells the rest later', async () => {
    const shop = new Shop()
    shop.blind.set('orders', 'deaf')
    const inspector = new Inspector(shop.world(), [])
    const began = shop.clock.monotonic()
    expect(await shop.clock.run(inspector.glance())).toEqual([])
    expect(shop.clock.monotonic() - began).toBe(250)
    await shop.clock.run(shop.clock.sleep(2_000))
    expect(names(await shop.clock.run(inspector.glance()))).toEqual(['web', 'front'])
  })

  it('after a move tells only what was seen after it', async () => {
    const shop = new Shop()
    const inspector = new Inspector(shop.world(), [])
    await shop.clock.run(inspector.glance())
    shop.state.set('front.region', 'eu-west-1')
    const seen = await shop.clock.run(inspector.anew())
    expect(seen.find(({ resource }) => resource === 'front')?.active).toBe('eu-west-1')
  })
})
