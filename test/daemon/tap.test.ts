import { describe, expect, it } from 'vitest'
import { tapped } from '../../src/daemon/tap.js'
import type { World } from '../../src/model/world.js'
import { Shop } from '../controller/fixtures/shop.js'

describe('a world that is overheard', () => {
  it('keeps all that it had: how long it may be inspected, and who is still where the app left', async () => {
    const world = new Shop().world()
    const whole: Required<World> = {
      ...world,
      ...{ inspectMs: 8_000, countLoss: async () => ({ is: 'known', writes: 3, ms: 40 }) },
      stragglers: async () => ({ share: { is: 'known', percent: 7 }, answers: [] }),
    }
    const heard = tapped(whole, { onSeen: () => {}, onEntry: () => {} })
    expect(Object.keys(heard).sort()).toEqual(Object.keys(whole).sort())
    expect(heard.inspectMs).toBe(8_000)
  })

  it('makes nothing up that it had not', () => {
    const world = new Shop().world()
    const heard = tapped(world, { onSeen: () => {}, onEntry: () => {} })
    expect('stragglers' in heard).toBe('stragglers' in world)
    expect('inspectMs' in heard).toBe('inspectMs' in world)
  })
})
