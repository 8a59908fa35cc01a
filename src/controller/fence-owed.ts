/** Puts up a fence that a failover still owes, now that its writer may have returned (law 10): look, then leap, on record. */
import type { OwedFence } from '../execute/owed-fences.js'
import { withDeadline } from '../model/deadline.js'
import { asOperatingError, OperatingError } from '../model/error.js'
import type { JournalEvent } from '../model/journal.js'
import type { Action } from '../model/plan.js'
import type { Driver, Holding, Leash } from '../model/resource.js'
import type { Run } from './carry-out.js'

/** One that does not answer holds the watch up no longer than this, as when it inspects. */
const LOOK_MS = 1_500

/** How it went: whether the fence stands, and why or why not. */
export interface Fencing {
  readonly isUp: boolean
  readonly because: string
}

/**
 * One try at one fence. One that cannot be reached is not tried, and nothing is put on record of it. Throws
 * `OperatingError` (`deposed`) when the lease is gone, as every act does.
 */
export async function fenceOwed(run: Run, { attempts, incident, step }: OwedFence): Promise<Fencing> {
  const { by, lease, world } = run
  const { action, id, says } = step
  const driver = world.drivers.find(({ resource }) => resource === action.resource)
  if (!driver) return { isUp: false, because: `no resource "${action.resource}" in this policy` }
  const { clock } = world
  const began = clock.monotonic()
  const within = <Value>(ms: number, work: (leash: Leash) => Promise<Value>): Promise<Value> =>
    withDeadline({ clock, ms, doing: says }, (signal) => work({ epoch: lease.epoch, signal }))
  const record = (event: JournalEvent) => world.store.append(lease, { at: clock.now(), incident, by, event })
  const seen = await look((work) => within(world.inspectMs ?? LOOK_MS, work), driver, action)
  if (seen.is === 'unknown') return { isUp: false, because: seen.because }
  await record({ kind: 'step-started', step: id, attempt: attempts + 1 })
  try {
    const because =
      seen.is === 'yes' ? seen.because : await within(step.deadlineMs, (leash) => raise(driver, action, leash))
    await record({
      ...{ kind: 'step-done', step: id, already: seen.is === 'yes', tookMs: clock.monotonic() - began, because },
    })
    return { isUp: true, because }
  } catch (thrown) {
    const error = asOperatingError(thrown, says)
    if (error.code === 'deposed') throw error
    await record({ kind: 'step-failed', step: id, because: error.message, leadsTo: 'carry-on' })
    return { isUp: false, because: error.message }
  }
}

type Within = <Value>(work: (leash: Leash) => Promise<Value>) => Promise<Value>

async function look(within: Within, driver: Driver, action: Action): Promise<Holding> {
  try {
    return await within((leash) => driver.holds(action, leash))
  } catch (thrown) {
    return { is: 'unknown', because: asOperatingError(thrown, action.verb).message }
  }
}

async function raise(driver: Driver, action: Action, leash: Leash): Promise<string> {
  await driver.apply(action, leash)
  const after = await driver.holds(action, leash)
  if (after.is === 'yes') return after.because
  throw new OperatingError('unreachable', after.because)
}
