/**
 * One round of the watch: take up what was cut off (law 15) and what someone asks for, look, judge, act. An operator's
 * request reaches the leader through the store, and walks the same path as every other decision.
 *
 * Every round looks, whatever the store says: what is seen while it is out of reach counts when it is back. Trouble is
 * told, and what comes after the look is tried again after a growing pause (law 16).
 */
import { judgeBlindly, type Known } from '../controller/blind.js'
import { afterEarly, early, type NextLook, nextLook, sooner } from '../controller/cadence.js'
import type { Ended } from '../controller/carry-out.js'
import { keep } from '../controller/inventory.js'
import { keepJudgement } from '../controller/judgement.js'
import { keepLags } from '../controller/lag-history.js'
import type { Memory } from '../controller/memory.js'
import { judge, look, type Tick } from '../controller/tick.js'
import { noteLags } from '../forecast/lags.js'
import { asOperatingError, OperatingError } from '../model/error.js'
import { act } from './act.js'
import { answerTrouble, takeRequest } from './answers.js'
import type { Inspector } from './inspector.js'
import { obeyOrder } from './obey-order.js'
import type { OwedFences } from './owed-fences.js'
import type { Rehearsals } from './rehearsals.js'
import { type AskedMove, isOrder } from './request-document.js'
import { type Halted, resumeOpen, type TakenUp } from './resume-open.js'
import { quietly, type Watch, wordsOf } from './watch-run.js'

/** How often the calm-day inventory is kept in the store. */
const KEEP_EVERY_MS = 60_000
/** Trouble is not waited out for longer than this, or a whole interval where that is longer. */
const PAUSE_MAX_MS = 30_000

/** What one round leaves to the next. */
export interface State {
  readonly inspector: Inspector
  readonly fences: OwedFences
  readonly rehearsals: Rehearsals
  readonly memory: Memory
  readonly next: NextLook
  /** An incident may be open: at the start, after trouble, and while one is halted. */
  readonly isUnfinished: boolean
  /** The incident that is halted. */
  readonly halted?: Halted
  /** What the journal said when it was last read. */
  readonly known?: Known
  /** What the last round that judged failed of; not tried again before `retryMs` on the monotonic clock. */
  readonly trouble?: { readonly because: string; readonly isStore: boolean; readonly retryMs: number }
  /** Rounds in a row that failed. */
  readonly failed: number
  /** On the monotonic clock. */
  readonly keptMs: number
}

/**
 * The round after `before`, which comes `leftMs` before it was due when something woke the loop; throws `OperatingError`
 * (`deposed`) when the watch may not go on.
 */
export async function round(run: Watch, before: State, leftMs = 0): Promise<State> {
  const dueMs = run.world.clock.monotonic() + leftMs
  const isPut = run.world.clock.monotonic() < (before.trouble?.retryMs ?? Number.NEGATIVE_INFINITY)
  if (isPut) return blindRound(run, before, dueMs)
  const taken = await attempt(() => takeUp(run, before))
  if (run.signal.aborted) return before
  if (taken.is === 'trouble') return blindRound(run, troubled(run, before, taken.error), dueMs)
  const { asked } = taken.value
  const began = run.world.clock.monotonic()
  const seen = await see(run, before, dueMs, asked)
  const judged = await attempt(() => judge(run.world, run.policy, seen.memory, asked?.request))
  if (judged.is === 'done') {
    mayGoOn(run)
    return carryOn(run, seen, judged.value, { ...taken.value, began })
  }
  const { message } = judged.error
  if (asked) await quietly(run, 'answer a request', () => answerTrouble(run.world.store, asked, message))
  return weighBlindly(run, troubled(run, seen, judged.error), began)
}

/**
 * Who slept may wake as one that was deposed, and is told so by its lease before its successor's beacon does. The store
 * answered: another may lead by it, and goes by what a leader keeps there (law 15).
 */
function mayGoOn({ lease }: Watch): void {
  if (lease.isLost?.()) throw new OperatingError('deposed', `the lease of epoch ${lease.epoch} is lost`)
}

type Attempt<Value> =
  | { readonly is: 'done'; readonly value: Value }
  | { readonly is: 'trouble'; readonly error: OperatingError }

/** A lost lease ends the watch; any other operating error is trouble. */
async function attempt<Value>(work: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { is: 'done', value: await work() }
  } catch (thrown) {
    const error = asOperatingError(thrown, 'watch')
    if (error.code === 'deposed') throw error
    return { is: 'trouble', error }
  }
}

interface Begun extends TakenUp {
  readonly asked: AskedMove | undefined
}

async function takeUp(run: Watch, { halted, isUnfinished, memory }: State): Promise<Begun> {
  const { lease, watcher, world } = run
  const taken = isUnfinished ? await resumeOpen(run, memory.inspections, halted) : {}
  if (run.signal.aborted) return { ...taken, asked: undefined }
  const asked = await quietly(run, 'read requests', () => takeRequest(world.store, world.clock, lease))
  if (asked) watcher.onRequest(asked)
  if (!asked || !isOrder(asked)) return { ...taken, asked }
  const ended = await obeyOrder(run, asked, memory.inspections)
  // What was halted is resumed or closed, or was not what is open: the next round sees which.
  return { ...(ended ? { ended } : taken), asked: undefined }
}

