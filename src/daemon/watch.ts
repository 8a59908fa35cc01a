/**
 * The watcher's loop: the leader looks at the policy's cadence, sooner when a probe is in doubt or a held connection
 * closes, and acts on what it decides. It resumes an open incident before it decides anything else (law 15).
 *
 * An operator's request reaches the leader through the store, and walks the same path as every other decision. Trouble is
 * told and the loop goes on after a growing pause; only a lost lease ends it.
 */
import { type NextLook, nextLook, sooner } from '../controller/cadence.js'
import type { Ended } from '../controller/carry-out.js'
import { keep, recall } from '../controller/inventory.js'
import { keepJudgement, recallJudgement, TAKEOVER_ROUNDS } from '../controller/judgement.js'
import { blank, type Memory } from '../controller/memory.js'
import { type Tick, tick } from '../controller/tick.js'
import { asOperatingError } from '../model/error.js'
import { act, resumeOpen } from './act.js'
import { answerTrouble, takeRequest } from './answers.js'
import { type Bell, bellOf } from './bell.js'
import { idle } from './idle.js'
import { Inspector } from './inspector.js'
import type { Asked } from './request-document.js'
import { quietly, type Watch, wordsOf } from './watch-run.js'

/** How often the calm-day inventory is kept in the store. */
const KEEP_EVERY_MS = 60_000
/** Trouble is not waited out for longer than this, or a whole interval where that is longer. */
const PAUSE_MAX_MS = 30_000

/** What one round leaves to the next. */
interface State {
  readonly inspector: Inspector
  readonly memory: Memory
  readonly next: NextLook
  /** An incident may be open that was cut off: at the start, and after trouble. */
  readonly isUnfinished: boolean
  /** Rounds in a row that failed. */
  readonly failed: number
  /** On the monotonic clock. */
  readonly keptMs: number
}

/** Watches until `signal` fires; throws `OperatingError` (`deposed`) when it may not go on. */
export async function watch(run: Watch): Promise<void> {
  const { policy, signal, world } = run
  const bell: Bell = bellOf(world.observers, world.clock, policy.observe.everyMs)
  const inspector = new Inspector(world, await recall(world.store))
  const assessments = await recallJudgement(world.store, world.clock.now(), policy.observe, TAKEOVER_ROUNDS)
  let state: State = {
    ...{ memory: { ...blank, assessments, inspections: await inspector.anew() }, next: { inMs: 0, burst: 0 } },
    ...{ inspector, isUnfinished: true, failed: 0 },
    keptMs: Number.NEGATIVE_INFINITY,
  }
  while (!signal.aborted) {
    state = await round(run, state)
    await idle(world, bell, state.next.inMs, signal)
  }
}

async function round(run: Watch, before: State): Promise<State> {
  try {
    return await lookAndAct(run, before)
  } catch (thrown) {
    const error = asOperatingError(thrown, 'watch')
    if (error.code === 'deposed') throw error
    run.watcher.onTrouble('watch', wordsOf(error))
    const failed = before.failed + 1
    return { ...before, isUnfinished: true, failed, next: { inMs: pauseMs(run, failed), burst: 0 } }
  }
}

async function lookAndAct(run: Watch, before: State): Promise<State> {
  const { lease, policy, watcher, world } = run
  const resumed = before.isUnfinished ? await resumeOpen(run, before.memory.inspections) : undefined
  if (run.signal.aborted) return before
  const asked = await quietly(run, 'read requests', () => takeRequest(world.store, world.clock, lease))
  if (asked) watcher.onRequest(asked)
  const began = world.clock.monotonic()
  const found = await lookFor(run, before, asked)
  const cadence = nextLook(found.memory, policy.observe, world.random)
  const next = sooner(cadence, found.decision, policy.decide.guards, found.situation.now)
  watcher.onTick(found, world.clock.monotonic() - began, next.inMs)
  const ended = (await act(run, found, asked)) ?? resumed
  const remembered = await remember(run, before, found.memory, next, ended)
  const isIdle = ended === undefined && asked === undefined && next.burst === 0
  const inMs = isIdle ? (run.rest?.(found, next.inMs) ?? next.inMs) : next.inMs
  return { ...before, ...remembered, next: { ...next, inMs }, isUnfinished: false, failed: 0 }
}

/** A request is judged on a whole look, and answered also when there is none to be had. */
async function lookFor(run: Watch, { memory, next }: State, asked: Asked | undefined): Promise<Tick> {
  const { policy, world } = run
  try {
    const only = asked ? undefined : next.only
    return await tick(world, policy, { ...memory, burst: next.burst }, asked?.request, only)
  } catch (thrown) {
    const { message } = asOperatingError(thrown, 'look')
    if (asked) await quietly(run, 'answer a request', () => answerTrouble(world.store, asked, message))
    throw thrown
  }
}

/** Inspects anew, but not in the midst of a burst; keeps the judgement for commands, and the inventory for a worse day. */
async function remember(
  run: Watch,
  { inspector, keptMs }: State,
  memory: Memory,
  next: NextLook,
  ended: Ended | undefined,
): Promise<Pick<State, 'memory' | 'keptMs'>> {
  const { world } = run
  const seen = ended ? inspector.anew() : next.burst === 0 ? inspector.glance() : memory.inspections
  const inspections = await seen
  if (next.burst === 0) {
    await quietly(run, 'keep the judgement', () => keepJudgement(world.store, world.clock.now(), memory.assessments))
  }
  const nowMs = world.clock.monotonic()
  const after = { ...memory, inspections }
  if (nowMs - keptMs <= KEEP_EVERY_MS && !ended) return { memory: after, keptMs }
  await quietly(run, 'keep the inventory', () => keep(world.store, inspections))
  return { memory: after, keptMs: nowMs }
}

/** Doubles with each failure in a row, half of it at random. */
function pauseMs({ policy, world }: Watch, failed: number): number {
  const { everyMs } = policy.observe
  const longestMs = Math.max(everyMs, PAUSE_MAX_MS)
  return Math.min(longestMs, everyMs * 2 ** Math.min(failed - 1, 10)) * (0.5 + world.random() / 2)
}
