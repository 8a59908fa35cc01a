import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Region } from '../../../src/model/place.js'
import {
  isAnswered,
  ledBy,
  weightsAt,
  weightsShared,
  weightsWith,
  weightsWithout,
} from '../../../src/providers/local/dns-record-weights.js'
import { sameByZone } from '../../../src/providers/local/driver-context.js'
import { away, awayZones, home, homeZones, regions } from './fixtures/paper-cloud.js'

const zones = [...homeZones, ...awayZones]
/** Every way in which six zones can be answered with or not. */
const all = Array.from({ length: 2 ** zones.length }, (_, bits) =>
  Object.fromEntries(zones.map((zone, index) => [zone, (bits >> index) & 1 ? 100 : 0])),
)
const serving = (weights: { readonly [zone: string]: number }) => zones.filter((zone) => (weights[zone] ?? 0) > 0)

describe('where the name leads', () => {
  it('is the region with most of what is answered, apart from others with more than a trickle: all 64 ways', () => {
    for (const weights of all) {
      const atHome = homeZones.filter((zone) => weights[zone] === 100)
      const there = awayZones.filter((zone) => weights[zone] === 100)
      const led = ledBy(weights, regions)
      if (atHome.length > 0 && there.length > 0) {
        const [region, own] = atHome.length > there.length ? [home, homeZones] : [away, awayZones]
        const most = { region, left: own.filter((zone) => weights[zone] === 0) }
        const isTie = atHome.length === there.length
        expect(led).toEqual({ is: 'apart', regions: [home, away], ...(isTie ? {} : { most }) })
      } else if (atHome.length === 0 && there.length === 0) expect(led).toEqual({ is: 'nowhere' })
      else {
        const [region, own] = atHome.length > 0 ? [home, homeZones] : [away, awayZones]
        expect(led).toEqual({ is: 'to', region, left: own.filter((zone) => weights[zone] === 0), aside: [] })
      }
    }
  })

  it.each([
    [79, 'apart'],
    [80, 'to'],
    [99, 'to'],
  ] as const)('is one region of %i %%, since at most a fifth is a trickle: %s', (share, is) => {
    const weights = { [homeZones[0]]: share, [awayZones[0]]: 100 - share }
    expect(ledBy(weights, regions)).toMatchObject({ is, ...(is === 'to' ? { region: home, aside: [away] } : {}) })
  })

  it('does not look at zones of nobody’s', () => {
    expect(ledBy({ 'use2-az1': 100, 'use1-az1': 1 }, regions)).toMatchObject({ is: 'to', region: home })
  })
})

describe('all traffic to a region', () => {
  it('leads to all its zones but those without, and to no other, from wherever it was: all ways', () => {
    for (const was of all) {
      for (const bits of [0, 1, 2, 3, 4, 5, 6]) {
        const without = awayZones.filter((_, index) => (bits >> index) & 1)
        const weights = weightsAt(away, without, was, regions)
        expect(serving(weights)).toEqual(awayZones.filter((zone) => !without.includes(zone)))
      }
    }
  })

  it('leaves zones alone that are not the policy’s', () => {
    expect(weightsAt(away, [], { 'use2-az1': 30 }, regions)).toMatchObject({ 'use2-az1': 30, 'euw1-az1': 100 })
  })

  it('leaves nothing to answer with when it is to do without all zones', () => {
    expect(isAnswered(weightsAt(away, awayZones, {}, regions))).toBe(false)
  })
})

describe('traffic that is shared', () => {
  const share = (at: Region, weights: { readonly [zone: string]: number }): number => {
    const own = at === home ? homeZones : awayZones
    const of = (all: readonly string[]) => all.reduce((total, zone) => total + (weights[zone] ?? 0), 0)
    return (100 * of(own)) / of(zones)
  }

  it('is as it should be however many zones either has, each zone as good as another', () => {
    for (const was of all) {
      for (const [bits, percent] of [0, 1, 2, 3].flatMap((each) =>
        [1, 10, 50, 99].map((share) => [each, share] as const),
      )) {
        const without = awayZones.filter((_, index) => (bits >> index) & 1)
        const weights = weightsShared({ at: away, from: home, without, percent }, was, regions)
        const here = homeZones.filter((zone) => was[zone] === 100)
        if (here.length === 0 || without.length === awayZones.length) expect(weights).toBeUndefined()
        else {
          expect(share(away, weights ?? {})).toBeCloseTo(percent)
          expect(serving(weights ?? {})).toEqual([...here, ...awayZones.filter((zone) => !without.includes(zone))])
        }
      }
    }
  })
})

describe('one zone left and restored', () => {
  it('changes that zone alone, and restoring gives back what leaving took', () => {
    const one = fc.constantFrom(...zones)
    fc.assert(
      fc.property(fc.constantFrom(...all), one, (was, zone) => {
        const left = weightsWithout(zone, was)
        expect(serving(left)).toEqual(serving(was).filter((other) => other !== zone))
        const back = weightsWith(zone, left, regions)
        expect(sameByZone(back, { ...was, [zone]: 100 })).toBe(true)
      }),
    )
  })

  it('gives a restored zone the weight of the others, not a hundred times their share', () => {
    const weights = { 'use1-az1': 0, 'use1-az2': 1, 'use1-az4': 3, 'euw1-az1': 100 }
    expect(weightsWith(homeZones[0], weights, regions)).toEqual({ ...weights, 'use1-az1': 3 })
    expect(weightsWith(homeZones[0], { 'use1-az1': 0 }, regions)).toEqual({ 'use1-az1': 100 })
  })
})
