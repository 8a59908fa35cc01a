/**
 * Databases: `rds-replica`, `aurora-global`, `self-managed-postgres` and `dynamodb-global`. A promotion takes minutes and
 * cannot be taken back; a switchover stops writes, waits until the other side has all, and exchanges the roles.
 */
import { OperatingError } from '../model/error.js'
import type { Region } from '../model/place.js'
import type { Action } from '../model/plan.js'
import type { Driver, Holding, Leash } from '../model/resource.js'
import { awaitRejoin } from './cloud-reactions.js'
import type { Database, Server } from './databases.js'
import type { DurationName } from './durations.js'
import { refill } from './launching.js'
import { type Act, change, dataOf, no, read, regionOf, type SimContext, simDriver, yes } from './sim-driver.js'
import { fenceActs } from './sim-fences.js'
import { askedBy, inspectDatabase } from './sim-writer-facts.js'
import { writerTactics } from './sim-writer-tactics.js'

/** The driver of a database. */
export function writerDriver(context: SimContext, database: Database): Driver {
  const service = database.engine === 'dynamodb' ? 'dynamodb' : database.engine
  return simDriver(context, {
    inspect: (signal) => inspectDatabase(context, database, signal),
    tactics: (end, seen) => writerTactics(context, database, end, seen),
    acts: { ...actsOf({ context, database }), ...fenceActs(context, database, service) },
  })
}

interface Writing {
  readonly context: SimContext
  readonly database: Database
}

function actsOf(of: Writing): { readonly [verb: string]: Act } {
  const { context, database } = of
  const seen = (key: string, isSo: (server: Server, data: Action['with']) => boolean): Act => ({
    holds: (data, leash) => look(of, regionOf(data, key), leash, (server) => isSo(server, data)),
    apply: async () => undefined,
  })
  const follows = ({ follows: writer, role }: Server, data: Action['with']): boolean =>
    role === 'replica' && writer?.region === regionOf(data, 'of')
  return {
    'catch-up': {
      holds: (data, leash) => caughtUp(of, regionOf(data, 'at'), leash),
      apply: async () => undefined,
    },
    promote: {
      holds: (data, leash) => look(of, regionOf(data, 'at'), leash, isWriter),
      apply: (data, leash) => {
        const name = database.engine === 'postgres' ? 'promote-postgres' : 'promote-replica'
        return start(of, regionOf(data, 'at'), 'promote', name, leash, (server) => promoted(of, server))
      },
    },
    restore: {
      holds: (data, leash) => look(of, regionOf(data, 'at'), leash, isWriter),
      apply: (data, leash) =>
        start(of, regionOf(data, 'at'), 'restore', 'restore-backup', leash, (server) => restored(of, server)),
    },
    rebuild: {
      holds: (data, leash) =>
        look(
          of,
          regionOf(data, 'at'),
          leash,
          (server) => follows(server, data) || (data.waits !== true && server.work === 'rebuild'),
        ),
      apply: (data, leash) => rebuild(of, regionOf(data, 'at'), regionOf(data, 'of'), leash),
    },
    'see-movable': seen(
      'to',
      (server, { whole }) => server.role === 'replica' && server.isUp && (whole !== true || server.isLinked),
    ),
    'switch-over': {
      holds: (data, leash) => look(of, regionOf(data, 'to'), leash, isWriter),
      apply: (data, leash) => switchOver(of, regionOf(data, 'ask'), regionOf(data, 'to'), leash),
    },
    'fail-over': {
      holds: (data, leash) => look(of, regionOf(data, 'to'), leash, isWriter),
      apply: (data, leash) => failOver(of, regionOf(data, 'to'), leash),
    },
    'see-following': {
      ...seen('at', follows),
      holds: (data, leash) =>
        look(of, regionOf(data, 'at'), leash, (server) => follows(server, data), regionOf(data, 'ask')),
    },
    'see-streaming': seen('at', follows),
    'see-active': {
      holds: async (data, { signal }) => {
        const plane = dataOf('dynamodb', regionOf(data, 'at'))
        const what = `write to ${context.resource.name} in ${regionOf(data, 'at')}`
        return read(context, { plane, what }, signal, () => yes('it takes writes'))
      },
      apply: async () => undefined,
    },
  }
}

const isWriter = ({ passed, role, work }: Server): boolean => role === 'writer' && !passed && work === undefined

function look(
  { context, database }: Writing,
  at: Region,
  { signal }: Leash,
  isSo: (server: Server) => boolean,
  ask: Region = at,
): Promise<Holding> {
  const plane = askedBy(database, ask)
  const what = `look at ${context.resource.name} in ${at}`
  return read(context, { plane, what }, signal, () => {
    const server = serverIn(database, at)
    if (isSo(server)) return yes('so it stands')
    return no(server.work === undefined ? `it is a ${server.role}` : `${server.work} is under way`)
  })
}

function serverIn(database: Database, at: Region): Server {
  const server = database.at(at)
  if (server) return server
  throw new OperatingError('not-found', `there is no ${database.name} in ${at}`)
}

