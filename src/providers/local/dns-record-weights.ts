/**
 * Arithmetic of the public name's weights. A change starts from the weights it was planned from and says all that come of
 * it; zones that are not the policy's own keep what they have.
 */
import type { Region, ZoneId } from '../../model/place.js'
import type { TrafficEnd } from '../../model/plan.js'
import type { RegionPolicy } from '../../policy/policy.js'
import type { ByZone } from './driver-context.js'

/** The weight of a zone that serves; its share is as good as another's. */
export const SERVING = 100

/** What one region may have beside another that the name still leads to: the most that a policy's trickle can be, percent. */
export const TRICKLE_MAX = 20

/** Where the name leads. */
export type Led =
  | { readonly is: 'to'; readonly region: Region; readonly left: readonly ZoneId[]; readonly aside: readonly Region[] }
  | { readonly is: 'nowhere' }
  /** `most` has the larger share, and `left` of its zones have none; absent where none has. */
  | {
      readonly is: 'apart'
      readonly regions: readonly Region[]
      readonly most?: { readonly region: Region; readonly left: readonly ZoneId[] }
    }

/** The one region whose zones are answered with, but for a trickle, and those of its zones that are not. */
export function ledBy(weights: ByZone, regions: readonly RegionPolicy[]): Led {
  const serving = regions
    .map(({ region, zones }) => ({ region, zones, weight: sum(zones.map((zone) => weights[zone] ?? 0)) }))
    .filter(({ weight }) => weight > 0)
  const [first, second] = [...serving].sort((a, b) => b.weight - a.weight)
  if (!first) return { is: 'nowhere' }
  const total = sum(serving.map(({ weight }) => weight))
  const most = { region: first.region, left: first.zones.filter((zone) => !isServing(weights, zone)) }
  const aside = serving.filter(({ region }) => region !== first.region).map(({ region }) => region)
  if (100 * (total - first.weight) <= TRICKLE_MAX * total) return { is: 'to', ...most, aside }
  const isTie = second?.weight === first.weight
  return { is: 'apart', regions: serving.map(({ region }) => region), ...(isTie ? {} : { most }) }
}

const isServing = (weights: ByZone, zone: ZoneId): boolean => (weights[zone] ?? 0) > 0
const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0)

/** All traffic to `at`, to none of its zones in `without`. */
export function weightsAt(
  at: Region,
  without: readonly ZoneId[],
  weights: ByZone,
  regions: readonly RegionPolicy[],
): ByZone {
  const isAt = (region: Region, zone: ZoneId): boolean => region === at && !without.includes(zone)
  return ownWeights(weights, regions, (region, zone) => (isAt(region, zone) ? SERVING : 0))
}

/**
 * `percent` of the traffic to `at`, to none of its zones in `without`; the rest stays in those zones of `from` that serve.
 * Undefined when one of the two has no such zone, so that there is nothing to share between.
 */
export function weightsShared(
  { at, from, percent, without }: Pick<TrafficEnd, 'at' | 'from' | 'percent' | 'without'>,
  weights: ByZone,
  regions: readonly RegionPolicy[],
): ByZone | undefined {
  const of = (wanted: Region) => regions.find(({ region }) => region === wanted)?.zones ?? []
  const there = of(at).filter((zone) => !without.includes(zone))
  const here = of(from).filter((zone) => isServing(weights, zone))
  if (there.length === 0 || here.length === 0) return undefined
  // Zones of a region are as good as each other, and regions may have more or fewer of them.
  const each = there.length === here.length ? { there: 1, here: 1 } : { there: here.length, here: there.length }
  return ownWeights(weights, regions, (_, zone) =>
    there.includes(zone) ? percent * each.there : here.includes(zone) ? (100 - percent) * each.here : 0,
  )
}

function ownWeights(
  weights: ByZone,
  regions: readonly RegionPolicy[],
  weightOf: (region: Region, zone: ZoneId) => number,
): ByZone {
  const own = regions.flatMap(({ region, zones }) =>
    zones.map((zone): [ZoneId, number] => [zone, weightOf(region, zone)]),
  )
  return { ...weights, ...Object.fromEntries(own) }
}

/** Without `zone`, as it is otherwise. */
export const weightsWithout = (zone: ZoneId, weights: ByZone): ByZone => ({ ...weights, [zone]: 0 })

/** With `zone` again, at the weight of the heaviest of its region's zones that serve: a weight is a share among these. */
export function weightsWith(zone: ZoneId, weights: ByZone, regions: readonly RegionPolicy[]): ByZone {
  const zones = regions.find((each) => each.zones.includes(zone))?.zones ?? []
  const heaviest = Math.max(0, ...zones.filter((other) => other !== zone).map((other) => weights[other] ?? 0))
  return { ...weights, [zone]: heaviest > 0 ? heaviest : SERVING }
}

/** Whether anything at all is answered with (law 26). */
export const isAnswered = (weights: ByZone): boolean => Object.values(weights).some((weight) => weight > 0)
