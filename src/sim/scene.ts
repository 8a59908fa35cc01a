/** How things truly are at one instant, as figures; taken whenever something changed, and while something flows. */
import type { Region } from '../model/place.js'
import type { Cloud } from './cloud.js'
import { type Database, takesWrites } from './databases.js'
import type { Scene } from './trace.js'

/** Share of users' requests that write. */
const WRITING = 0.2

/** The scene now. */
export function sceneOf(cloud: Cloud): Scene {
  const { nowMs } = cloud
  const users = cloud.users.at(nowMs)
  const regions = cloud.drill.policy.regions.map((each) => {
    const shares = cloud.zoneShares(each.region)
    const zones = each.zones.map((zone) => {
      const { reads, writes } = cloud.served(each.region, zone)
      return { zone, share: shares[zone] ?? 0, served: reads * (1 - WRITING) + writes * WRITING, zoneWell: reads }
    })
    return { region: each.region, zones, users: users[each.region] ?? 0 }
  })
  const served = regions.reduce(
    (sum, { users: here, zones }) => sum + here * zones.reduce((part, zone) => part + zone.share * zone.served, 0),
    0,
  )
  const databases = [...cloud.databases.values()]
  const { ms, writes } = cloud.lost()
  return {
    atMs: nowMs,
    servedPercent: percent(served),
    users: byKey(
      regions,
      ({ region }) => region,
      ({ users: here }) => percent(here),
    ),
    answers: Object.fromEntries(
      regions.flatMap(({ region, zones }) => zones.map(({ zone }) => [zone, weight(cloud, region, zone)])),
    ),
    zones: Object.fromEntries(
      regions.flatMap(({ zones }) => zones.map(({ zone, zoneWell }) => [zone, percent(zoneWell)])),
    ),
    writers: byKey(databases, ({ name }) => name, writersOf),
    lagMs: byKey(
      databases,
      ({ name }) => name,
      (database) => Math.round(database.worstLagMs(nowMs) / 100) * 100,
    ),
    lost: { writes, ms },
    capacity: byKey(
      regions,
      ({ region }) => region,
      ({ region }) => Math.round(cloud.capacityPercent(region)),
    ),
  }
}

const writersOf = ({ servers }: Database): readonly Region[] => servers.filter(takesWrites).map(({ region }) => region)

function weight(cloud: Cloud, region: Region, zone: string): number {
  return percent((cloud.users.answers[region] ?? 0) * (cloud.zoneAnswers(region)[zone] ?? 0))
}

const percent = (share: number): number => Math.round(share * 1_000) / 10

const byKey = <Of, Value>(
  all: readonly Of[],
  key: (of: Of) => string,
  value: (of: Of) => Value,
): { readonly [key: string]: Value } => Object.fromEntries(all.map((of) => [key(of), value(of)]))

/** Two scenes of one likeness differ in nothing but their time. */
export const likenessOfScene = (scene: Scene): string => JSON.stringify({ ...scene, atMs: 0 })
