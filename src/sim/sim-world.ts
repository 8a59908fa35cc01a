/** The world as one controller's process on one host has it: its own clocks and chance, its side of every partition. */
import type { Driver } from '../model/resource.js'
import { steadied } from '../model/steady-clock.js'
import type { World } from '../model/world.js'
import type { Cloud } from './cloud.js'
import type { Recorder } from './recorder.js'
import { seeded } from './seeded.js'
import { Caller } from './sim-caller.js'
import { hostClock, type Life } from './sim-clock.js'
import type { SimContext } from './sim-driver.js'
import { capacityDriver } from './sim-driver-capacity.js'
import { trafficDriver } from './sim-driver-traffic.js'
import { writerDriver } from './sim-driver-writer.js'
import { zoneDriver } from './sim-driver-zone.js'
import { countLoss, simEye, stragglersOf } from './sim-eye.js'
import { simObserver } from './sim-observer.js'
import { type SharedStore, storeFor } from './sim-store.js'

/** What the world of one process is made of. */
export interface HostParts {
  readonly cloud: Cloud
  readonly store: SharedStore
  readonly recorder: Recorder
  readonly host: string
  readonly life: Life
  /** Counts the processes that this host has seen; each has chance of its own. */
  readonly turn: number
  readonly startedAt: number
  readonly skewMs: () => number
}

/** The world of one process. */
export function hostWorld(parts: HostParts): World {
  const { cloud, host, life, recorder, skewMs, startedAt, store, turn } = parts
  const stream = (name: string) => seeded(cloud.drill.seed, `${host}/${turn}/${name}`)
  const clock = steadied(hostClock(life, cloud.timeline, startedAt, skewMs))
  const caller = new Caller({ cloud, life, host, random: stream('calls'), record: (call) => recorder.calls.push(call) })
  const observer = simObserver({ cloud, clock, life, host, random: stream('probes'), caller })
  const drivers = cloud.drill.policy.plan.resources.flatMap((resource) => driverFor({ cloud, caller, clock, resource }))
  return {
    kind: 'sim',
    clock,
    random: stream('controller'),
    observers: [observer],
    drivers,
    eye: simEye({ cloud, clock, life, host, random: stream('eye') }),
    store: storeFor(store, cloud, host, life, startedAt),
    countLoss: (move) => countLoss(cloud, host, move),
    stragglers: (move) => stragglersOf(cloud, move),
    close: async () => undefined,
  }
}

/** By what the cloud has of the resource; types that it knows nothing of are left out, as they move nothing here. */
function driverFor(context: SimContext): readonly Driver[] {
  const { cloud, resource } = context
  const name = cloud.names.get(resource.name)
  if (name) return [trafficDriver(context, name)]
  const group = cloud.groups.get(resource.name)
  if (group) return [capacityDriver(context, group)]
  const database = cloud.databases.get(resource.name)
  if (database) return [writerDriver(context, database)]
  return resource.type === 'zonal-shift' || resource.type === 'load-balancer-zone' ? [zoneDriver(context)] : []
}
