/**
 * The simulated cloud: what stands where, what ails it, where users go. It stands still between changes: whatever flows
 * (users going over, replicas catching up, an impairment that grows) is computed when somebody looks, and sampled while it
 * flows. Every change goes through `change`, which lets all that flowed come up to date first.
 */
import { atZone, type Region, type ZoneId } from '../model/place.js'
import { buildDatabases, buildGroups, buildNames, type Groups, type Names } from './build-cloud.js'
import { type Ground, isSound, readsPass } from './database-grounds.js'
import type { Database, Loss, Server } from './databases.js'
import type { Drill, Root } from './drill.js'
import { durationIn } from './durations.js'
import { runningIn } from './fleets.js'
import type { LateReports } from './late-reports.js'
import { neededIn } from './needs.js'
import { Noise } from './noise.js'
import { Partitions } from './partitions.js'
import { answered, type Host, hostAt, SOUND } from './places.js'
import { Planes } from './planes.js'
import type { Timeline } from './timeline.js'
import { type Shares, Users } from './users.js'

/** Users' writes a second, all regions together. */
export const WRITES_A_SECOND = 50
/** Users of a usual hour, in shares of those of a peak. */
const USUAL_LOAD = 0.6
/** How soon a balancer's answers without a zone reach users; they keep no connection for long. */
const ZONE_TTL_MS = 20_000

const NO_HOSTS = { nowMs: -1, version: -1, known: new Map<string, Host>() }

/** Everything that stands in the cloud, and the one way to change it. */
export class Cloud {
  readonly planes = new Planes()
  readonly partitions = new Partitions()
  readonly databases: ReadonlyMap<string, Database>
  readonly groups: Groups
  readonly names: Names
  readonly users: Users
  /** By zone, the resources that took traffic from it. */
  readonly shifted = new Map<ZoneId, Set<string>>()
  /** The same as it was asked for; users follow a while later. */
  readonly shifting = new Map<ZoneId, Set<string>>()
  /** Share of requests that a bad release fails, by region. */
  readonly releases = new Map<Region, number>()
  /** Share of launches that are granted, by region. */
  readonly launches = new Map<Region, number>()
  /** Of a noisy day alone. */
  readonly noise: Noise | undefined
  late: LateReports | undefined
  /** Grows with each change. */
  version = 0
  changedMs = 0
  #stillVersion = -1
  /** How servers fare is asked many times at one instant. */
  #hosts = NO_HOSTS
  readonly #zoneUsers: ReadonlyMap<string, Users>
  readonly #onChange: (() => void)[] = []

