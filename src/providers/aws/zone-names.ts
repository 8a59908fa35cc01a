/**
 * Zone names and zone ids, both ways. A name (`us-east-1a`) means another zone in each account, an id (`use1-az1`) the
 * same one for all (https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html, law 21): this project
 * speaks of ids, and most APIs of names. What an account calls its zones does not change, so each account and region is
 * asked once.
 */
import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2'
import { isZoneId, type Region, type ZoneId } from '../../model/place.js'
import type { AwsCaller } from './call/caller.js'

/** What one account calls the zones of one region. */
export interface ZoneNames {
  /** The id of the zone named `name` (`us-east-1a`); nothing when the account knows no such zone. */
  idOf(name: string): ZoneId | undefined
  /** The name of the zone with `id` (`use1-az1`); nothing when the account knows no such zone. */
  nameOf(id: string): string | undefined
}

const known = new WeakMap<AwsCaller, Map<string, ZoneNames>>()
const ASK_MS = 2_500

/** The zones of `region` as the account behind `role` names them; throws `OperatingError` when EC2 there does not say. */
export async function zoneNames(
  aws: AwsCaller,
  region: Region,
  role: string | undefined,
  signal: AbortSignal,
): Promise<ZoneNames> {
  const ofCaller = known.get(aws) ?? new Map<string, ZoneNames>()
  known.set(aws, ofCaller)
  const key = `${region} ${role ?? ''}`
  const found = ofCaller.get(key)
  if (found) return found
  const target = { region, ...(role === undefined ? {} : { role }) }
  const { AvailabilityZones = [] } = await aws.call(
    'ec2',
    target,
    new DescribeAvailabilityZonesCommand({}),
    signal,
    ASK_MS,
  )
  const pairs = AvailabilityZones.flatMap(({ ZoneId: id = '', ZoneName: name = '' }) =>
    isZoneId(id) ? [[name, id] as const] : [],
  )
  const names = namesOf(pairs)
  ofCaller.set(key, names)
  return names
}

/** Both ways from pairs of name and id. */
export function namesOf(pairs: readonly (readonly [name: string, id: ZoneId])[]): ZoneNames {
  const ids = new Map(pairs)
  const names = new Map<string, string>(pairs.map(([name, id]) => [id, name]))
  return { idOf: (name) => ids.get(name), nameOf: (id) => names.get(id) }
}
