/** What the simulated cloud does by itself: Multi-AZ failovers within a region, and Aurora's rejoining of an old primary. */
import type { ZoneId } from '../model/place.js'
import type { Cloud } from './cloud.js'
import { isSound, isTakenOver } from './database-grounds.js'
import type { Database, Server } from './databases.js'

/** How often is looked whether an old primary's region is well again. */
const LOOK_MS = 60_000

/** After each change: a server whose zone alone is in trouble is taken over in another zone a while later. */
export function reactTo(cloud: Cloud): void {
  for (const database of cloud.databases.values()) {
    for (const server of database.servers) if (isTakenOver(database, server)) watchZone(cloud, database, server)
  }
}

function watchZone(cloud: Cloud, database: Database, server: Server): void {
  if (server.isUp || server.role === 'none' || otherZone(cloud, database, server) === undefined) return
  const since = server.downSinceMs
  if (since === undefined || server.watchedMs === since) return
  server.watchedMs = since
  const inMs = cloud.duration(database.engine === 'aurora' ? 'aurora-zone-failover' : 'multi-az-failover')
  cloud.timeline.at(since + inMs, () => {
    cloud.flow()
    const zone = otherZone(cloud, database, server)
    if (server.downSinceMs !== since || zone === undefined) return
    cloud.change(() => {
      server.zone = zone
    })
  })
}

/** A zone of the region in which the server could stand. */
function otherZone(cloud: Cloud, database: Database, { region, zone }: Server): ZoneId | undefined {
  const ground = cloud.ground(region)
  return ground.zones.find((each) => each !== zone && isSound(database, region, each, ground))
}

/** Aurora makes an old primary a secondary of the new one, from a new volume, once its region has been well for a while. */
export function awaitRejoin(cloud: Cloud, database: Database, old: Server, writer: Server): void {
  cloud.timeline.at(cloud.nowMs + LOOK_MS, () => {
    cloud.flow()
    if (writer.role !== 'writer' || writer.passed || old.role === 'replica') return
    const isReached = old.isUp && writer.isUp && !cloud.partitions.part([old.region], [writer.region])
    if (!isReached) return awaitRejoin(cloud, database, old, writer)
    cloud.change(() => old.fences.add('failover'))
    cloud.timeline.at(cloud.nowMs + cloud.duration('aurora-rejoin'), () => {
      if (writer.role === 'writer' && !writer.passed) cloud.change(() => database.follow(old, writer, cloud.nowMs))
    })
  })
}
