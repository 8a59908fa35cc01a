/** The groups of a standby beside those of the region the app stands in. */
import type { Group } from './estate.js'
import type { Facts } from './facts.js'

export interface Pair {
  readonly home: Group
  readonly at: Group
}

/** Each group of another region, with the one of the same resource where the app stands. */
export const atStandby = ({ active, estate: { groups } }: Pick<Facts, 'active' | 'estate'>): readonly Pair[] =>
  groups
    .filter(({ region }) => region !== active)
    .flatMap((at) => {
      const home = groups.find(({ region, resource }) => region === active && resource === at.resource)
      return home ? [{ home, at }] : []
    })
