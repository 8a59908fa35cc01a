/**
 * Makes a replica the writer: the point of no return. It leans on nothing but the replica itself.
 *
 * Before it leaps it looks once more whether another database takes writes, since a plan may be older than what is so
 * now, and two writers cannot be merged (law 10).
 */
import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { Region } from '../../model/place.js'
import type { ServerState } from './cloud/database/inspect-sql.js'
import { type LocalContext, regionIn } from './driver-context.js'
import { type Act, no, unknown, yes } from './postgres-act.js'
import { directly, tellRegister } from './postgres-fence.js'
import { BRIEFLY_MS, fencedByRegister, lookAt } from './postgres-look.js'
import { ROLE_SAYS, roleOf, writersIn } from './postgres-roles.js'

const TRY_MS = 3_000
/** It settles by itself; the server is not asked to wait for it. */
const PROMOTE_SQL = 'SELECT pg_promote(wait => false)'

export const promote: Act = {
  holds: async (data, { signal }, context) => {
    const at = regionIn(data, 'at')
    const [state, fenced] = await Promise.all([
      lookAt(at, context, signal),
      fencedByRegister(context, signal, BRIEFLY_MS),
    ])
    if (state.is === 'none') return unknown(state.because)
    const role = roleOf(state.answer)
    const says = `the database in ${at} is ${ROLE_SAYS[role]} (timeline ${state.answer.timeline})`
    if (role !== 'writer') return no(says)
    // A fence that outlives the promotion would come down on the new writer at its next restart.
    return fenced.is === 'answer' && fenced.answer.includes(at) ? no(`${says}, which the register fences`) : yes(says)
  },
  apply: async (data, { epoch, signal }, context) => {
    const at = regionIn(data, 'at')
    const [state] = await Promise.all([stateOf(at, context, signal), refuseSecondWriter(at, context, signal)])
    const role = roleOf(state)
    if (role === 'fenced') throw noReplica(at)
    // Nothing is let go before both looks are in: what is fenced may have to stay so.
    await letGo(at, epoch, context, signal)
    // A replica writes nothing, whatever its fence says; lowered now, it is not in the way a moment later.
    if (state.isFenced) await directly(at, false, context, signal, TRY_MS)
    if (role === 'writer') return
    const deadline = { clock: context.clock, ms: TRY_MS, doing: `promote the database in ${at}`, stop: signal }
    await withDeadline(deadline, (stop) => context.cloud.command(at, PROMOTE_SQL, [], stop))
  },
}

async function stateOf(at: Region, context: LocalContext, signal: AbortSignal): Promise<ServerState> {
  const state = await lookAt(at, context, signal)
  if (state.is === 'answer') return state.answer
  throw new OperatingError('unreachable', state.because)
}

async function refuseSecondWriter(at: Region, context: LocalContext, signal: AbortSignal): Promise<void> {
  const others = context.regions.filter(({ region }) => region !== at)
  const sights = await Promise.all(
    others.map(async ({ region }) => ({ region, state: await lookAt(region, context, signal, BRIEFLY_MS) })),
  )
  const [other] = writersIn(sights)
  if (!other) return
  const what = `the database in ${other} takes writes; promoting ${at} as well would make two writers`
  throw new OperatingError('conflict', what, `fence ${other}, or draw the plan again`)
}

/** An earlier fence on what becomes the writer is given up; a register that does not answer stops no promotion. */
async function letGo(at: Region, epoch: number, context: LocalContext, signal: AbortSignal): Promise<void> {
  const fenced = await fencedByRegister(context, signal, BRIEFLY_MS)
  if (fenced.is === 'none' || !fenced.answer.includes(at)) return
  await tellRegister(at, false, epoch, context, signal, BRIEFLY_MS)
}

const noReplica = (at: Region): OperatingError =>
  new OperatingError(
    'conflict',
    `the database in ${at} is a fenced writer, not a replica: it may lack what was written since it was fenced`,
    'make it a replica by a switchover, which rebuilds it first',
  )