  constructor(
    readonly drill: Drill,
    readonly timeline: Timeline,
  ) {
    const zones = drill.policy.regions.flatMap((each) => each.zones)
    this.noise = drill.world.noise ? new Noise(drill.seed, zones) : undefined
    this.databases = buildDatabases(drill)
    this.groups = buildGroups(drill)
    this.names = buildNames(drill)
    const home = drill.policy.regions.find(({ role }) => role === 'primary') ?? drill.policy.regions[0]
    const answers = [...this.names.values()][0]?.answers ?? { [home?.region ?? '']: 1 }
    this.users = new Users(answers, drill.world.ttlMs, drill.world.stubbornPercent / 100)
    this.#zoneUsers = new Map(
      drill.policy.regions.map(({ region, zones }) => [
        region,
        new Users(Object.fromEntries(zones.map((zone) => [zone, 1 / zones.length])), ZONE_TTL_MS, 0),
      ]),
    )
    this.#refresh()
  }

  get nowMs(): number {
    return this.timeline.elapsedMs
  }

  onChange(told: () => void): void {
    this.#onChange.push(told)
  }

  /** Changes something; what flowed until now is settled before, and what follows from it after. */
  change(doing: () => void): void {
    this.#settle()
    this.#hosts = NO_HOSTS
    doing()
    this.version++
    this.changedMs = this.nowMs
    this.#answerAnew()
    this.#refresh()
    for (const told of this.#onChange) told()
  }

  /** Brings what flows up to date, when nothing changed otherwise. */
  flow(): void {
    this.#settle()
    this.#refresh()
  }

  /** Whether anything flows by itself. */
  get isFlowing(): boolean {
    const { nowMs } = this
    const users = [this.users, ...this.#zoneUsers.values()]
    return (
      this.planes.isRamping(nowMs) ||
      users.some((each) => each.isMoving(nowMs)) ||
      [...this.databases.values()].some((database) => database.isFlowing(nowMs))
    )
  }

  /** Brings replication up to date alone: what follows from it is left as it was. */
  settle(): void {
    this.#settle()
  }

  /** Whether nothing can be seen to differ from one look to the next until the next change. */
  get isStill(): boolean {
    if (!this.planes.areWell || !this.partitions.areNone || this.noise) return false
    if (this.#stillVersion !== this.version) {
      // What flows comes to rest, and what rests flows only after a change.
      this.#settle()
      if (!this.isFlowing) this.#stillVersion = this.version
    }
    return this.#stillVersion === this.version
  }

  duration(name: Parameters<typeof durationIn>[1]): number {
    return durationIn(this.drill.world.latencies, name)
  }

  /** How the servers of a zone fare; asked by their balancer, unless told otherwise. */
  host(region: Region, zone: ZoneId, isByBalancer = true): Host {
    const { nowMs, planes, version } = this
    const bad = this.releases.get(region) ?? 0
    if (planes.areWell) return bad === 0 ? SOUND : { ...SOUND, wrong: bad }
    if (this.#hosts.nowMs !== nowMs || this.#hosts.version !== version)
      this.#hosts = { nowMs, version, known: new Map() }
    const key = isByBalancer ? `${zone} balanced` : zone
    const known = this.#hosts.known.get(key)
    if (known) return known
    const host = hostAt(atZone(region, zone), { planes, root: this.root(region), bad, isByBalancer, nowMs })
    this.#hosts.known.set(key, host)
    return host
  }

  /** What was lost for good so far, of all databases. */
  lost(): Loss & { readonly is: 'known' } {
    const each = [...this.databases.values()].map((database) => database.lost(this.nowMs))
    const writes = each.reduce((sum, loss) => sum + loss.writes, 0)
    return { is: 'known', writes, ms: Math.max(0, ...each.map(({ ms }) => ms)) }
  }

  /** What the app's servers have their roots on. */
  root(region: Region): Root {
    const roots = [...this.groups.values()].filter((group) => group.at(region)).map(({ root }) => root)
    return roots.includes('ebs') || roots.length === 0 ? 'ebs' : (roots[0] ?? 'ebs')
  }

  /** Shares of a region's users by zone. */
  zoneShares(region: Region): Shares {
    return this.#zoneUsers.get(region)?.at(this.nowMs) ?? {}
  }

  /** What the balancer of a region answers. */
  zoneAnswers(region: Region): Shares {
    return this.#zoneUsers.get(region)?.answers ?? {}
  }

  /** What databases in a region stand on now. */
  ground(region: Region): Ground {
    const zones = this.drill.policy.regions.find((each) => each.region === region)?.zones ?? []
    return { planes: this.planes, zones, nowMs: this.nowMs }
  }

  /** Whether a write of the app in `region` lands in every database. */
  writesLand(region: Region): boolean {
    return [...this.databases.values()].every((database) => {
      const server = database.at(region)
      return server !== undefined && server.role === 'writer' && server.isUp && server.fences.size === 0
    })
  }

  /** Useful instances in `region`, in percent of what peak needs; of the scarcest group. */
  capacityPercent(region: Region): number {
    const each = [...this.groups.values()].flatMap((group) => {
      const fleet = group.at(region)
      return fleet ? [(100 * this.usefulIn(group.name, region)) / group.peak] : []
    })
    return each.length > 0 ? Math.min(...each) : 100
  }

  /** Instances of a group that serve. */
  usefulIn(group: string, region: Region): number {
    const fleet = this.groups.get(group)?.at(region)
    if (!fleet) return 0
    if (this.planes.areWell) return runningIn(fleet)
    return [...fleet.running].reduce((sum, [zone, count]) => {
      const { silent } = this.host(region, zone)
      return sum + Math.floor(count * (1 - silent) + 1e-9)
    }, 0)
  }

  /** Share of the requests sent to a region's zone that are answered rightly; reads and writes told apart. */
  served(region: Region, zone: ZoneId): { readonly reads: number; readonly writes: number } {
    const host = this.host(region, zone)
    const share = this.users.at(this.nowMs)[region] ?? 0
    const load = share * USUAL_LOAD * 100
    const carried = load <= 0 ? 1 : Math.min(1, this.#inService(region) / load)
    const needed = neededIn(this.drill.policy, this.planes, region, this.nowMs)
    const well = answered(host) * carried * (1 - (needed.isGray ? 0 : needed.failing))
    const databases = [...this.databases.values()]
    const reads = databases.every((database) => readsPass(database, region, this.ground(region))) ? well : 0
    return {
      reads,
      writes: this.writesLand(region) ? well * (1 - host.gray) * (1 - (needed.isGray ? needed.failing : 0)) : 0,
    }
  }

  /** Capacity in the zones that users are sent to; a zone that fails fails by itself, not for want of instances. */
  #inService(region: Region): number {
    const answers = this.zoneAnswers(region)
    const each = [...this.groups.values()].flatMap((group) => {
      const fleet = group.at(region)
      if (!fleet) return []
      const count = [...fleet.running].reduce((sum, [zone, n]) => sum + ((answers[zone] ?? 0) > 0 ? n : 0), 0)
      return [(100 * count) / group.peak]
    })
    return each.length > 0 ? Math.min(...each) : 100
  }

  #settle(): void {
    for (const database of this.databases.values()) database.settle(this.nowMs)
  }

  #answerAnew(): void {
    for (const { region, zones } of this.drill.policy.regions) {
      const open = zones.filter((zone) => (this.shifted.get(zone)?.size ?? 0) === 0)
      const serving = open.length > 0 ? open : zones
      this.#zoneUsers
        .get(region)
        ?.answer(Object.fromEntries(serving.map((zone) => [zone, 1 / serving.length])), this.nowMs)
    }
  }

  /** What follows from how things stand: who is up, who is linked, how fast writes come. */
  #refresh(): void {
    const { nowMs } = this
    for (const database of this.databases.values()) {
      for (const server of database.servers) {
        const { region, role, zone } = server
        server.isUp = role !== 'none' && isSound(database, region, zone, this.ground(region))
        server.downSinceMs = server.isUp ? undefined : (server.downSinceMs ?? nowMs)
      }
      for (const server of database.servers) {
        const { follows } = server
        server.isLinked = follows?.isUp === true && !this.partitions.part([server.region], [follows.region])
      }
      for (const server of database.servers) {
        if (server.role === 'writer') server.history.turn(nowMs, this.#writeRate(server))
      }
    }
  }

  /** Writes a ms that a server acknowledges. */
  #writeRate(server: Server): number {
    if (!server.isUp || server.fences.size > 0) return 0
    const share = this.users.at(this.nowMs)[server.region] ?? 0
    if (share <= 0) return 0
    const zones = this.zoneShares(server.region)
    const landing = Object.entries(zones).reduce((sum, [zone, part]) => {
      const host =
        this.planes.areWell && this.releases.size === 0 ? undefined : this.host(server.region, zone as ZoneId)
      return sum + part * (host ? answered(host) * (1 - host.gray) : 1)
    }, 0)
    return (WRITES_A_SECOND / 1_000) * share * landing
  }
}
