/**
 * Arithmetic of the public name's weights. A change starts from the weights it was planned from and says all that come of
 * it; zones that are not the policy's own keep what they have.
 */
import type { Region, ZoneId } from '../../model/place.js'
import type { RegionPolicy } from '../../policy/policy.js'
import type { ByZone } from './driver-context.js'

/** The weight of a zone that serves; its share is as good as another's. */
export const SERVING = 100

/** Where the name leads. */
export type Led =
  | { readonly is: 'to'; readonly region: Region; readonly left: readonly ZoneId[] }
  | { readonly is: 'nowhere' }
  | { readonly is: 'apart'; readonly regions: readonly Region[] }

/** The one region whose zones are answered with, and those of its zones that are not. */
export function ledBy(weights: ByZone, regions: readonly RegionPolicy[]): Led {
  const serving = regions.filter(({ zones }) => zones.some((zone) => isServing(weights, zone)))
  const [only, second] = serving
  if (!only) return { is: 'nowhere' }
  if (second) return { is: 'apart', regions: serving.map(({ region }) => region) }
  return { is: 'to', region: only.region, left: only.zones.filter((zone) => !isServing(weights, zone)) }
}

const isServing = (weights: ByZone, zone: ZoneId): boolean => (weights[zone] ?? 0) > 0

/** All traffic to `at`, to none of its zones in `without`. */
export function weightsAt(
  at: Region,
  without: readonly ZoneId[],
  weights: ByZone,
  regions: readonly RegionPolicy[],
): ByZone {
  const own = regions.flatMap(({ region, zones }) =>
    zones.map((zone): [ZoneId, number] => [zone, region === at && !without.includes(zone) ? SERVING : 0]),
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