/** A request is judged on a whole look, but for what is in doubt when it comes before the look was due. */
async function see({ policy, world }: Watch, before: State, dueMs: number, asked?: AskedMove): Promise<State> {
  const { memory, next } = before
  const isEarly = world.clock.monotonic() < dueMs
  const only = isEarly ? early(memory) : asked ? undefined : next.only
  const seen = await look(world, policy, { ...memory, burst: next.burst }, only)
  const anew = (): NextLook => nextLook(seen, policy.observe, world.random)
  const leftMs = Math.max(0, dueMs - world.clock.monotonic())
  return { ...before, memory: seen, next: isEarly ? afterEarly(next, memory, leftMs, anew) : anew() }
}

async function carryOn(
  run: Watch,
  seen: State,
  found: Tick,
  { asked, began, ended: resumed, halted }: Begun & { readonly began: number },
): Promise<State> {
  const { decision, situation } = found
  const next = sooner(
    seen.next,
    { assessments: situation.assessments, decision },
    run.policy.decide.guards,
    situation.now,
  )
  run.watcher.onTick(found, run.world.clock.monotonic() - began, next.inMs)
  const { frozen, precedents, standing } = situation
  const judged: State = { ...seen, next, known: { frozen, precedents, standing } }
  const acted = await attempt(async () => {
    const ended = (await act(run, found, asked)) ?? resumed
    const isFree = !ended && !precedents.open && next.burst === 0
    const fenceInMs = isFree ? await seen.fences.settle(run, seen.memory.assessments) : undefined
    const isUnfinished = halted !== undefined || ended?.is === 'halted'
    const isIdle = !ended && !asked && !isUnfinished && next.burst === 0
    const rehearseInMs = isFree && isIdle ? await seen.rehearsals.settle(run, found, seen.inspector) : undefined
    const restMs = isIdle ? (run.rest?.(found, next.inMs) ?? next.inMs) : next.inMs
    const inMs = Math.max(next.inMs, Math.min(restMs, fenceInMs ?? restMs, rehearseInMs ?? restMs))
    return { ...(await remember(run, judged, ended)), next: { ...next, inMs }, isUnfinished }
  })
  if (acted.is === 'trouble') return troubled(run, { ...judged, next: seen.next }, acted.error)
  const { halted: _, trouble: __, ...well } = judged
  return { ...well, ...acted.value, ...(halted ? { halted } : {}), failed: 0 }
}

/** `state` with its trouble, which is told and put off. */
function troubled(run: Watch, state: State, error: OperatingError): State {
  const because = wordsOf(error)
  run.watcher.onTrouble('watch', because)
  const failed = state.failed + 1
  const retryMs = run.world.clock.monotonic() + pauseMs(run, failed)
  return { ...state, isUnfinished: true, failed, trouble: { because, isStore: error.code === 'store', retryMs } }
}

async function blindRound(run: Watch, before: State, dueMs: number): Promise<State> {
  const began = run.world.clock.monotonic()
  return weighBlindly(run, await see(run, before, dueMs), began)
}

/** What would be done, were it not for the trouble. The resources are inspected as ever: they need no store. */
async function weighBlindly({ policy, watcher, world }: Watch, state: State, began: number): Promise<State> {
  const { inspector, known, next, trouble } = state
  const inspections = next.burst === 0 ? await inspector.glance() : state.memory.inspections
  const memory = withLags({ ...state.memory, inspections }, world.clock.now())
  const found = judgeBlindly(world, policy, memory, known, trouble?.because ?? 'nothing can be decided now')
  watcher.onTick(found, world.clock.monotonic() - began, next.inMs)
  return { ...state, memory }
}

/** Inspects anew, but not in the midst of a burst; keeps the judgement for commands, and the inventory for a worse day. */
async function remember(
  run: Watch,
  { inspector, keptMs, memory, next }: State,
  ended: Ended | undefined,
): Promise<Pick<State, 'memory' | 'keptMs'>> {
  const { world } = run
  const seen = ended ? inspector.anew() : next.burst === 0 ? inspector.glance() : memory.inspections
  const inspections = await seen
  if (next.burst === 0) {
    const gauges = inspections.flatMap((each) => each.gauges.filter(({ reading }) => reading.is === 'known'))
    await quietly(run, 'keep the judgement', () =>
      keepJudgement(world.store, world.clock.now(), memory.assessments, gauges),
    )
  }
  const nowMs = world.clock.monotonic()
  const after = withLags({ ...memory, inspections }, world.clock.now())
  if (nowMs - keptMs <= KEEP_EVERY_MS && !ended) return { memory: after, keptMs }
  await quietly(run, 'keep the inventory', () => keep(world.store, inspections))
  await quietly(run, 'keep the history of lag', () => keepLags(world.store, after.lags ?? []))
  return { memory: after, keptMs: nowMs }
}

function withLags(memory: Memory, now: number): Memory {
  const gauges = memory.inspections.flatMap((each) => each.gauges)
  return { ...memory, lags: noteLags(memory.lags ?? [], gauges, now) }
}

/** Doubles with each failure in a row, half of it at random. */
function pauseMs({ policy, world }: Watch, failed: number): number {
  const { everyMs } = policy.observe
  const longestMs = Math.max(everyMs, PAUSE_MAX_MS)
  return Math.min(longestMs, everyMs * 2 ** Math.min(failed - 1, 10)) * (0.5 + world.random() / 2)
}
