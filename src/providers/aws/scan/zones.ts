/** The zones an app runs in, by zone id (law 21): those of its groups' subnets, else the first three of the region. */
import { DescribeAvailabilityZonesCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import { isZoneId, type Region } from '../../../model/place.js'
import { inGroups } from '../watch/watch.js'
import type { FoundRegion } from './found.js'
import type { Group } from './groups.js'
import type { Questions } from './questions.js'
import { shortCode } from './region-words.js'

const SUBNETS_AT_ONCE = 100
const ZONES = 3

/** Every region with its zones; there are always some, since a policy cannot be without. */
export const readZones = (questions: Questions, groups: readonly Group[]): Promise<readonly FoundRegion[]> =>
  Promise.all(
    questions.regions.map(async (region, index): Promise<FoundRegion> => {
      const here = groups.filter((group) => group.region === region)
      return { region, role: index === 0 ? 'primary' : 'standby', ...(await zonesOf(questions, region, here)) }
    }),
  )

async function zonesOf(
  questions: Questions,
  region: Region,
  groups: readonly Group[],
): Promise<Pick<FoundRegion, 'zones' | 'because'>> {
  const used = await subnetZones(questions, region, [...new Set(groups.flatMap(({ subnets }) => subnets))])
  const names = named(groups)
  if (used.length > 0) return { zones: used, because: `the zones of the subnets of ${names}` }
  const all = await zoneIds(questions, region)
  const first = all.slice(0, ZONES).map(({ id }) => id)
  const own = all.filter(({ name }) => groups.some(({ zoneNames }) => zoneNames.includes(name))).map(({ id }) => id)
  if (own.length > 0) return { zones: own, because: `the zones of ${names}` }
  if (first.length > 0) {
    const which =
      all.length > first.length ? `the first ${first.length} of its ${all.length} zones` : 'all of its zones'
    const because = `${which}, since nothing of the app was found that says which it uses`
    return { zones: first, because }
  }
  const guessed = Array.from({ length: ZONES }, (_, index) => `${shortCode(region)}-az${index + 1}`)
  return { zones: guessed, because: 'GUESSED, since EC2 did not say: correct them' }
}

const NAMED_MAX = 5
const named = (groups: readonly Group[]): string => {
  const names = groups.slice(0, NAMED_MAX).map(({ name }) => name)
  return groups.length > NAMED_MAX ? `${names.join(', ')} and ${groups.length - NAMED_MAX} more` : names.join(', ')
}

async function subnetZones(questions: Questions, region: Region, ids: readonly string[]): Promise<readonly string[]> {
  // By a filter, since of ids asked for outright one that is gone would hide the others.
  const parts = await Promise.all(
    inGroups(ids, SUBNETS_AT_ONCE).map((Values) =>
      questions.list(
        'ec2',
        region,
        (NextToken) => new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...Values] }], NextToken }),
        ({ NextToken: next, Subnets: items = [] }) => ({ items, next }),
      ),
    ),
  )
  const zones = parts.flat().flatMap(({ AvailabilityZoneId: id = '' }) => (isZoneId(id) ? [id] : []))
  return [...new Set(zones)].sort()
}

async function zoneIds(
  questions: Questions,
  region: Region,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const found = await questions.ask('ec2', region, new DescribeAvailabilityZonesCommand({}))
  const zones = (found?.AvailabilityZones ?? []).filter(
    ({ ZoneType }) => (ZoneType ?? 'availability-zone') === 'availability-zone',
  )
  return zones
    .flatMap(({ ZoneId: id = '', ZoneName: name = '' }) => (isZoneId(id) ? [{ id, name }] : []))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
