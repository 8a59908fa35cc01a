/** A fence inside PostgreSQL: the database becomes read-only and the app's sessions end (`fence-read-only-sql.ts`). */
import { withDeadline } from '../../../model/deadline.js'
import { region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import { changeOrThrow } from '../call/interlock.js'
import { type AwsContext, asked, inRegion, textIn } from '../driver-context.js'
import { dataOf } from '../places.js'
import { withDsn } from '../writers/dsn-session.js'
import type { FenceKind } from './fence-kind.js'
import { type Connect, lookReadOnly, lowerReadOnly, raiseReadOnly } from './fence-read-only-sql.js'
import type { FenceOf } from './fence-settings.js'

/** One connection with what is asked over it. */
const SESSION_MS = 2_500
const TRY_MS = 15_000

export const readOnlyFence: FenceKind<FenceOf<'read-only'>> = {
  covers: ({ dsn }, at) => dsn[at] !== undefined,
  travels: true,
  outlasts: true,
  way: ({ dsn }, { at, resource, service }) => {
    const data = { at, dsn: inRegion(dsn, at, 'connection string') }
    return {
      says: `make ${resource} in ${at} read-only and end the app's sessions`,
      needs: [dataOf(service, at)],
      ...{ raise: data, lower: data, expectedMs: 2_000, deadlineMs: 30_000 },
    }
  },
  look: async ({ dsn }, at, { signal, service }) => {
    const connect = connectTo(inRegion(dsn, at, 'connection string'), at, signal)
    const found = await asked(dataOf(service, at), () => lookReadOnly(connect))
    if (found.is === 'none') {
      // A region may be closed to whoever looks and open to the app: silence here is no word on the database.
      return { fact: { is: 'unknown', because: found.because }, impaired: [] }
    }
    const { database, isReadOnly, role } = found.answer
    const stands = isReadOnly ? ', which is read-only already' : ''
    return { fact: { is: 'met', because: `${role} logs in to ${database} in ${at}${stands}` }, impaired: [] }
  },
  acts: (context) => ({
    raise: {
      holds: async (data, { signal }) => {
        const { at, connect } = placeIn(data, signal)
        const { database, isReadOnly, isTight } = await lookReadOnly(connect)
        if (isTight) return { is: 'yes', because: `${database} in ${at} is read-only, and older sessions are gone` }
        const stands = isReadOnly ? 'is read-only for new sessions only' : 'takes writes'
        return { is: 'no', because: `${database} in ${at} ${stands}` }
      },
      apply: (data, { signal }) => within(context, data, 'fence', signal, raiseReadOnly),
    },
    lower: {
      holds: async (data, { signal }) => {
        const { at, connect } = placeIn(data, signal)
        const { database, isReadOnly } = await lookReadOnly(connect)
        return {
          is: isReadOnly ? 'no' : 'yes',
          because: `${database} in ${at} ${isReadOnly ? 'is read-only' : 'takes writes'}`,
        }
      },
      apply: (data, { signal }) => within(context, data, 'unfence', signal, lowerReadOnly),
    },
  }),
}

function placeIn(data: Action['with'], signal: AbortSignal): { readonly at: string; readonly connect: Connect } {
  const at = region(textIn(data, 'at'))
  return { at, connect: connectTo(textIn(data, 'dsn'), at, signal) }
}

const connectTo =
  (dsn: string, at: string, signal: AbortSignal): Connect =>
  (work) =>
    withDsn(dsn, `ask the database in ${at}`, SESSION_MS, signal, work)

async function within(
  { aws, clock }: AwsContext,
  data: Action['with'],
  doing: string,
  stop: AbortSignal,
  work: (connect: Connect, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const what = `${doing} the database in ${textIn(data, 'at')}`
  changeOrThrow(what, aws.mayChange)
  const deadline = { clock, ms: TRY_MS, doing: what, stop }
  await withDeadline(deadline, (signal) => work(placeIn(data, signal).connect, signal))
}
