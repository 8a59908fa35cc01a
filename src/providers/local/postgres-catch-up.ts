/** Waits until a replica has replayed all that the fenced writer wrote. There is nothing to do but wait. */
import { regionIn } from './driver-context.js'
import { type Act, no, unknown, yes } from './postgres-act.js'
import { lookAt } from './postgres-look.js'
import { hasAll, ROLE_SAYS, roleOf } from './postgres-roles.js'

export const catchUp: Act = {
  holds: async (data, { signal }, context) => {
    const [at, of] = [regionIn(data, 'at'), regionIn(data, 'of')]
    // The writer first: where the replica has come to since then is at least that far.
    const writer = await lookAt(of, context, signal)
    if (writer.is === 'none') return unknown(writer.because)
    const replica = await lookAt(at, context, signal)
    if (replica.is === 'none') return unknown(replica.because)
    const role = roleOf(replica.answer)
    if (role === 'writer') return yes(`the database in ${at} is ${ROLE_SAYS[role]} already`)
    const positions = `${at} has replayed ${replica.answer.lsn ?? 'nothing'}, ${of} wrote ${writer.answer.lsn ?? 'nothing'}`
    return hasAll(replica.answer, writer.answer) ? yes(positions) : no(positions)
  },
  apply: async () => {},
}
