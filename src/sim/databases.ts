/**
 * The databases of the simulated cloud: in each region a server that is the writer, follows one, or is no more. Writes are
 * counted as they are acknowledged; a replica has those acknowledged up to some instant behind now. What a promotion leaves
 * behind at the old writer is lost, and so is all that one acknowledges afterwards, while nobody has fenced it (law 10).
 */
import type { Region, ZoneId } from '../model/place.js'
import type { Engine } from './drill.js'
import { History } from './history.js'

/** A database's server in one region, as it stands. */
export interface Server {
  readonly region: Region
  /** A standby in another zone takes over when this one's zone fails. */
  readonly isMultiAz: boolean
  role: 'writer' | 'replica' | 'none'
  /** Where it stands now; moves with a Multi-AZ failover. */
  zone: ZoneId
  /** What keeps it from taking writes, by name. */
  readonly fences: Set<string>
  /** Of a writer: what it acknowledged. */
  history: History
  follows?: Server | undefined
  /** Of a replica: it has what was acknowledged up to here. */
  upToMs: number
  /** Of a writer that was passed over: the last that its successor has. */
  passed?: { readonly writes: number; readonly ms: number } | undefined
  /** As the last settling found it. */
  isUp: boolean
  isLinked: boolean
  downSinceMs?: number | undefined
  /** The beginning of the outage that its region is already taking care of. */
  watchedMs?: number | undefined
  /** What is being done to it. */
  work?: string | undefined
}

export interface Loss {
  readonly writes: number
  readonly ms: number
}

/** A replica that was held up catches up so many times as fast as writes come. */
const CATCH_UP = 10
const KEPT_MS = 60_000

export class Database {
  readonly servers: readonly Server[]
  /** How far replicas are behind while nothing holds them up. */
  lagMs: number
  #settledMs = 0
  #banked: Loss = { writes: 0, ms: 0 }

  constructor(
    readonly name: string,
    readonly engine: Engine,
    regions: readonly { readonly region: Region; readonly zone: ZoneId; readonly isMultiAz?: boolean }[],
    writer: Region,
    readonly usualLagMs: number,
  ) {
    this.lagMs = usualLagMs
    const servers = regions.map(
      ({ isMultiAz = false, region, zone }): Server => ({
        ...{ region, zone, isMultiAz, role: region === writer || engine === 'dynamodb' ? 'writer' : 'replica' },
        ...{ fences: new Set(), history: new History(0, 0), upToMs: -usualLagMs, isUp: true, isLinked: true },
      }),
    )
    const first = servers.find(({ region }) => region === writer)
    for (const server of servers) if (server.role === 'replica') server.follows = first
    this.servers = servers
  }

  at(region: string): Server | undefined {
    return this.servers.find((server) => server.region === region)
  }

  /** Servers that would take a write now. */
  get takers(): readonly Server[] {
    return this.servers.filter(takesWrites)
  }

  /** Lets replication go on until `nowMs`, on what was found at the last change. */
  settle(nowMs: number): void {
    const passedMs = nowMs - this.#settledMs
    if (passedMs <= 0) return
    this.#settledMs = nowMs
    for (const server of this.servers) {
      if (server.role !== 'replica' || !server.isLinked || !server.isUp) continue
      const fastest = server.upToMs + passedMs * CATCH_UP
      server.upToMs = Math.max(server.upToMs, Math.min(nowMs - this.lagMs, fastest))
    }
    const oldestMs = Math.min(nowMs, ...this.servers.flatMap(({ passed, upToMs }) => [upToMs, passed?.ms ?? nowMs]))
    for (const { history } of this.servers) history.forget(oldestMs - KEPT_MS)
  }

  /** How far the replica in `region` is behind what was acknowledged; absent where nobody can tell. */
  lagAt(region: string, nowMs: number): number | undefined {
    const server = this.at(region)
    const writer = server?.follows
    if (server?.role !== 'replica' || !writer) return undefined
    if (this.hasAll(server, nowMs)) return 0
    if (!server.isLinked || !server.isUp) return undefined
    return nowMs - server.upToMs
  }

  /** Whether nobody who asks a replica for its lag finds another than the time before. */
  isAtRest(nowMs: number): boolean {
    return this.servers.every(({ region }) => {
      const lagMs = this.lagAt(region, nowMs)
      return lagMs === undefined || lagMs === 0 || Math.abs(lagMs - this.lagMs) <= 1_000
    })
  }

  /** Whether writes are being lost, or replicas fall behind or catch up. */
  isFlowing(nowMs: number): boolean {
    const isCut = ({ isLinked, isUp, passed, role }: Server): boolean =>
      passed !== undefined || (role === 'replica' && (!isLinked || !isUp))
    return this.servers.some(isCut) || !this.isAtRest(nowMs)
  }

  /** The true lag, whether or not anyone can tell; of the replica furthest behind. */
  worstLagMs(nowMs: number): number {
    const lags = this.servers.map((server) =>
      server.role !== 'replica' || this.hasAll(server, nowMs) ? 0 : nowMs - server.upToMs,
    )
    return Math.max(0, ...lags)
  }

  /** Whether a replica has all that its writer acknowledged. */
  hasAll({ follows, upToMs }: Server, nowMs: number): boolean {
    return follows !== undefined && upToMs >= follows.history.lastMs(nowMs)
  }

  /** The replica becomes a writer, with what it has; what the others acknowledge beyond that is lost. */
  promote(server: Server, nowMs: number): void {
    const old = server.follows
    const writes = old?.history.at(server.upToMs) ?? 0
    for (const other of this.servers) {
      if (other === server || other.role !== 'writer' || other.passed) continue
      other.passed = { writes, ms: server.upToMs }
    }
    server.role = 'writer'
    server.history = new History(nowMs, writes)
    server.follows = undefined
    server.fences.clear()
  }

  /** The writer and its replica change roles, when the replica has all. */
  exchange(server: Server, nowMs: number): void {
    const old = server.follows
    this.promote(server, nowMs)
    if (old) this.follow(old, server, nowMs)
  }

  /** A server, whatever it was, becomes a replica that has what `writer` has. */
  follow(server: Server, writer: Server, nowMs: number): void {
    const { ms, writes } = lossAt(server, nowMs)
    this.#banked = { writes: this.#banked.writes + writes, ms: Math.max(this.#banked.ms, ms) }
    server.passed = undefined
    server.role = 'replica'
    server.follows = writer
    server.upToMs = nowMs
    server.history = new History(nowMs, 0)
    server.fences.clear()
  }

  lost(nowMs: number): Loss {
    const each = this.servers.map((server) => lossAt(server, nowMs))
    return {
      writes: this.#banked.writes + each.reduce((sum, { writes }) => sum + writes, 0),
      ms: Math.max(this.#banked.ms, ...each.map(({ ms }) => ms)),
    }
  }
}

/** A server that would acknowledge a write, to whoever reaches it. */
export const takesWrites = ({ fences, isUp, role }: Server): boolean => role === 'writer' && isUp && fences.size === 0

function lossAt({ history, passed }: Server, nowMs: number): Loss {
  if (!passed) return { writes: 0, ms: 0 }
  const writes = Math.max(0, Math.round(history.at(nowMs) - passed.writes))
  return { writes, ms: writes === 0 ? 0 : Math.max(0, Math.round(history.lastMs(nowMs) - passed.ms)) }
}
