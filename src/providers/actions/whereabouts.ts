/**
 * Where a user's own step is taken: the places of the end it belongs to. An action carries them as plain data, and never the
 * command: what is run is what the policy here says. A journal is no place to take commands from, and a person who has
 * mended the policy of a halted run means the mended one.
 */
import { OperatingError } from '../../model/error.js'
import { isZoneId, type Region, type ZoneId } from '../../model/place.js'
import type { Action, End } from '../../model/plan.js'
import { regionName } from '../aws/plan-region.js'

export interface Whereabouts {
  /** Where it takes effect: what is fenced, what a zone is taken from, and else where the move goes. */
  readonly region: Region
  readonly zone?: ZoneId
  readonly from?: Region
  readonly to?: Region
}

/** The places of `end`; nothing of one that no step of one's own has a part in. */
export function whereaboutsOf(end: End): Whereabouts | undefined {
  switch (end.kind) {
    case 'zone-left':
    case 'zone-restored':
      return { region: end.region, zone: end.zone }
    case 'frozen':
    case 'thawed':
      return { region: end.region }
    case 'replica':
    case 'caught-up':
      return { region: end.at, from: end.of, to: end.at }
    case 'capacity':
      return { region: end.at, from: end.from, to: end.at }
    case 'fenced':
      return { region: end.at, from: end.at, to: end.successor }
    case 'traffic':
      // It moves all users or nobody.
      return end.final ? { region: end.at, from: end.from, to: end.at } : undefined
    case 'writer':
      return undefined
  }
}

/** Where the move goes, or where it acts if it goes nowhere: what a step leans on by itself stands there (law 13). */
export const targetOf = ({ region, to }: Whereabouts): Region => to ?? region

/** The places that an action carries; throws `unsupported` when they are none. */
export function whereaboutsIn(data: Action['with']): Whereabouts {
  const { zone } = data
  if (zone !== undefined && (typeof zone !== 'string' || !isZoneId(zone))) {
    throw new OperatingError('unsupported', `"zone" of the plan's action is ${JSON.stringify(zone)}, which is no zone`)
  }
  return {
    region: regionName(data, 'region'),
    ...(zone === undefined ? {} : { zone }),
    ...(data.from === undefined ? {} : { from: regionName(data, 'from') }),
    ...(data.to === undefined ? {} : { to: regionName(data, 'to') }),
  }
}
