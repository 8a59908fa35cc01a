/**
 * Fencing a writer, and taking that back (law 10).
 *
 * The register is told first, whichever way the fence goes up: what it has, no restart of a database undoes. Then the
 * database itself, over its own connection. Taken back in the same order; else the register would put it up again.
 */
import { type Deadline, withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { Region } from '../../model/place.js'
import { lowerFence, raiseFence } from './cloud/database/fence-sql.js'
import { ASK_MS, asked, type LocalContext, regionIn } from './driver-context.js'
import { type Act, no, unknown, yes } from './postgres-act.js'
import { BRIEFLY_MS, fencedByRegister, lookAt } from './postgres-look.js'
import { ROLE_SAYS, roleOf } from './postgres-roles.js'

/** One try of a fence, sessions ended and gone; a step tries again. */
const TRY_MS = 3_000

/** Fences the database over its own connection; the register is told as well, where it answers. */
export const fence: Act = {
  holds: async (data, { signal }, context) => {
    const at = regionIn(data, 'at')
    const state = await lookAt(at, context, signal)
    if (state.is === 'none') return unknown(state.because)
    const role = roleOf(state.answer)
    return role === 'writer'
      ? no(`the database in ${at} takes writes`)
      : yes(`the database in ${at} is ${ROLE_SAYS[role]}`)
  },
  apply: async (data, { epoch, signal }, context) => {
    const at = regionIn(data, 'at')
    await tellRegister(at, true, epoch, context, signal, BRIEFLY_MS)
    await directly(at, true, context, signal, TRY_MS)
  },
}

/** Has the register fence the database, whether or not that answers. */
export const fenceOnReturn: Act = {
  holds: async (data, { signal }, context) => {
    const at = regionIn(data, 'at')
    const fenced = await fencedByRegister(context, signal)
    if (fenced.is === 'none') return unknown(fenced.because)
    if (!fenced.answer.includes(at)) return no(`the register does not fence ${at}`)
    const state = await lookAt(at, context, signal, BRIEFLY_MS)
    if (state.is === 'none') return yes(`the register fences ${at}, which does not answer now`)
    const role = roleOf(state.answer)
    if (role === 'writer') return no(`the register fences ${at}, and its database still takes writes`)
    return yes(`the register fences ${at}, and its database is ${ROLE_SAYS[role]}`)
  },
  apply: async (data, { epoch, signal }, context) => {
    const at = regionIn(data, 'at')
    // The direct way is tried beside it: a database may hear a controller and not the register.
    const direct = asked(context.clock, `fence ${at}`, signal, (stop) => directly(at, true, context, stop), BRIEFLY_MS)
    const [told] = await Promise.all([tellRegister(at, true, epoch, context, signal, TRY_MS), direct])
    if (told.is === 'none') throw new OperatingError('unreachable', told.because)
  },
}

/** Lets the database take writes again; where it does not answer, that is accepted only by one that does not insist. */
export const unfence: Act = {
  holds: async (data, { signal }, context) => {
    const at = regionIn(data, 'at')
    const fenced = await fencedByRegister(context, signal)
    if (fenced.is === 'none') return unknown(fenced.because)
    if (fenced.answer.includes(at)) return no(`the register fences ${at}`)
    const state = await lookAt(at, context, signal)
    if (state.is === 'answer') {
      const role = roleOf(state.answer)
      const says = `the database in ${at} is ${ROLE_SAYS[role]}`
      return role === 'fenced' ? no(says) : yes(says)
    }
    // One silence may be chance, and would leave a database fenced that nothing else unfences.
    const again = data.insists === true ? state : await lookAt(at, context, signal)
    if (again.is === 'answer' || data.insists === true) return unknown(state.because)
    return yes(`the register does not fence ${at}, whose database does not answer`)
  },
  apply: async (data, { epoch, signal }, context) => {
    const at = regionIn(data, 'at')
    const told = await tellRegister(at, false, epoch, context, signal, TRY_MS)
    const doing = `unfence ${at}`
    const done = await asked(context.clock, doing, signal, (stop) => directly(at, false, context, stop), TRY_MS)
    // Both are tried before either's failure is told: users need the writer more than the register needs to be right.
    if (told.is === 'none') throw new OperatingError('unreachable', told.because)
    if (done.is === 'none' && data.insists === true) throw new OperatingError('unreachable', done.because)
  },
}

/** Tells the register; that it does not answer is a value, anything else it says is not. */
export async function tellRegister(
  at: Region,
  isFenced: boolean,
  epoch: number,
  { clock, cloud }: LocalContext,
  signal: AbortSignal,
  ms: number,
): Promise<{ readonly is: 'told' } | { readonly is: 'none'; readonly because: string }> {
  const doing = isFenced ? `have the register fence ${at}` : `have the register let go of ${at}`
  try {
    await withDeadline({ clock, ms, doing, stop: signal }, (stop) => cloud.setFence(at, isFenced, epoch, stop))
    return { is: 'told' }
  } catch (thrown) {
    if (!(thrown instanceof OperatingError) || !SILENCE.has(thrown.code)) throw thrown
    return { is: 'none', because: thrown.message }
  }
}

const SILENCE = new Set<OperatingError['code']>(['unreachable', 'timed-out'])

/** Puts the fence up or takes it away, by the database's own connection. */
export async function directly(
  at: Region,
  isFenced: boolean,
  { clock, cloud }: LocalContext,
  stop: AbortSignal,
  ms = ASK_MS,
): Promise<void> {
  const doing = `${isFenced ? 'fence' : 'unfence'} the database in ${at}`
  const deadline: Deadline = { clock, ms, doing, stop }
  await withDeadline(deadline, async (signal) => {
    const ask = (sql: string, values: readonly unknown[] = []) => cloud.command(at, sql, values, signal)
    if (!isFenced) return lowerFence({ ask, signal })
    const roles = (await cloud.query(at, APP_ROLES_SQL, [], signal)).map(({ rolname }) => String(rolname))
    // Nobody to expel is still a fence to raise.
    for (const appRole of roles.length > 0 ? roles : ['']) await raiseFence({ ask, appRole, signal })
  })
}

/** Those whose sessions end: everyone but superusers, whose sessions carry replication and this fence. */
export const APP_ROLES_SQL = 'SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper'