/** Caught up is a replica that has all its writer acknowledged, once that one acknowledges no more. */
async function caughtUp({ context, database }: Writing, at: Region, { signal }: Leash): Promise<Holding> {
  const { cloud, resource } = context
  const plane = database.engine === 'postgres' ? dataOf('postgres', at) : dataOf('cloudwatch', at)
  return read(context, { plane, what: `lag of ${resource.name} in ${at}` }, signal, (): Holding => {
    cloud.flow()
    const server = serverIn(database, at)
    const lagMs = database.lagAt(at, cloud.nowMs)
    const writes = server.follows !== undefined && server.follows.fences.size === 0 && server.follows.isUp
    if (lagMs === undefined) return { is: 'unknown', because: `replication to ${at} does not run` }
    if (lagMs > 0 || writes) return no(`it is ${Math.round(lagMs)} ms behind`)
    return yes('it has everything')
  })
}

/**
 * Begins what takes `name` long and ends with `finish`. Whether that is under way is looked at first and then not asked for
 * again, as the drivers of AWS do for one who took over from a leader that died; anything else is refused, as AWS refuses it.
 */
async function start(
  { context, database }: Writing,
  at: Region,
  work: string,
  name: DurationName,
  leash: Leash,
  finish: (server: Server) => void,
): Promise<void> {
  const { cloud, resource } = context
  const plane = askedBy(database, at)
  const look = { plane, what: `look at ${resource.name} in ${at}` }
  if (await read(context, look, leash.signal, () => serverIn(database, at).work === work)) return
  await change(context, { plane, what: `${work} ${resource.name} in ${at}` }, leash, () => {
    const server = serverIn(database, at)
    if (server.work !== undefined)
      throw new OperatingError('refused', `${resource.name} in ${at}: ${server.work} is under way`)
    if (!server.isUp) throw new OperatingError('refused', `${resource.name} in ${at} is not available`)
    server.work = work
    cloud.timeline.at(cloud.nowMs + cloud.duration(name), () =>
      cloud.change(() => {
        server.work = undefined
        finish(server)
      }),
    )
  })
}

function promoted({ context: { cloud }, database }: Writing, server: Server): void {
  if (server.role !== 'replica') return
  database.promote(server, cloud.nowMs)
  // What fenced it from an earlier move is lifted as the writer comes to it.
  refill(cloud, server.region)
}

/** Backups are copied every five minutes: what was acknowledged since the last is lost. */
const BACKED_UP_MS = 5 * 60_000

function restored({ context: { cloud }, database }: Writing, server: Server): void {
  const old = database.servers.find(({ passed, role }) => role === 'writer' && !passed)
  if (old === undefined || old === server) return
  database.follow(server, old, cloud.nowMs)
  server.upToMs = (old.downSinceMs ?? cloud.nowMs) - BACKED_UP_MS
  database.promote(server, cloud.nowMs)
}

function rebuild(of: Writing, at: Region, source: Region, leash: Leash): Promise<void> {
  const { cloud } = of.context
  return start(of, at, 'rebuild', 'build-replica', leash, (server) => {
    const writer = serverIn(of.database, source)
    if (isWriter(writer) && writer.isUp) of.database.follow(server, writer, cloud.nowMs)
  })
}

/** Aurora stops writes first, and finishes once the secondary has all. */
async function switchOver(of: Writing, ask: Region, to: Region, leash: Leash): Promise<void> {
  const { cloud, resource } = of.context
  const exchange = (server: Server): void => {
    const writer = server.follows
    if (!writer) return
    if (of.database.hasAll(server, cloud.nowMs)) {
      of.database.exchange(server, cloud.nowMs)
      return
    }
    if (!server.isLinked) {
      writer.fences.delete('switchover')
      return
    }
    server.work = 'switchover'
    cloud.timeline.at(cloud.nowMs + 1_000, () =>
      cloud.change(() => {
        server.work = undefined
        exchange(server)
      }),
    )
  }
  const plane = askedBy(of.database, ask)
  const look = { plane, what: `look at ${resource.name} in ${to}` }
  if (await read(of.context, look, leash.signal, () => serverIn(of.database, to).work === 'switchover')) return
  await change(of.context, { plane, what: `switch ${resource.name} over to ${to}` }, leash, () => {
    const server = serverIn(of.database, to)
    if (server.work !== undefined) throw new OperatingError('refused', `${server.work} is under way`)
    if (server.role !== 'replica' || !server.isLinked || !server.isUp)
      throw new OperatingError('refused', `${to} does not follow`)
    server.work = 'switchover'
    server.follows?.fences.add('switchover')
    cloud.timeline.at(cloud.nowMs + cloud.duration('aurora-switchover'), () =>
      cloud.change(() => {
        server.work = undefined
        exchange(server)
      }),
    )
  })
}

/** Aurora tries to stop the old writer, and cannot where nobody reaches it. */
function failOver(of: Writing, to: Region, leash: Leash): Promise<void> {
  const { cloud } = of.context
  return start(of, to, 'failover', 'aurora-failover', leash, (server) => {
    const old = server.follows
    promoted(of, server)
    if (!old) return
    if (old.isUp && !cloud.partitions.part([old.region], [to])) old.fences.add('failover')
    awaitRejoin(cloud, of.database, old, server)
  })
}
