/**
 * What databases stand on, and what is left of them when a part of it fails.
 *
 * A DynamoDB table stands in every zone of its region, and takes reads and writes while no more than half of them are gone. Aurora keeps
 * its volume in three zones, two copies in each, and takes writes while four of the six answer, so that it outlives one
 * zone and not two; its writing instance stands in one zone, and another zone's takes over (Aurora User Guide, "High
 * availability for Amazon Aurora"). An RDS instance and a PostgreSQL of one's own stand in one zone, on its block storage;
 * a Multi-AZ instance has a standby in another, which takes over (`cloud-reactions`).
 */
import { atZone, type Region, type Service, type ZoneId } from '../model/place.js'
import type { Database, Server } from './databases.js'
import type { Engine } from './drill.js'
import type { Planes } from './planes.js'

/** Where databases stand at one instant. */
export interface Ground {
  readonly planes: Planes
  readonly zones: readonly ZoneId[]
  readonly nowMs: number
}

const SERVICES: { readonly [engine in Engine]: readonly Service[] } = {
  // RDS other than Aurora stands on EBS (law 9).
  rds: ['rds', 'ebs', 'ec2'],
  aurora: ['aurora', 'rds'],
  postgres: ['postgres', 'ebs', 'ec2'],
  dynamodb: ['dynamodb'],
}

/** More of a plane failing than this, and what stands on it is taken for stuck as a whole. */
const STUCK = 0.5

/** Whether a server in `zone` could serve; what fences it is another matter. */
export function isSound({ engine }: Database, region: Region, zone: ZoneId, ground: Ground): boolean {
  if (ground.planes.areWell) return true
  const isWell = (each: ZoneId): boolean => isZoneWell(engine, region, each, ground)
  const isSpread = engine === 'dynamodb' || engine === 'aurora'
  const well = ground.zones.filter(isWell).length
  if (isSpread && 2 * well < ground.zones.length) return false
  return engine === 'dynamodb' || isWell(zone)
}

function isZoneWell(engine: Engine, region: Region, zone: ZoneId, { nowMs, planes }: Ground): boolean {
  const at = atZone(region, zone)
  if (planes.placeAt(at, nowMs).failing >= STUCK) return false
  return SERVICES[engine].every((service) => planes.fateOf({ service, side: 'data', at }, nowMs).failing < STUCK)
}

/**
 * Whether reads get an answer of the database in a region: from a cache, where its storage alone is stuck for writes; from
 * an Aurora reader in another zone.
 */
export function readsPass(database: Database, region: Region, ground: Ground): boolean {
  const server = database.at(region)
  if (!server || server.isUp) return true
  if (database.engine === 'aurora' && ground.zones.some((zone) => isSound(database, region, zone, ground))) return true
  const at = atZone(region, server.zone)
  return ['ebs' as const, ...SERVICES[database.engine]].some(
    (service) => ground.planes.fateOf({ service, side: 'data', at }, ground.nowMs).isGray,
  )
}

/** Whether a server that its zone fails is taken over by one in another zone, by itself. */
export const isTakenOver = ({ engine }: Database, { isMultiAz }: Server): boolean =>
  engine === 'aurora' || (engine === 'rds' && isMultiAz)
