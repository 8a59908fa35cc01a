import { describe, expect, it } from 'vitest'
import { rankStandbys } from '../../src/decide/rank.js'
import type { Gauge } from '../../src/model/health.js'
import { atRegion, type Region, region } from '../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  capacity,
  home,
  type Kind,
  lag,
  policy,
  situation,
  third,
} from './fixtures/shop.js'

const fourth = region('ap-southeast-2')
const standbys = [away, third, fourth]
const wide = {
  ...policy,
  regions: [
    ...policy.regions,
    ...[third, fourth].map((at) => ({ region: at, role: 'standby' as const, zones: [], fate: at })),
  ],
}
/** Regions of this health with these gauges, ranked. */
function ranked(kinds: readonly Kind[], gauges: readonly Gauge[], active: Region = home): readonly string[] {
  const assessments = assessed({}, ...standbys.map((at, index) => assessment(atRegion(at), kinds[index] ?? 'healthy')))
  const standing = { active, left: [] }
  return rankStandbys(situation({ policy: wide, assessments, gauges, standing })).map((entry) => entry.region)
}
const lags = (...values: readonly (number | undefined)[]) =>
  values.map((value, at) => lag(value, { in: standbys[at] ?? home }))
const capacities = (...values: readonly (number | undefined)[]) =>
  values.map((value, at) => capacity(value, { in: standbys[at] ?? home }))

describe('the ranking of standbys', () => {
  it.each<[string, readonly Kind[], readonly Gauge[], readonly Region[]]>([
    ["all alike stand in the policy's order, the nearest first", [], [], standbys],
    [
      'a healthy one before any that is not',
      ['suspect', 'impaired', 'healthy'],
      lags(0, 0, 9_000),
      [fourth, away, third],
    ],
    ['the least lag first among healthy ones', [], lags(900, 40, 300), [third, fourth, away]],
    ['a lag not known last', [], lags(undefined, 40, 30_000), [third, fourth, away]],
    ['a lag not measured last', [], lags(900, 40), [third, away, fourth]],
    [
      'the most capacity first at the same lag',
      [],
      [...lags(5, 5, 5), ...capacities(80, 300, 100)],
      [third, fourth, away],
    ],
    ['a capacity not known last', [], [...lags(5, 5, 5), ...capacities(undefined, 10, 20)], [fourth, third, away]],
    ['lag before capacity', [], [...lags(5, 4, 6), ...capacities(300, 10, 400)], [third, away, fourth]],
  ])('puts %s', (_, kinds, gauges, expected) => {
    expect(ranked(kinds, gauges)).toEqual(expected)
  })

  it('counts the worst of several resources', () => {
    const gauges = [...lags(5, 6, 7), lag(900, { in: away, resource: 'stock' })]
    expect(ranked([], gauges)).toEqual([third, fourth, away])
  })

  it('leaves out the region that serves, and takes in the primary when it does not', () => {
    expect(ranked([], [], away)).toEqual([home, third, fourth])
  })

  it('takes a region of which nothing is known for not healthy', () => {
    const [only] = rankStandbys(situation({ assessments: [] }))
    expect(only).toMatchObject({ region: away, healthy: false })
  })

  it('says the figures that placed each', () => {
    const found = rankStandbys(situation({ gauges: [lag(1_200), capacity(87.5)] }))
    expect(found.map(({ because }) => because)).toEqual(['healthy, lag 1.2 s, capacity 87.5 %'])
    const blind = rankStandbys(situation({ gauges: [lag(undefined)] }))
    expect(blind.map(({ because }) => because)).toEqual(['healthy, lag unknown, capacity unknown'])
  })
})
