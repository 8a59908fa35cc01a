/** Waiting for an instance to get where a call has sent it, and to take writes once it is there. */
import { OperatingError } from '../../../model/error.js'
import type { Json } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import type { Clock } from '../../../model/world.js'
import type { Acts } from '../driver-context.js'
import { liftAll } from '../fences/fence-lift.js'
import type { Instance } from './rds-instance.js'

const FIRST_MS = 500
const LONGEST_MS = 10_000

/**
 * Looks, less often the longer it takes (law 23), until `done` gives something; throws `timed-out` with what was seen
 * last when the leash ends.
 */
export async function until<Found, Done>(
  clock: Clock,
  signal: AbortSignal,
  look: () => Promise<Found>,
  done: (found: Found) => Done | undefined,
  says: (found: Found) => string,
): Promise<Done> {
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(LONGEST_MS, waitMs * 1.5)) {
    const found = await look()
    const outcome = done(found)
    if (outcome !== undefined) return outcome
    if (!signal.aborted) await clock.sleep(waitMs, signal)
    if (signal.aborted) throw new OperatingError('timed-out', says(found))
  }
}

/** Whether `instance` stands alone and serves, with no fence left over it. */
export async function servesAlone(
  instance: Instance,
  acts: Acts,
  lifts: Json | undefined,
  leash: Leash,
): Promise<Holding> {
  const { id, source, status } = instance
  if (source !== undefined) return { is: 'no', because: `${id} is ${status}, a replica of ${source}` }
  if (!SERVES.has(status)) return { is: 'no', because: `${id} stands alone and is ${status}` }
  const open = await liftAll(acts).holds(lifts, leash)
  if (open.is !== 'yes') return { is: open.is, because: `${id} stands alone, but a fence stands: ${open.because}` }
  return { is: 'yes', because: `${id} stands alone and is ${status}` }
}

/** Statuses in which an instance takes writes: what else goes on is done beside it (.../accessing-monitoring.html). */
export const SERVES: ReadonlySet<string> = new Set([
  'available',
  'backing-up',
  'storage-optimization',
  'configuring-enhanced-monitoring',
])
