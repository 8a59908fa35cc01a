/**
 * The watcher's loop: the leader looks at the policy's cadence, sooner when a probe is in doubt or a held connection
 * closes, and acts on what it decides. It resumes an open incident before it decides anything else (law 15).
 *
 * An operator's request reaches the leader through the store, and walks the same path as every other decision.
 */

import { type NextLook, nextLook } from '../controller/cadence.js'
import { carryOut, type Ended, resume } from '../controller/carry-out.js'
import { inspectAll, keep, recall } from '../controller/inventory.js'
import { blank, type Memory } from '../controller/memory.js'
import { type Tick, tick } from '../controller/tick.js'
import { precedentsOf } from '../decide/precedents.js'
import { asOperatingError } from '../model/error.js'
import type { Lease, World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { answer, nextRequest, type PendingRequest } from './requests.js'

const INSPECTION_MS = 1_500
/** How often the calm-day inventory is kept in the store. */
const KEEP_EVERY_MS = 60_000
/** How often the store is asked for an operator's request. */
const REQUESTS_EVERY_MS = 250

/** What happened, for whoever shows it: log lines, dashboard, metrics. */
export interface Watcher {
  onTick(tick: Tick, tookMs: number): void
  onActing(tick: Tick): void
  onEnded(ended: Ended): void
  onTrouble(doing: string, message: string): void
}

export interface Watch {
  readonly world: World
  readonly policy: Policy
  readonly lease: Lease
  readonly by: string
  readonly watcher: Watcher
  readonly signal: AbortSignal
}

/** Watches until `signal` fires; throws `OperatingError` (`deposed`, `store`) when it may not go on. */
export async function watch(run: Watch): Promise<void> {
  const { policy, signal, watcher, world } = run
  let memory: Memory = { ...blank, inspections: await inspectAll(world, await recall(world.store), INSPECTION_MS) }
  let next: NextLook = { inMs: 0, burst: 0 }
  let keptAt = Number.NEGATIVE_INFINITY
  const bell = wakingBell(world)
  await resumeOpen(run, memory)
  while (!signal.aborted) {
    const request = await pending(run)
    const began = world.clock.monotonic()
    const only = request ? undefined : next.only
    const found = await tick(world, policy, { ...memory, burst: next.burst }, request?.request, only)
    watcher.onTick(found, world.clock.monotonic() - began)
    memory = found.memory
    const ended = await act(run, found, request)
    next = nextLook(memory, policy.observe, world.random)
    if (ended || next.burst === 0) {
      memory = { ...memory, inspections: await inspectAll(world, memory.inspections, INSPECTION_MS) }
    }
    if (world.clock.monotonic() - keptAt > KEEP_EVERY_MS || ended) {
      await quietly(run, 'keep the inventory', () => keep(world.store, memory.inspections))
      keptAt = world.clock.monotonic()
    }
    await idle(run, bell, next.inMs)
  }
}

/** Carries out a decision to act, and answers the operator who asked. */
async function act(run: Watch, found: Tick, request: PendingRequest | undefined): Promise<Ended | undefined> {
  const acting = found.decision.kind === 'act' && found.plan !== undefined
  const refused = request && acting && request.planHash !== undefined && request.planHash !== found.plan?.hash
  if (!acting || refused) {
    if (request) await answer(run.world.store, request, found, undefined)
    return undefined
  }
  run.watcher.onActing(found)
  const ended = await carryOut(run, found)
  run.watcher.onEnded(ended)
  if (request) await answer(run.world.store, request, found, ended)
  return ended
}

async function resumeOpen(run: Watch, memory: Memory): Promise<void> {
  const entries = await run.world.store.read()
  const { open } = precedentsOf(entries)
  const last = entries.filter(({ incident }) => incident === open?.incident).at(-1)
  // One that was halted waits for a person: resuming it by itself would loop over what made it halt.
  if (!open || last?.event.kind === 'halted') return
  run.watcher.onEnded(await resume(run, open.incident, memory.inspections))
}

async function pending({ world, watcher }: Watch): Promise<PendingRequest | undefined> {
  try {
    return await nextRequest(world.store)
  } catch (thrown) {
    watcher.onTrouble('read requests', asOperatingError(thrown, 'read requests').message)
    return undefined
  }
}

async function quietly({ watcher }: Watch, doing: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    watcher.onTrouble(doing, asOperatingError(thrown, doing).message)
  }
}

interface Bell {
  /** Resolves at the next ring, or at once when it rang since the last wait. */
  rung(): Promise<void>
}

function wakingBell({ observers }: World): Bell {
  let ring: (() => void) | undefined
  let rang = false
  for (const observer of observers) {
    observer.onSuspicion?.(() => {
      rang = true
      ring?.()
    })
  }
  return {
    rung: () =>
      new Promise((resolve) => {
        const wake = (): void => {
          rang = false
          ring = undefined
          resolve()
        }
        if (rang) wake()
        else ring = wake
      }),
  }
}

/** Sleeps until the next look is due, a held connection closes, a request waits, or the watch ends. */
async function idle(run: Watch, bell: Bell, forMs: number): Promise<void> {
  const { signal, world } = run
  const up = new AbortController()
  const stop = (): void => up.abort()
  signal.addEventListener('abort', stop, { once: true })
  void bell.rung().then(stop)
  const dueAt = world.clock.monotonic() + forMs
  while (!up.signal.aborted) {
    const leftMs = dueAt - world.clock.monotonic()
    if (leftMs <= 0) break
    await world.clock.sleep(Math.min(leftMs, REQUESTS_EVERY_MS), up.signal)
    if (await waiting(run)) break
  }
  signal.removeEventListener('abort', stop)
}

async function waiting(run: Watch): Promise<boolean> {
  return (await pending(run)) !== undefined
}
