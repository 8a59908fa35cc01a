/**
 * Makes a region's database follow the writer, by a copy of it. What only the old data has is kept aside for a person
 * and told on record (law 20); a database that takes writes is never wiped.
 */

import { withDeadline } from '../../model/deadline.js'
import { OperatingError } from '../../model/error.js'
import type { Region } from '../../model/place.js'
import type { Leash } from '../../model/resource.js'
import type { DatabaseState } from './cloud/local-cloud.js'
import { type LocalContext, regionIn } from './driver-context.js'
import { type Act, no, unknown, yes } from './postgres-act.js'
import { describe, lookAt } from './postgres-look.js'
import { isOf, ROLE_SAYS, roleOf } from './postgres-roles.js'

const ORDER_MS = 5_000
const POLL_MS = 100

export const rebuild: Act = {
  holds: async (data, { signal }, context) => {
    const [at, of] = [regionIn(data, 'at'), regionIn(data, 'of')]
    const [mine, writer, region] = await Promise.all([
      lookAt(at, context, signal),
      lookAt(of, context, signal),
      describe(at, context, signal),
    ])
    const database = region.is === 'answer' ? region.answer.database : undefined
    if (database?.rebuild.is === 'under-way') return no(`the database in ${at} is being rebuilt`)
    if (mine.is === 'none') return database?.isRunning === false ? no(mine.because) : unknown(mine.because)
    if (writer.is === 'none') return unknown(writer.because)
    const { isStreaming } = mine.answer
    const follows = database?.replicaOf === undefined || database.replicaOf === of
    if (!isOf(mine.answer, writer.answer) || !follows || !isStreaming) {
      return no(`the database in ${at} is ${ROLE_SAYS[roleOf(mine.answer)]} that does not stream from ${of}`)
    }
    return yes(`the database in ${at} streams from ${of}${kept(at, database)}`)
  },
  apply: async (data, leash, context) => {
    const [at, of] = [regionIn(data, 'at'), regionIn(data, 'of')]
    if ((await rebuildIn(at, leash, context)).is !== 'under-way') {
      await refuseToWipe(at, of, leash, context)
      const deadline = {
        clock: context.clock,
        ms: ORDER_MS,
        doing: `rebuild the database in ${at}`,
        stop: leash.signal,
      }
      await withDeadline(deadline, (stop) => context.cloud.rebuildDatabase(at, of, leash.epoch, stop))
    }
    for (;;) {
      const found = await rebuildIn(at, leash, context)
      if (found.is === 'failed')
        throw new OperatingError('refused', `rebuilding the database in ${at}: ${found.because}`)
      if (found.is === 'none') return
      await context.clock.sleep(POLL_MS, leash.signal)
    }
  },
}

function kept(at: Region, database: DatabaseState | undefined): string {
  const found = database?.unreplicated
  if (!found || found.writes === 0) return ''
  const writes = found.writes === 1 ? '1 write' : `${found.writes} writes`
  return `; ${writes} that only ${at} had are kept in ${found.keptIn} for a person to look at`
}

async function rebuildIn(at: Region, { signal }: Leash, context: LocalContext): Promise<DatabaseState['rebuild']> {
  if (signal.aborted) throw new OperatingError('timed-out', `the rebuild of ${at} is waited for no longer`)
  const region = await describe(at, context, signal)
  if (region.is === 'none') throw new OperatingError('unreachable', region.because)
  return region.answer.database.rebuild
}

async function refuseToWipe(at: Region, of: Region, { signal }: Leash, context: LocalContext): Promise<void> {
  const [mine, writer] = await Promise.all([lookAt(at, context, signal), lookAt(of, context, signal)])
  if (mine.is === 'answer' && roleOf(mine.answer) === 'writer') {
    const what = `the database in ${at} takes writes; making it a replica of ${of} would wipe them`
    throw new OperatingError('conflict', what, 'fence it first, or draw the plan again')
  }
  if (writer.is === 'none') throw new OperatingError('unreachable', writer.because)
  if (roleOf(writer.answer) !== 'writer') {
    throw new OperatingError('conflict', `the database in ${of} is ${ROLE_SAYS[roleOf(writer.answer)]}, not the writer`)
  }
}
