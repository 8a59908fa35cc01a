/** Everything a plan needs to know of the databases, asked all at once: roles, positions, lag, fences. */
import type { Gauge, Reading } from '../../../model/health.js'
import { isRegion, type Region } from '../../../model/place.js'
import type { Fact } from '../../../model/resource.js'
import type { ServerState } from '../../local/cloud/database/inspect-sql.js'
import { lagOf, ROLE_SAYS, roleOf } from '../../local/postgres-roles.js'
import { type Asked, type AwsContext, asked, impairedIn } from '../driver-context.js'
import { type Seen, withFences } from '../fences/fenced-inspection.js'
import { inspectFences } from '../fences/fences.js'
import { dataOf } from '../places.js'
import { fencesOf, type Settings } from './self-managed-postgres.js'
import { lookAt } from './self-managed-postgres-look.js'
import { databaseFact, ONE_WRITER, replicaFact } from './self-managed-postgres-tactics.js'

interface Sight {
  readonly region: Region
  readonly state: Asked<ServerState>
}

/** Asks the database of every region. */
export async function inspectPostgres(
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Seen> {
  const regions = Object.keys(settings.dsn).filter(isRegion)
  const look = { context, role: settings.role, signal, service: 'postgres' as const }
  const [sights, fences] = await Promise.all([
    Promise.all(
      regions.map(async (region): Promise<Sight> => {
        const state = await asked(dataOf('postgres', region), () => lookAt(settings, region, context, signal))
        return { region, state }
      }),
    ),
    inspectFences(fencesOf(settings), regions, look),
  ])
  return withFences(seenIn(resource, context.clock.now(), sights), fences)
}

function seenIn(resource: string, at: number, sights: readonly Sight[]): Seen {
  const writers = sights.flatMap(({ region, state }) =>
    state.is === 'answer' && roleOf(state.answer) === 'writer' ? [{ region, state: state.answer }] : [],
  )
  const [writer, second] = writers
  const active = second ? undefined : writer?.region
  const answered = sights.flatMap(({ region, state }) => (state.is === 'answer' ? [{ region, ...state.answer }] : []))
  return {
    ...(active ? { active } : {}),
    facts: {
      ...Object.fromEntries(
        sights.flatMap(({ region, state }): readonly [string, Fact][] => [
          [databaseFact(region), answersFor(region, state)],
          [replicaFact(region), replicaIn(region, state)],
        ]),
      ),
      [ONE_WRITER]: oneWriter(writers.map(({ region }) => region)),
    },
    gauges: sights
      .filter(({ region }) => region !== active)
      .map(({ region, state }): Gauge => {
        const reading = lagIn(state, second ? undefined : writer?.state)
        return { kind: 'gauge', at, name: 'replica-lag-ms', in: region, resource, reading }
      }),
    impaired: impairedIn(sights.map(({ state }) => state)),
    state: {
      streaming: answered.filter(({ isStreaming }) => isStreaming).map(({ region }) => region),
      timelines: Object.fromEntries(answered.map(({ region, timeline }) => [region, timeline])),
    },
  }
}

function lagIn(state: Asked<ServerState>, writer: ServerState | undefined): Reading {
  if (state.is === 'none') return { is: 'unknown', because: state.because }
  if (!writer) return { is: 'unknown', because: 'there is no one writer that could be asked' }
  return lagOf(state.answer, writer)
}

function answersFor(at: Region, state: Asked<ServerState>): Fact {
  if (state.is === 'answer')
    return { is: 'met', because: `the database in ${at} is ${ROLE_SAYS[roleOf(state.answer)]}` }
  return { is: state.impaired.length > 0 ? 'unmet' : 'unknown', because: state.because }
}

/** A replica that does not answer cannot be promoted, whatever it was before. */
function replicaIn(at: Region, state: Asked<ServerState>): Fact {
  if (state.is === 'none') return { is: 'unmet', because: state.because }
  const says = `the database in ${at} is ${ROLE_SAYS[roleOf(state.answer)]}`
  return { is: roleOf(state.answer) === 'fenced' ? 'unmet' : 'met', because: says }
}

function oneWriter(writers: readonly Region[]): Fact {
  if (writers.length === 1) return { is: 'met', because: `${writers[0]} has the writer` }
  if (writers.length === 0) return { is: 'unknown', because: 'no writer answers' }
  return { is: 'unmet', because: `${writers.join(' and ')} both take writes; fence all but one` }
}
