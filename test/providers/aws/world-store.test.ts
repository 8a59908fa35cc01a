import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OperatingError } from '../../../src/model/error.js'
import { plane, region } from '../../../src/model/place.js'
import type { Driver, Inspection } from '../../../src/model/resource.js'
import type { Lease, Store } from '../../../src/model/world.js'
import { storeOf } from '../../../src/providers/aws/world-store.js'
import { systemClock } from '../../../src/providers/clock.js'
import { breakGlassDir } from '../../../src/providers/store/break-glass.js'
import { recordedEpoch } from '../../../src/providers/store/merging.js'

const clock = systemClock()
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'failover-glass-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** A driver that saw `epoch` on what it manages. */
const saw = (epoch: number | undefined, impaired: Inspection['impaired'] = []): Driver =>
  driver(async () => ({ state: epoch === undefined ? {} : { epoch }, impaired }))

const driver = (inspect: () => Promise<Pick<Inspection, 'state' | 'impaired'>>): Driver => ({
  ...{ resource: 'front', type: 'route53-record', tactics: () => [] },
  inspect: async () => ({
    resource: 'front',
    type: 'route53-record',
    at: clock.now(),
    facts: {},
    gauges: [],
    ...(await inspect()),
  }),
  holds: () => Promise.reject(new Error('nothing is held')),
  apply: () => Promise.reject(new Error('nothing is applied')),
})

const env = () => ({ FAILOVER_BREAK_GLASS_DIR: join(dir, 'glass') })
const open = (breakGlass: boolean, drivers: readonly Driver[] = []): Store => {
  const policy = { app: 'shop', store: `file:${join(dir, 'journal')}` } as Parameters<typeof storeOf>[0]['policy']
  return storeOf({ policy, breakGlass, clock, env: env(), drivers })
}
async function lead(store: Store): Promise<Lease> {
  const acquired = await store.acquire('ann')
  if (acquired.is === 'granted') return acquired.lease
  throw new Error(`held by ${acquired.by}`)
}
const note = async (store: Store, lease: Lease, text: string): Promise<void> => {
  await store.append(lease, { at: clock.now(), incident: 'inc-1', by: 'ann', event: { kind: 'note', by: 'ann', text } })
}

describe('an epoch given behind the glass', () => {
  it('beats every epoch that routing has seen', async () => {
    expect((await lead(open(true, [saw(7), saw(41), saw(undefined)]))).epoch).toBe(42)
  })

  it('beats what stands on one of many things that a driver looks at', async () => {
    const state = { epoch: 3, 'instance us-east-1': { id: 'orders', epoch: 8 }, fences: [{ epoch: 50 }, null, 'x'] }
    expect((await lead(open(true, [driver(async () => ({ state, impaired: [] }))]))).epoch).toBe(51)
  })

  it.each([
    ['cannot be asked', driver(() => Promise.reject(new OperatingError('unreachable', 'nobody answers')))],
    [
      'answers with a plane impaired',
      saw(3, [plane('route53', 'control', { kind: 'region', region: region('us-east-1') })]),
    ],
  ])('is the seconds since 1970 where what is ours %s, which may carry any that counts by ones', async (_, blind) => {
    const before = Math.floor(Date.now() / 1_000)
    expect((await lead(open(true, [saw(7), blind]))).epoch).toBeGreaterThan(before)
  })

  it('is given within seconds where nobody answers', async () => {
    const began = Date.now()
    const deaf = driver(() => new Promise(() => {}))
    expect((await lead(open(true, [deaf]))).epoch).toBeGreaterThan(1_000_000)
    expect(Date.now() - began).toBeLessThan(20_000)
  })
})

describe('the main store after the glass was broken', () => {
  it('goes on above it, with what was recorded there', async () => {
    const main = open(false)
    const first = await lead(main)
    await note(main, first, 'on a calm day')
    await first.release()
    expect(first.epoch).toBeLessThan(100)

    const glass = open(true, [driver(() => Promise.reject(new OperatingError('timed-out', 'silence')))])
    const broken = await lead(glass)
    await note(glass, broken, 'without the store')
    await broken.release()

    const again = open(false)
    const later = await lead(again)
    expect(later.epoch).toBeGreaterThan(broken.epoch)
    await note(again, later, 'with it again')
    const texts = (await again.read()).flatMap(({ event }) => (event.kind === 'note' ? [event.text] : []))
    expect(texts).toEqual(expect.arrayContaining(['on a calm day', 'without the store', 'with it again']))
    expect(texts.at(-1)).toBe('with it again')
    await later.release()
  })

  it('is not led while somebody acts behind the glass', async () => {
    const glass = open(true)
    const broken = await lead(glass)
    await note(glass, broken, 'without the store')
    expect(await open(false).acquire('ben')).toMatchObject({
      is: 'held',
      by: expect.stringContaining('by break glass'),
    })
    await broken.release()
    expect((await open(false).acquire('ben')).is).toBe('granted')
  })

  it('counts from its own epochs alone where the glass was never broken', async () => {
    expect(await recordedEpoch(breakGlassDir(env(), 'shop'))).toBe(0)
    expect((await lead(open(false))).epoch).toBe(1)
  })
})
