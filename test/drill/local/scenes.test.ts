import { describe, expect, it } from 'vitest'
import type { Placed } from '../../../src/drill/local/customers.js'
import type { Sample } from '../../../src/drill/local/sampler.js'
import { lossIn, type Seen, scenesOf } from '../../../src/drill/local/scenes.js'
import { region, zone } from '../../../src/model/place.js'
import { localDrill } from './fixtures/local-drill.js'

const home = region('us-east-1')
const away = region('eu-west-1')
const START = 1_000_000
const { policy } = localDrill('until: 1m')

const shop = (code: typeof home, id: string, port: number) => ({
  ...{ region: code, zones: [{ zone: zone(id), http: { address: '127.0.0.1', port } }] },
  ...{ canary: { address: '127.0.0.1', port: port + 100 }, database: { address: '127.0.0.1', port: port + 200 } },
})
const layout = { regions: [shop(home, 'use1-az1', 1), shop(away, 'euw1-az1', 2)] }

function sample(atMs: number, writers: readonly string[], weights: { readonly [zone: string]: number }): Sample {
  const site = ({ region: code, zones }: (typeof layout.regions)[number]): Sample['status']['regions'][number] => ({
    region: code,
    zones: zones.map((each) => ({ zone: each.zone, isRunning: true, slots: 6, slotsMax: 12 })),
    canary: { isRunning: true },
    database: { isRunning: true, rebuild: { is: 'none' }, role: writers.includes(code) ? 'writer' : 'replica' },
  })
  const name = { name: 'www.shop.test', ttlMs: 2_000, serial: 1, epoch: 1, weights }
  return { at: START + atMs, status: { name, regions: layout.regions.map(site) } }
}

const placed = (number: number, atMs: number, acknowledged: boolean, port = 1, household = 0): Placed => ({
  ...{ number, at: START + atMs, tookMs: 5, acknowledged, by: 'shop', to: `127.0.0.1:${port}`, household },
})

const seen = (parts: Partial<Seen>): Seen => ({
  ...{ policy, layout, startedAt: START, samples: [], zones: [], tries: [], lost: { writes: 0, ms: 0 } },
  ...parts,
})
const HOME = { 'use1-az1': 1, 'euw1-az1': 0 }
const AWAY = { 'use1-az1': 0, 'euw1-az1': 4 }

describe('the scenes of a local drill', () => {
  it('show what a look found since the look before, as it may have been so since then', () => {
    const samples = [sample(-50, [home], HOME), sample(50, [home], HOME), sample(150, [away], AWAY)]
    expect(scenesOf(seen({ samples }))).toMatchObject([
      { atMs: 0, writers: { orders: [home] }, answers: { 'use1-az1': 100, 'euw1-az1': 0 } },
      { atMs: 0, writers: { orders: [home] } },
      { atMs: 50, writers: { orders: [away] }, answers: { 'use1-az1': 0, 'euw1-az1': 100 } },
    ])
  })

  it('count as served the share of the orders placed just before', () => {
    const samples = [sample(0, [home], HOME), sample(1_000, [home], HOME), sample(1_100, [home], HOME)]
    const tries = [placed(1, 100, false), placed(2, 600, true), placed(3, 700, false), placed(4, 1_050, false)]
    expect(scenesOf(seen({ samples, tries })).map(({ servedPercent }) => servedPercent)).toEqual([100, 100, 50])
  })

  it('send each household where its next order goes', () => {
    const samples = [sample(0, [home], HOME), sample(1_000, [home], HOME), sample(2_000, [home], HOME)]
    const tries = [placed(1, 500, true, 1, 0), placed(2, 1_500, true, 2, 0), placed(3, 900, true, 1, 1)]
    expect(scenesOf(seen({ samples, tries }))[2]?.users).toEqual({ [home]: 50, [away]: 50 })
  })

  it('tell the capacity of what runs by what peak needs, and what was lost at the end alone', () => {
    const samples = [sample(0, [home], HOME), sample(100, [home], HOME)]
    const scenes = scenesOf(seen({ samples, lost: { writes: 3, ms: 90 } }))
    expect(scenes[0]?.capacity).toEqual({ [home]: 50, [away]: 50 })
    expect(scenes.map(({ lost }) => lost.writes)).toEqual([0, 3])
  })
})

describe('what was lost', () => {
  const tries = [
    placed(1, 0, true),
    placed(2, 100, true),
    placed(3, 200, false),
    placed(4, 300, true),
    placed(5, 400, true),
  ]

  it('is every acknowledged order that is not stored, and the time from the last order before them', () => {
    expect(lossIn(tries, new Set([1, 5]))).toEqual({ writes: 2, ms: 300 })
  })

  it('is nothing when all are stored, whether or not one that failed is', () => {
    expect(lossIn(tries, new Set([1, 2, 4, 5]))).toEqual({ writes: 0, ms: 0 })
    expect(lossIn(tries, new Set([1, 2, 3, 4, 5]))).toEqual({ writes: 0, ms: 0 })
  })
})
