import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isAnswered,
  ledBy,
  weightsAt,
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
  it('is the one region whose zones are answered with, and what it left is the rest of them: all 64 ways', () => {
    for (const weights of all) {
      const atHome = homeZones.filter((zone) => weights[zone] === 100)
      const there = awayZones.filter((zone) => weights[zone] === 100)
      const led = ledBy(weights, regions)
      if (atHome.length > 0 && there.length > 0) expect(led).toEqual({ is: 'apart', regions: [home, away] })
      else if (atHome.length === 0 && there.length === 0) expect(led).toEqual({ is: 'nowhere' })
      else {
        const [region, own] = atHome.length > 0 ? [home, homeZones] : [away, awayZones]
        expect(led).toEqual({ is: 'to', region, left: own.filter((zone) => weights[zone] === 0) })
      }
    }
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
