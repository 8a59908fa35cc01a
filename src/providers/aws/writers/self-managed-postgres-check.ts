/** Foot-guns of a self-run pair of databases: what a promotion, a fence or the way back would trip over. */
import { isRegion, type Region } from '../../../model/place.js'
import type { ServerState } from '../../local/cloud/database/inspect-sql.js'
import { ROLE_SAYS, roleOf } from '../../local/postgres-roles.js'
import { type Asked, asked } from '../driver-context.js'
import type { Finding, LiveCheck } from '../live-check.js'
import { dataOf } from '../places.js'
import type { Settings } from './self-managed-postgres.js'
import { LOOK_MS, lookAt, over } from './self-managed-postgres-look.js'

type Said = Omit<Finding, 'resource'>

interface Means {
  readonly role: string
  readonly mayPromote: boolean
  readonly seesReceiver: boolean
  readonly hasRewind: boolean
  readonly sendersMax: number
}

/** pg_rewind wants checksums or hint bits in the log (https://www.postgresql.org/docs/current/app-pgrewind.html). */
const MEANS_SQL = `
SELECT current_user AS role,
  has_function_privilege('pg_promote(boolean, integer)', 'execute') AS may_promote,
  pg_has_role('pg_read_all_stats', 'usage') AS sees_receiver,
  current_setting('wal_log_hints') = 'on' OR current_setting('data_checksums') = 'on' AS has_rewind,
  current_setting('max_wal_senders')::int AS senders_max`

export const check: LiveCheck = async ({ name, settings: given }, context, signal) => {
  const settings = given as Settings
  const regions = Object.keys(settings.dsn).filter(isRegion)
  const found = await Promise.all(
    regions.map(async (region) => {
      const plane = dataOf('postgres', region)
      const [state, means] = await Promise.all([
        asked(plane, () => lookAt(settings, region, context, signal)),
        asked(plane, () =>
          over(settings, region, context, signal, LOOK_MS, async (ask) => meansOf((await ask(MEANS_SQL))[0] ?? {})),
        ),
      ])
      return { region, state, means }
    }),
  )
  const said = [
    ...found.flatMap(({ means, region, state }) => [...stateRules(region, state), ...meansRules(region, means)]),
    ...writerRule(found),
  ]
  return said.map((finding) => ({ ...finding, resource: name }))
}

const meansOf = (row: { readonly [column: string]: unknown }): Means => ({
  role: String(row.role),
  mayPromote: row.may_promote === true,
  seesReceiver: row.sees_receiver === true,
  hasRewind: row.has_rewind === true,
  sendersMax: Number(row.senders_max),
})

function stateRules(at: Region, state: Asked<ServerState>): readonly Said[] {
  if (state.is === 'none') {
    const severity = state.code === 'not-found' || state.code === 'denied' ? 'error' : 'unknown'
    return [
      { rule: 'postgres-unseen', severity, says: state.because, next: `see that ${at} can be logged in to from here` },
    ]
  }
  const { answer } = state
  if (roleOf(answer) !== 'replica' || answer.isStreaming) return []
  const says = `the replica in ${at} streams from nobody: what is written now would be lost`
  return [{ rule: 'postgres-not-streaming', severity: 'error', says, next: `see the log of the server in ${at}` }]
}

function meansRules(at: Region, means: Asked<Means>): readonly Said[] {
  if (means.is === 'none') return []
  const { hasRewind, mayPromote, role, seesReceiver, sendersMax } = means.answer
  const said: Said[] = []
  const say = (rule: string, severity: Finding['severity'], says: string, next: string) =>
    said.push({ rule, severity, says, next })
  if (!mayPromote) {
    const next = `GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO ${role}`
    say('postgres-may-not-promote', 'error', `${role} may not promote the database in ${at}`, next)
  }
  if (!seesReceiver) {
    const says = `${role} does not see in ${at} whether it streams`
    say('postgres-sees-too-little', 'error', says, `GRANT pg_read_all_stats TO ${role}`)
  }
  if (sendersMax === 0) {
    const says = `max_wal_senders is 0 in ${at}: once it is the writer, nobody can follow it`
    say('postgres-no-senders', 'error', says, `set max_wal_senders in ${at}`)
  }
  if (!hasRewind) {
    const says = `neither data checksums nor wal_log_hints in ${at}: as an old writer it comes back by a full copy only`
    say('postgres-no-rewind', 'warning', says, `set wal_log_hints = on in ${at}`)
  }
  return said
}

function writerRule(
  found: readonly { readonly region: Region; readonly state: Asked<ServerState> }[],
): readonly Said[] {
  const roles = found.flatMap(({ region, state }) =>
    state.is === 'answer' ? [{ region, role: roleOf(state.answer) }] : [],
  )
  const writers = roles.filter(({ role }) => role === 'writer')
  if (writers.length === 1 || roles.length < found.length) return []
  const says = roles.map(({ region, role }) => `${region} has ${ROLE_SAYS[role]}`).join(', ')
  const next = writers.length === 0 ? 'unfence the writer' : 'fence all writers but one'
  return [{ rule: 'postgres-one-writer', severity: 'error', says: `not exactly one writer: ${says}`, next }]
}
