/**
 * Makes one action true: look, then leap, then look until it holds or the deadline passes. Errors that a retry can mend
 * are retried with backoff until the deadline, as often as the breaker allows, and each retry looks first, since a call
 * that failed may have had its effect; what someone else changed (`conflict`), denied or deposed is not retried.
 */
import { withDeadline } from '../model/deadline.js'
import { asOperatingError, type OperatingCode, OperatingError } from '../model/error.js'
import type { Plane } from '../model/place.js'
import type { Action } from '../model/plan.js'
import type { Driver, Holding, Leash } from '../model/resource.js'
import { formatMs } from '../model/units.js'
import { type Breaker, backoffMs } from './breaker.js'
import type { Tools } from './tools.js'

export interface Brought {
  readonly already: boolean
  readonly tookMs: number
  readonly because: string
}

/** What to make true, what it leans on, and for how long it is tried. */
export interface Task {
  readonly action: Action
  readonly needs: readonly Plane[]
  readonly deadlineMs: number
  /** Fires when the run may not go on. */
  readonly stop?: AbortSignal
}

const FINAL: ReadonlySet<OperatingCode> = new Set([
  ...(['conflict', 'denied', 'deposed', 'not-found', 'unsupported', 'interlocked', 'store'] as const),
])
/** Who says no so often means it: waiting for the deadline would only be late. */
const REFUSALS_MAX = 6
const POLL_MS = 50
const POLL_MAX_MS = 1_000

/** Resolves when the action's outcome holds; throws `OperatingError` when it does not by the deadline. */
export async function bringAbout(task: Task, tools: Tools, breaker: Breaker): Promise<Brought> {
  const { action, deadlineMs, stop } = task
  const driver = tools.drivers.get(action.resource)
  if (!driver)
    throw new OperatingError('not-found', `no resource "${action.resource}" in this policy to ${action.verb}`)
  const { clock, lease } = tools
  const began = clock.monotonic()
  const deadline = { clock, ms: deadlineMs, doing: `${action.resource} ${action.verb}`, ...(stop ? { stop } : {}) }
  return withDeadline(deadline, async (signal) => {
    const leash: Leash = { epoch: lease.epoch, signal }
    const before = await look(driver, action, leash)
    if (before.is === 'yes') return { already: true, tookMs: clock.monotonic() - began, because: before.because }
    const because = await leap({ ...task, driver, leash, began }, tools, breaker)
    return { already: false, tookMs: clock.monotonic() - began, because }
  })
}

interface Leap extends Task {
  readonly driver: Driver
  readonly leash: Leash
  readonly began: number
}

async function leap(run: Leap, tools: Tools, breaker: Breaker): Promise<string> {
  const { action, driver, leash, needs } = run
  const { clock, random } = tools
  let refusals = 0
  let failure: OperatingError | undefined
  for (let attempt = 0; ; attempt++) {
    await turn(run, failure, tools, breaker)
    if (failure) {
      // What failed may have had its effect since.
      const holding = await look(driver, action, leash)
      if (holding.is === 'yes') return holding.because
      if (leash.signal.aborted) throw failure
    }
    mayLeap(run, tools)
    failure = await failureOf(run)
    if (!failure) {
      breaker.passed(needs)
      return settle(run, clock)
    }
    if (FINAL.has(failure.code)) throw failure
    breaker.failed(needs, failure.code)
    refusals = failure.code === 'refused' ? refusals + 1 : 0
    if (refusals >= REFUSALS_MAX) throw notAgain(failure, `it was refused ${refusals} times in a row`)
    const waitMs = backoffMs(attempt, random)
    if (leftMs(run, clock) <= waitMs) throw failure
    await clock.sleep(waitMs, leash.signal)
    if (leash.signal.aborted) throw failure
  }
}

/** Waits while the breaker holds tries back; a first try is made in any case, if only at the last moment. */
async function turn(run: Leap, failure: OperatingError | undefined, { clock }: Tools, breaker: Breaker): Promise<void> {
  for (;;) {
    const held = breaker.holdsBack(run.needs)
    if (!held) return
    if (leftMs(run, clock) <= held.forMs) {
      if (!failure) return
      throw notAgain(failure, held.because)
    }
    await clock.sleep(held.forMs, run.leash.signal)
    if (run.leash.signal.aborted) throw failure ?? new OperatingError('timed-out', `it was stopped: ${held.because}`)
  }
}

const notAgain = (failure: OperatingError, because: string): OperatingError =>
  new OperatingError(failure.code, `${failure.message}; not tried again: ${because}`, failure.next, { cause: failure })

async function failureOf({ action, driver, leash }: Leap): Promise<OperatingError | undefined> {
  try {
    await driver.apply(action, leash)
    return undefined
  } catch (thrown) {
    return asOperatingError(thrown, `${action.resource} ${action.verb}`)
  }
}

/**
 * A process that slept may wake as one that was deposed, or past its deadline, before any signal tells it so: nothing leaves
 * then (law 15).
 */
function mayLeap(run: Leap, { clock, lease }: Tools): void {
  const { action, deadlineMs } = run
  const what = `${action.resource} ${action.verb}`
  if (lease.isLost?.()) throw new OperatingError('deposed', `${what}: the lease of epoch ${lease.epoch} is lost`)
  if (leftMs(run, clock) > 0) return
  throw new OperatingError('timed-out', `${what}: its ${formatMs(deadlineMs)} were over before it was asked for`)
}

const leftMs = ({ began, deadlineMs }: Leap, clock: Tools['clock']): number => deadlineMs - (clock.monotonic() - began)

/** An accepted call is not an outcome: waits until the action holds, looking less often the longer it takes (law 23). */
async function settle(run: Leap, clock: Tools['clock']): Promise<string> {
  const { action, driver, leash } = run
  const accepted = clock.monotonic()
  for (;;) {
    const holding = await look(driver, action, leash)
    if (holding.is === 'yes') return holding.because
    const waitMs = Math.min(POLL_MAX_MS, Math.max(POLL_MS, (clock.monotonic() - accepted) / 4))
    if (leash.signal.aborted || leftMs(run, clock) <= waitMs) {
      const what = `${action.resource} ${action.verb} was accepted but does not hold`
      throw new OperatingError('timed-out', `${what}: ${holding.because}`)
    }
    await clock.sleep(waitMs, leash.signal)
  }
}

/** Looking may fail where acting does not: a failed look is `unknown`, unless it says that this run may not go on. */
async function look(driver: Driver, action: Action, leash: Leash): Promise<Holding> {
  try {
    return await driver.holds(action, leash)
  } catch (thrown) {
    const error = asOperatingError(thrown, `look at ${action.resource}`)
    if (error.code === 'deposed') throw error
    return { is: 'unknown', because: error.message }
  }
}
