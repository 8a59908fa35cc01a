/**
 * Makes a move of the writer true, over SQL. Before it promotes it looks once more whether another database takes writes,
 * since a plan may be older than what is so now, and two writers cannot be merged (law 10).
 */
import { OperatingError } from '../../../model/error.js'
import { isRegion, type Region, region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Holding } from '../../../model/resource.js'
import { hasAll, isOf, ROLE_SAYS, roleOf } from '../../local/postgres-roles.js'
import { changeOrThrow } from '../call/interlock.js'
import { type Act, type Acts, type AwsContext, asked, numberIn, textIn } from '../driver-context.js'
import { liftAll } from '../fences/fence-lift.js'
import { fenceActs } from '../fences/fences.js'
import { dataOf } from '../places.js'
import { fencesOf, type Settings } from './self-managed-postgres.js'
import { lookAt, over } from './self-managed-postgres-look.js'
import { VERBS } from './self-managed-postgres-tactics.js'

const yes = (because: string): Holding => ({ is: 'yes', because })
const no = (because: string): Holding => ({ is: 'no', because })
const regionIn = (data: Action['with'], key: string): Region => region(textIn(data, key))

const PROMOTE_MS = 5_000
/** A second writer is worth a moment's wait, not a database that most likely has no answer. */
const BRIEFLY_MS = 1_000
/** It settles by itself; the server is not asked to wait for it. */
const PROMOTE_SQL = 'SELECT pg_promote(wait => false)'

export function postgresActs(settings: Settings, context: AwsContext): Acts {
  const fences = fenceActs(fencesOf(settings), context, settings.role)
  return {
    ...fences,
    [VERBS.catchUp]: catchUp(settings, context),
    [VERBS.seeStreaming]: seeStreaming(settings, context),
    [VERBS.promote]: promote(settings, context, fences),
  }
}

function catchUp(settings: Settings, context: AwsContext): Act {
  return {
    holds: async (data, { signal }) => {
      const [at, of] = [regionIn(data, 'at'), regionIn(data, 'of')]
      // The writer first: where the replica has come to since then is at least that far.
      const writer = await lookAt(settings, of, context, signal)
      const replica = await lookAt(settings, at, context, signal)
      const role = roleOf(replica)
      if (role === 'writer') return yes(`the database in ${at} is ${ROLE_SAYS[role]} already`)
      const positions = `${at} has replayed ${replica.lsn ?? 'nothing'}, ${of} wrote ${writer.lsn ?? 'nothing'}`
      return hasAll(replica, writer) ? yes(positions) : no(positions)
    },
    apply: async () => {},
  }
}

function seeStreaming(settings: Settings, context: AwsContext): Act {
  return {
    holds: async (data, { signal }) => {
      const [at, of] = [regionIn(data, 'at'), regionIn(data, 'of')]
      const [mine, writer] = await Promise.all([
        lookAt(settings, at, context, signal),
        lookAt(settings, of, context, signal),
      ])
      if (mine.isStreaming && isOf(mine, writer)) return yes(`the database in ${at} streams from ${of}`)
      const says = `the database in ${at} is ${ROLE_SAYS[roleOf(mine)]} that does not stream from ${of}`
      return no(`${says}; whoever runs it makes it a replica there, by pg_rewind or pg_basebackup`)
    },
    apply: async () => {},
  }
}

function promote(settings: Settings, context: AwsContext, fences: Acts): Act {
  const lifting = liftAll(fences)
  return {
    holds: async (data, leash) => {
      const at = regionIn(data, 'at')
      const state = await lookAt(settings, at, context, leash.signal)
      const says = `the database in ${at} is ${ROLE_SAYS[roleOf(state)]} (timeline ${state.timeline})`
      if (state.inRecovery) return no(says)
      // A fence that came along with the data comes down only where it can be written.
      const lifted = await lifting.holds(data.lifts, leash)
      if (lifted.is !== 'yes') return lifted
      return roleOf(state) === 'writer' ? yes(says) : no(says)
    },
    apply: async (data, leash) => {
      const { signal } = leash
      const at = regionIn(data, 'at')
      const [state] = await Promise.all([
        lookAt(settings, at, context, signal),
        refuseSecondWriter(at, settings, context, signal),
      ])
      if (roleOf(state) === 'writer') return
      if (!state.inRecovery && state.timeline <= numberIn(data, 'timeline')) throw noReplica(at)
      changeOrThrow(`promote the database in ${at}`, context.aws.mayChange)
      if (state.inRecovery) {
        await over(settings, at, context, signal, PROMOTE_MS, (ask) => ask(PROMOTE_SQL))
        await untilOut(at, settings, context, signal)
      }
      await lifting.apply(data.lifts, leash)
    },
  }
}

const BETWEEN_MS = 200

/** A fence is taken down only where statements are taken that change something. */
async function untilOut(at: Region, settings: Settings, context: AwsContext, signal: AbortSignal): Promise<void> {
  while ((await lookAt(settings, at, context, signal)).inRecovery) await context.clock.sleep(BETWEEN_MS, signal)
}

async function refuseSecondWriter(
  at: Region,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<void> {
  const others = Object.keys(settings.dsn).filter((other) => isRegion(other) && other !== at) as Region[]
  const looks = await Promise.all(
    others.map(async (other) => {
      const state = await asked(dataOf('postgres', other), () => lookAt(settings, other, context, signal, BRIEFLY_MS))
      return state.is === 'answer' && roleOf(state.answer) === 'writer' ? [other] : []
    }),
  )
  const [other] = looks.flat()
  if (other === undefined) return
  const what = `the database in ${other} takes writes; promoting ${at} as well would make two writers`
  throw new OperatingError('conflict', what, `fence ${other}, or draw the plan again`)
}

/**
 * Out of recovery and read-only is what a promotion leaves that was stopped half-way, and what a fenced old writer is,
 * which may lack what was written since. The timeline tells: a promotion starts a new one.
 */
const noReplica = (at: Region): OperatingError =>
  new OperatingError(
    'conflict',
    `the database in ${at} is a fenced writer, not a replica: it may lack what was written since it was fenced`,
    'make it a replica first (pg_rewind or pg_basebackup)',
  )
