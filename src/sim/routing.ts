/**
 * The public name: its records' weights, the switch objects and the routing controls that let a region in or keep it out.
 * The name answers with the regions that are let in and have weight; failing these with those of no weight; failing all with
 * every one, as Route 53 does (Route 53 Developer Guide, "How Amazon Route 53 chooses records when health checking is
 * configured").
 */
import type { Region } from '../model/place.js'
import type { Shares } from './users.js'

export interface Standing {
  readonly weights: { readonly [region: string]: number }
  /** Whether a region's switch object lets it in; one without an object always is. */
  readonly objects: { readonly [region: string]: boolean }
  readonly controls: { readonly [region: string]: boolean }
}

/** What the name answers while it stands so: shares of 1 by region. */
export function answersOf({ controls, objects, weights }: Standing, regions: readonly Region[]): Shares {
  const isIn = (region: Region): boolean => (objects[region] ?? true) && (controls[region] ?? true)
  const well = regions.filter(isIn)
  const weighted = well.filter((region) => (weights[region] ?? 0) > 0)
  if (weighted.length > 0) return sharesOf(weighted, weights)
  if (well.length > 0) return sharesOf(well, {})
  const all = regions.filter((region) => (weights[region] ?? 0) > 0)
  return sharesOf(all.length > 0 ? all : regions, all.length > 0 ? weights : {})
}

function sharesOf(regions: readonly Region[], weights: Standing['weights']): Shares {
  const weightOf = (region: Region): number => weights[region] ?? 1
  const total = regions.reduce((sum, region) => sum + weightOf(region), 0)
  return Object.fromEntries(regions.map((region) => [region, weightOf(region) / total]))
}

/** A name and how it stands; what was changed is so at once, and answered a while later. */
export class PublicName {
  standing: Standing
  /** Of its records; a change that names another is late (law 26). */
  epoch = 0
  /** Records whose change is accepted and not yet everywhere. */
  pending = 0

  constructor(
    readonly name: string,
    readonly regions: readonly Region[],
    standing: Standing,
    /** The name that users go by. */
    readonly isFirst: boolean,
  ) {
    this.standing = standing
  }

  get answers(): Shares {
    return answersOf(this.standing, this.regions)
  }
}
