/**
 * Everything that stands in one region: app servers, the canary, PostgreSQL, and the links that lead to it. `settle`
 * brings all of it to what the breakages and the fence say, in an order that keeps the fence (law 10): what gets worse
 * first, then the database, and only when that is as it must be, what lets anyone reach it.
 */
import type { Region, ZoneId } from '../../../../model/place.js'
import type { Database } from '../database/database.js'
import type { DatabaseState, RegionState } from '../local-cloud.js'
import type { RegionEffects } from './effects.js'
import { Lane } from './lane.js'
import type { Link } from './link.js'
import type { Life, ServerProcess } from './server-process.js'
import { WriterGuard } from './writer-guard.js'

export interface RegionParts {
  readonly region: Region
  readonly servers: ReadonlyMap<ZoneId | 'canary', ServerProcess>
  readonly slotsMax: number
  readonly database: Database
  /** The way to its database for everyone outside the region. */
  readonly gate: Link
  /** The ways by which its database follows that of each other region. */
  readonly links: ReadonlyMap<Region, Link>
  readonly onStart: (pid: number) => void
}

export class RegionSite {
  /** What changes the database waits its turn here: settling, and a rebuild step by step. */
  readonly databaseLane = new Lane()
  readonly parts: RegionParts
  readonly writer: WriterGuard
  readonly #slots = new Map<ZoneId | 'canary', number>()
  #effects: RegionEffects
  #isFenceOrdered = false
  rebuild: DatabaseState['rebuild'] = { is: 'none' }
  unreplicated: DatabaseState['unreplicated']
  replicaOf: Region | undefined

  constructor(parts: RegionParts, slots: ReadonlyMap<ZoneId, number>, effects: RegionEffects) {
    this.parts = parts
    this.writer = new WriterGuard(parts.database, parts.onStart)
    this.#effects = effects
    this.#slots = new Map(slots)
  }

  get region(): Region {
    return this.parts.region
  }

  get effects(): RegionEffects {
    return this.#effects
  }

  /** Makes everything what `effects` and the fence say; safe to repeat. */
  async settle(effects: RegionEffects, isFenced: boolean): Promise<void> {
    this.#effects = effects
    this.#isFenceOrdered = isFenced
    const { gate, servers } = this.parts
    // First what takes away.
    const lifeOf = (name: ZoneId | 'canary'): Life => effects.servers.get(name)?.life ?? 'running'
    const worse = [...servers].filter(([name, server]) => server.isAlive && lifeOf(name) !== 'running')
    await Promise.all(worse.map(([name, server]) => server.become(lifeOf(name))))
    if (effects.isCutOff) {
      this.#speak(effects)
      gate.cut(true)
    }
    for (const [other, link] of this.parts.links) if (effects.cutFrom.includes(other)) link.cut(true)
    await this.databaseLane.run(() => this.writer.settle(effects.database, isFenced, !effects.isCutOff))
    // Then what lets anyone reach it.
    gate.cut(effects.isCutOff)
    for (const [other, link] of this.parts.links) link.cut(effects.cutFrom.includes(other))
    this.#speak(effects)
    await Promise.all([...servers].map(([name, server]) => server.become(lifeOf(name))))
  }

  /** Tells each server how to behave; those that are down are told as they come back. */
  #speak(effects: RegionEffects): void {
    for (const [name, server] of this.parts.servers) {
      const { delayMs = 0, errorPercent = 0, silentTo = [] } = effects.servers.get(name) ?? {}
      const isFenceOrdered = this.#isFenceOrdered
      server.behave({ slots: this.#slots.get(name) ?? 0, delayMs, errorPercent, silentTo, isFenceOrdered })
    }
  }

  /** Its data is another's now: the fence means nothing any more. */
  madeAnew(of: Region): void {
    this.replicaOf = of
    this.writer.madeAnew()
    this.#isFenceOrdered = false
    this.#speak(this.#effects)
  }

  setSlots(slots: ReadonlyMap<ZoneId, number>): void {
    for (const [zone, count] of slots) this.#slots.set(zone, count)
    this.#speak(this.#effects)
  }

  describe(): RegionState {
    const { database, region, servers, slotsMax } = this.parts
    const zones = [...servers].flatMap(([zone, server]) =>
      zone === 'canary' ? [] : [{ zone, isRunning: server.isRunning, slots: this.#slots.get(zone) ?? 0, slotsMax }],
    )
    return { region, zones, database: { isRunning: database.isRunning && !database.isFrozen, ...this.#following() } }
  }

  #following(): Omit<DatabaseState, 'isRunning'> {
    const { rebuild, replicaOf, unreplicated } = this
    return { rebuild, ...(replicaOf ? { replicaOf } : {}), ...(unreplicated ? { unreplicated } : {}) }
  }

  /** Ends everything in it; databases write down what they hold. */
  async end(): Promise<void> {
    const { database, gate, links, servers } = this.parts
    await Promise.all([...servers.values()].map((server) => server.become('dead')))
    await Promise.all([gate, ...links.values()].map((link) => link.close()))
    await database.stop()
  }
}
