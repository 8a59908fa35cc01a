/**
 * What serves on, and what still takes writes, when block storage hangs: in the worst single zone, and in the whole region.
 *
 * Every tier of capacity is passed by a request, so that the weakest of them counts; a write passes them and every writer.
 * Capacity whose zones nobody tells is taken to be spread evenly over those of the region.
 */
import type { Region } from '../model/place.js'
import type { Policy } from '../policy/policy.js'
import type { Database, Estate, Group, Machine } from './estate.js'

export interface Score {
  readonly region: Region
  readonly tiers: readonly Tier[]
  /** Percent of requests that are served on; absent where no capacity was seen. */
  readonly serving?: Shares
  /** Percent of writes that are still taken; absent where no database was seen. */
  readonly writing?: Shares
}

export interface Shares {
  /** EBS hangs in the zone where that hurts most. */
  readonly zone: number
  readonly region: number
  readonly worstZone?: string
}
export interface Tier extends Shares {
  readonly resource: string
}

/** The score of `at`. */
export function scoreIn(estate: Estate, { regions }: Pick<Policy, 'regions'>, at: Region): Score {
  const zones = regions.find(({ region }) => region === at)?.zones ?? []
  const tiers = tiersIn(estate, at).map(
    ({ resource, units }): Tier => ({ resource, ...sharesOf(zones, shareOf(units, zones)) }),
  )
  const databases = estate.databases.filter(({ on, region }) => region === at && on !== 'memory')
  const serve = (zone: string | undefined): number =>
    least(tiersIn(estate, at).map(({ units }) => shareOf(units, zones)(zone)))
  const write = (zone: string | undefined): number =>
    least([serve(zone), ...databases.map((database) => (takesWrites(database, zone, zones) ? 100 : 0))])
  return {
    ...{ region: at, tiers },
    ...(tiers.length > 0 ? { serving: sharesOf(zones, serve) } : {}),
    ...(databases.length > 0 ? { writing: sharesOf(zones, write) } : {}),
  }
}

/** One piece of capacity. */
interface Unit {
  readonly zone?: string
  readonly onEbs: boolean
}
interface Units {
  readonly resource: string
  readonly units: readonly Unit[]
}

const TAGGED = 'found by tag'

function tiersIn({ groups, machines }: Estate, at: Region): readonly Units[] {
  const here = machines.filter(({ region }) => region === at)
  const ofGroups = groups
    .filter(({ region }) => region === at)
    .map((group) => ({ resource: group.resource, units: unitsOf(group, here) }))
  const loose = here.filter(({ resource }) => resource === undefined)
  return [...ofGroups, { resource: TAGGED, units: loose.map(unitOf) }].filter(({ units }) => units.length > 0)
}

/** The machines that run for the group; of one that tells of none, so many as serve, by what it launches. */
function unitsOf({ by, launch, resource, useful }: Group, here: readonly Machine[]): readonly Unit[] {
  const own = here.filter((machine) => machine.resource === resource)
  if (own.length > 0) return own.map(unitOf)
  if (by === 'local') return []
  const onEbs = launch === undefined ? by !== 'fargate' : isOnEbs(launch)
  return Array.from({ length: useful }, () => ({ onEbs }))
}

const unitOf = ({ zone, ...machine }: Machine): Unit => ({
  ...(zone === undefined ? {} : { zone }),
  onEbs: isOnEbs(machine),
})

/** Whether it stops when EBS does: any of its disks there is enough. */
export const isOnEbs = ({ disks }: Pick<Machine, 'disks'>): boolean => disks.some(({ on }) => on === 'ebs')

/** Share in percent that serves on when EBS hangs in `zone`, or everywhere. */
const shareOf =
  (units: readonly Unit[], zones: readonly string[]) =>
  (zone: string | undefined): number => {
    const lost = units.reduce((sum, { onEbs, zone: own }) => {
      if (!onEbs) return sum
      if (zone === undefined || own === zone) return sum + 1
      return own === undefined ? sum + 1 / Math.max(1, zones.length) : sum
    }, 0)
    return Math.round(100 * (1 - lost / units.length))
  }

/** A single instance of RDS goes with the EBS of its zone; where its zone is not told, it is taken to be that one. */
const takesWrites = (
  { isMultiZone, on, zones: own }: Database,
  zone: string | undefined,
  zones: readonly string[],
): boolean =>
  on !== 'ebs' || (zone !== undefined && (isMultiZone ? zones.length > 1 : own.length > 0 && !own.includes(zone)))

function sharesOf(zones: readonly string[], share: (zone: string | undefined) => number): Shares {
  const each = zones.map((zone) => ({ zone, share: share(zone) }))
  const [worst] = [...each].sort((a, b) => a.share - b.share)
  const region = share(undefined)
  return { region, ...(worst ? { zone: worst.share, worstZone: worst.zone } : { zone: region }) }
}

const least = (shares: readonly number[]): number => Math.min(100, ...shares)
