/** What a look at a simulated database finds, region by region, as facts under the names the AWS drivers use. */
import { OperatingError } from '../model/error.js'
import { nameOf, type Plane, type Region } from '../model/place.js'
import type { Json } from '../model/plan.js'
import type { Fact } from '../model/resource.js'
import { formatMs } from '../model/units.js'
import type { Database, Server } from './databases.js'
import type { Engine } from './drill.js'
import {
  type Asked,
  answers,
  asked,
  controlOf,
  dataOf,
  factOf,
  impairedIn,
  met,
  read,
  type Seen,
  type SimContext,
  unknown,
  unmet,
} from './sim-driver.js'
import { fenceFacts } from './sim-fences.js'

/** How old a metric may be that the drivers of AWS still take for the lag of now. */
const FRESH_MS: { readonly [engine in Engine]: number } = {
  ...{ rds: 180_000, aurora: 300_000, dynamodb: 300_000, postgres: Number.POSITIVE_INFINITY },
}

/** What one region tells of its server. */
export interface Told {
  readonly role: Server['role']
  readonly follows: Region | ''
  readonly isPassed: boolean
  readonly isUp: boolean
  readonly isLinked: boolean
  readonly work: string
  /** What of the policy's fences stands there. */
  readonly fences: readonly string[]
}

/** Names of the facts that tactics rest on. */
export const ONE_WRITER = 'one writer'
export const AVAILABLE = 'global database available'
export const SAME_VERSION = 'same engine version'
export const LOSS_ALLOWED = 'data loss allowed'
/** `DB instance in eu-west-1`, `cluster in eu-west-1`, `database in eu-west-1`, `table in eu-west-1`. */
export const thereFact = ({ engine }: Database, at: Region): string =>
  `${{ rds: 'DB instance', aurora: 'cluster', postgres: 'database', dynamodb: 'table' }[engine]} in ${at}`
export const replicaFact = (at: Region): string => `replica in ${at}`
export const idleFact = (at: Region): string => `no backup under way in ${at}`
export const versionsFact = (at: Region): string => `engine version in ${at}`
export const backupFact = (at: Region): string => `backup in ${at}`
export const noReplicaFact = (at: Region): string => `no replica lives in ${at}`
export const keyFact = (at: Region): string => `key in ${at}`

/** The plane by which a database is asked about itself in a region. */
export function askedBy({ engine }: Database, at: Region): Plane {
  if (engine === 'postgres') return dataOf('postgres', at)
  return controlOf(engine === 'dynamodb' ? 'dynamodb' : 'rds', at)
}

interface Look {
  readonly at: Region
  readonly plane: Plane
  readonly found: Asked<Told>
}

/** Looks at the database in every region. */
export async function inspectDatabase(context: SimContext, database: Database, signal: AbortSignal): Promise<Seen> {
  const { resource } = context
  const looks = await Promise.all(
    database.servers.map(async (server): Promise<Look> => {
      const at = server.region
      const plane = askedBy(database, at)
      const what = `look at ${resource.name} in ${at}`
      return {
        at,
        plane,
        found: await asked(plane, () => read(context, { plane, what }, signal, () => toldBy(database, server))),
      }
    }),
  )
  const active = writerOf(looks)
  const lags = await Promise.all(
    looks.filter(({ at }) => at !== active).map(({ at }) => lagOf(context, database, at, active, signal)),
  )
  const told = looks.flatMap(({ at, found }) =>
    found.is === 'answer' ? [[at, { ...found.answer } as Json] as const] : [],
  )
  return {
    ...(active && database.engine !== 'dynamodb' ? { active } : {}),
    facts: {
      ...Object.assign(
        {},
        ...looks.map((look) => ({ ...answers(look.plane, look.found), ...factsAt(database, look) })),
      ),
      ...factsOfAll(context, looks, active),
      ...fenceFacts(
        context,
        database,
        database.servers.map(({ region }) => region),
      ),
    },
    gauges: lags.map(({ at, gauge }) => ({
      ...{
        kind: 'gauge',
        at: context.clock.now(),
        name: 'replica-lag-ms',
        in: at,
        resource: resource.name,
        reading: gauge,
      },
    })),
    impaired: impairedIn([...looks.map(({ found }) => found), ...lags.flatMap(({ found }) => (found ? [found] : []))]),
    state: Object.fromEntries(told),
  }
}

