/**
 * Makes one action true: look, then leap, then look until it holds or the deadline passes. Errors that a retry can mend
 * are retried with backoff while the breaker allows; what someone else changed (`conflict`), denied or deposed is not.
 */
import { asOperatingError, OperatingError } from '../model/error.js'
import type { Plane } from '../model/place.js'
import type { Action } from '../model/plan.js'
import type { Driver, Holding, Leash } from '../model/resource.js'
import { type Breaker, backoffMs } from './breaker.js'
import type { Tools } from './tools.js'

export interface Brought {
  readonly already: boolean
  readonly tookMs: number
  readonly because: string
}

const FINAL = new Set(['conflict', 'denied', 'deposed', 'not-found', 'unsupported', 'interlocked', 'store'])
const POLL_MS = 50

/** Resolves when the action's outcome holds; throws `OperatingError` when it does not by the deadline. */
export async function bringAbout(
  action: Action,
  needs: readonly Plane[],
  deadlineMs: number,
  tools: Tools,
  breaker: Breaker,
): Promise<Brought> {
  const driver = tools.drivers.get(action.resource)
  if (!driver)
    throw new OperatingError('not-found', `no resource "${action.resource}" in this policy to ${action.verb}`)
  const { clock, lease } = tools
  const began = clock.monotonic()
  const over = new AbortController()
  const leash: Leash = { epoch: lease.epoch, signal: over.signal }
  const timer = clock.sleep(deadlineMs, over.signal).then(() => over.abort())
  try {
    const before = await look(driver, action, leash)
    if (before.is === 'yes') return { already: true, tookMs: clock.monotonic() - began, because: before.because }
    const because = await leap({ driver, action, needs, leash, deadlineMs, began }, tools, breaker)
    return { already: false, tookMs: clock.monotonic() - began, because }
  } finally {
    over.abort()
    await timer
  }
}

interface Leap {
  readonly driver: Driver
  readonly action: Action
  readonly needs: readonly Plane[]
  readonly leash: Leash
  readonly deadlineMs: number
  readonly began: number
}

async function leap(run: Leap, { clock, random }: Tools, breaker: Breaker): Promise<string> {
  const { action, driver, leash, needs } = run
  let last = new OperatingError('timed-out', `${action.resource} ${action.verb} did not start`)
  for (let attempt = 0; ; attempt++) {
    const refused = attempt === 0 ? undefined : breaker.refuses(needs)
    if (refused) throw new OperatingError(last.code, `${last.message}; not tried again: ${refused}`, last.next)
    try {
      await driver.apply(action, leash)
      breaker.passed(needs)
      return await settle(run, clock)
    } catch (thrown) {
      last = asOperatingError(thrown, `${action.resource} ${action.verb}`)
      if (FINAL.has(last.code)) throw last
      breaker.failed(needs, last.code)
    }
    const leftMs = run.deadlineMs - (clock.monotonic() - run.began)
    const waitMs = backoffMs(attempt, random)
    if (leftMs <= waitMs || leash.signal.aborted) throw last
    await clock.sleep(waitMs, leash.signal)
  }
}

/** An accepted call is not an outcome: waits until the action holds. */
async function settle({ action, began, deadlineMs, driver, leash }: Leap, clock: Tools['clock']): Promise<string> {
  for (;;) {
    const holding = await look(driver, action, leash)
    if (holding.is === 'yes') return holding.because
    if (leash.signal.aborted || clock.monotonic() - began + POLL_MS >= deadlineMs) {
      throw new OperatingError(
        'timed-out',
        `${action.resource} ${action.verb} was accepted but does not hold: ${holding.because}`,
      )
    }
    await clock.sleep(POLL_MS, leash.signal)
  }
}

/** Looking may fail where acting does not: a failed look is `unknown`. */
async function look(driver: Driver, action: Action, leash: Leash): Promise<Holding> {
  try {
    return await driver.holds(action, leash)
  } catch (thrown) {
    return { is: 'unknown', because: asOperatingError(thrown, `look at ${action.resource}`).message }
  }
}
