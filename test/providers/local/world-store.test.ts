import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/model/world.js'
import type { Policy } from '../../../src/policy/policy.js'
import { systemClock } from '../../../src/providers/clock.js'
import { storeOf } from '../../../src/providers/local/world-store.js'
import { leaseOf } from '../../fixtures/memory-store.js'
import { PaperCloud } from './fixtures/paper-cloud.js'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'failover-world-store-'))
  await writeFile(path.join(dir, 'cloud.json'), '{}')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

function place(rest: { readonly breakGlass?: boolean; readonly store?: string } = {}) {
  const cloud = new PaperCloud()
  const { breakGlass = false, store } = rest
  const policy = { app: 'shop', ...(store ? { store } : {}) } as Policy
  const env = { FAILOVER_BREAK_GLASS_DIR: path.join(dir, 'glass') }
  const files = { defaultDir: path.join(dir, 'journal'), layoutFile: path.join(dir, 'cloud.json') }
  const parts = { policy, breakGlass, cloud, clock: systemClock(), env, ...files }
  return { cloud, store: storeOf(parts) }
}

const note = (text: string) =>
  ({ at: 1, incident: 'inc-1', by: 'ann', event: { kind: 'note', by: 'ann', text } }) as const
async function write(store: Store, text: string): Promise<number> {
  const lease = await leaseOf(store, 'ann')
  await store.append(lease, note(text))
  await lease.release()
  return lease.epoch
}

describe('the store of a local world', () => {
  it('is in the cloud’s directory, unless the policy names another', () => {
    expect(place().store.where).toBe(path.join(dir, 'journal'))
    expect(place({ store: `file:${dir}/elsewhere` }).store.where).toBe(path.join(dir, 'elsewhere'))
  })

  it('goes down with the cloud: nobody leads any more, and nothing is made anew', async () => {
    const { store } = place()
    const lease = await leaseOf(store, 'ann')
    for (const name of await readdir(dir)) await rm(path.join(dir, name), { recursive: true })
    const down = { code: 'deposed', message: expect.stringContaining('is down, and its store with it') }
    await expect(store.append(lease, note('late'))).rejects.toMatchObject(down)
    await expect(store.put('inventory', '[]', undefined)).rejects.toMatchObject(down)
    await expect(store.read()).rejects.toMatchObject(down)
    await lease.release()
    expect(await readdir(dir)).toEqual([])
  })

  it('that the policy names stays when the cloud is down', async () => {
    const { store } = place({ store: `file:${dir}/elsewhere` })
    await rm(path.join(dir, 'cloud.json'))
    expect(await write(store, 'kept')).toBeGreaterThan(0)
  })

  it('gives epochs above all that the name and the fences have seen', async () => {
    const { cloud, store } = place()
    cloud.name = { ...cloud.name, epoch: 41 }
    cloud.fences = { fenced: [], epoch: 44 }
    expect((await leaseOf(store, 'ann')).epoch).toBeGreaterThan(44)
  })

  it('still leads when neither can be asked (law 19)', async () => {
    const { cloud, store } = place()
    cloud.silent.set('name', 'frozen').set('fences', 'dead')
    expect((await leaseOf(store, 'ann')).epoch).toBeGreaterThan(0)
  })
})

describe('by break glass', () => {
  it('what was recorded is merged by the first who leads with the main store again, and only once', async () => {
    await write(place({ breakGlass: true }).store, 'the switch was flicked')
    const { store } = place()
    const epoch = await write(store, 'all is well')
    await write(store, 'still')
    const texts = (await store.read()).map(({ event }) => (event.kind === 'note' ? event.text : ''))
    expect(texts.filter((text) => text === 'the switch was flicked')).toHaveLength(1)
    expect(texts.indexOf('the switch was flicked')).toBeLessThan(texts.indexOf('all is well'))
    expect(epoch).toBeGreaterThan(1)
  })

  it('nobody leads with the main store while someone acts (law 15)', async () => {
    const glass = place({ breakGlass: true }).store
    const lease = await leaseOf(glass, 'bob')
    await glass.append(lease, note('acting'))
    const { store } = place()
    expect(await store.acquire('ann')).toMatchObject({ is: 'held', by: expect.stringMatching(/bob.*by break glass/) })
    await lease.release()
    expect((await store.acquire('ann')).is).toBe('granted')
  })
})