/** A self-run server says nothing when it is down; the API of a managed one does. */
function toldBy(database: Database, { fences, follows, isLinked, isUp, passed, role, work }: Server): Told {
  if (database.engine === 'postgres' && !isUp)
    throw new OperatingError('unreachable', `${database.name} does not answer`)
  return {
    ...{ role, follows: follows?.region ?? '', isPassed: passed !== undefined, isUp, isLinked },
    ...{ work: work ?? '', fences: [...fences] },
  }
}

/** The one that was not passed over; where it is silent, the one that replicas follow. */
function writerOf(looks: readonly Look[]): Region | undefined {
  const told = looks.flatMap(({ at, found }) => (found.is === 'answer' ? [{ at, ...found.answer }] : []))
  const writers = told.filter(({ isPassed, role }) => role === 'writer' && !isPassed)
  if (writers.length > 0) return writers[0]?.at
  return told.find(({ follows }) => follows !== '')?.follows || undefined
}

async function lagOf(
  context: SimContext,
  database: Database,
  at: Region,
  active: Region | undefined,
  signal: AbortSignal,
) {
  const { cloud, resource } = context
  // Aurora's lag is a metric of the primary's region; a self-run replica tells its own.
  const plane =
    database.engine === 'postgres'
      ? dataOf('postgres', at)
      : dataOf('cloudwatch', database.engine === 'aurora' ? (active ?? at) : at)
  const found = await asked(plane, () =>
    read(context, { plane, what: `lag of ${resource.name} in ${at}` }, signal, () => {
      cloud.flow()
      const late = database.engine === 'postgres' ? undefined : cloud.late?.lag(database.name, at)
      return late ?? { lagMs: database.lagAt(at, cloud.nowMs), ageMs: 0 }
    }),
  )
  const silent = { is: 'unknown', because: `replication to ${at} does not run` } as const
  if (database.engine === 'dynamodb') return { at, found, gauge: { is: 'known', value: database.lagMs } as const }
  if (found.is === 'none') return { at, found, gauge: { is: 'unknown', because: found.because } as const }
  const { ageMs, lagMs } = found.answer
  if (ageMs > FRESH_MS[database.engine]) {
    const because = `the newest lag of ${resource.name} in ${at} is ${formatMs(ageMs)} old`
    return { at, found, gauge: { is: 'unknown', because } as const }
  }
  const gauge = lagMs === undefined ? silent : ({ is: 'known', value: Math.round(lagMs) } as const)
  return { at, found, gauge }
}

function factsAt(database: Database, { at, found }: Look): { readonly [fact: string]: Fact } {
  const fact = (of: (told: Told) => Fact): Fact => factOf(found, of)
  const there = thereFact(database, at)
  if (database.engine === 'dynamodb')
    return { [there]: fact(({ isUp }) => (isUp ? met('it is ACTIVE') : unmet('it does not answer'))) }
  return {
    [there]: fact(({ role, work }) => (role === 'none' ? unmet('there is none') : met(work || `it is a ${role}`))),
    [replicaFact(at)]: fact(({ follows, isUp, role }) =>
      role === 'replica' && isUp
        ? met(`it follows ${follows}`)
        : unmet(role === 'replica' ? 'it does not answer' : `it is a ${role}`),
    ),
    [idleFact(at)]: fact(({ work }) => (work === '' ? met('it is available') : unmet(`it is ${work}`))),
    [noReplicaFact(at)]: fact(({ role }) =>
      role === 'replica' ? unmet('a replica lives there') : met('none lives there'),
    ),
    [backupFact(at)]: met('its automated backups are replicated'),
    [versionsFact(at)]: met('the same version everywhere'),
    [keyFact(at)]: met('nothing there is encrypted'),
  }
}

function factsOfAll(
  { resource: { settings } }: SimContext,
  looks: readonly Look[],
  active: Region | undefined,
): { readonly [fact: string]: Fact } {
  const told = looks.flatMap(({ found }) => (found.is === 'answer' ? [found.answer] : []))
  const writers = told.filter(({ isPassed, role }) => role === 'writer' && !isPassed).length
  const isWhole = told.length === looks.length && told.every(({ isUp, work }) => isUp && work === '')
  const silent = looks.find(({ found }) => found.is === 'none')
  return {
    [ONE_WRITER]:
      writers > 1
        ? unmet('several stand alone')
        : active === undefined
          ? unknown('no writer was seen')
          : met(`the writer is in ${active}`),
    [AVAILABLE]: isWhole
      ? met('it is available')
      : silent
        ? unknown(`${nameOf(silent.plane)} is silent`)
        : unmet('it is not available'),
    [SAME_VERSION]: met('the same version everywhere'),
    [LOSS_ALLOWED]:
      settings.allow_data_loss === true ? met('the policy allows it') : unmet('the policy does not allow it'),
  }
}
