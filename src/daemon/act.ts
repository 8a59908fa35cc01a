/**
 * What a leader does besides looking: carries out a decision, answers who asked. When the
 * watch is to end while a move runs, the move is asked to halt before its next step, as an operator would ask it.
 */
import { carryOut, type Ended } from '../controller/carry-out.js'
import type { Tick } from '../controller/tick.js'
import { OVER } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import { describeMove } from '../model/move.js'
import { incidents } from '../report/incident.js'
import { answer, answerTrouble, isPlanAsked } from './answers.js'
import type { AskedMove } from './request-document.js'
import { quietly, type Watch } from './watch-run.js'

const BETWEEN_TRIES_MS = 100

/** Carries out a decision to act, and answers the operator who asked. */
export async function act(run: Watch, found: Tick, asked: AskedMove | undefined): Promise<Ended | undefined> {
  const { world, watcher } = run
  const refused = asked !== undefined && !isPlanAsked(asked, found)
  if (found.decision.kind !== 'act' || !found.plan || refused) {
    if (asked) await quietly(run, 'answer a request', () => answer(world.store, asked, found))
    return undefined
  }
  if (run.signal.aborted) {
    if (asked) await quietly(run, 'answer a request', () => answerTrouble(world.store, asked, 'the leader is stopping'))
    return undefined
  }
  watcher.onActing(found)
  try {
    const ended = await haltable(run, () => carryOut(run, found))
    watcher.onEnded(ended)
    if (asked) await quietly(run, 'answer a request', () => answer(world.store, asked, found, ended))
    return ended
  } catch (thrown) {
    const { message } = asOperatingError(thrown, describeMove(found.decision.move))
    if (asked) await quietly(run, 'answer a request', () => answerTrouble(world.store, asked, message))
    throw thrown
  }
}

/** Does `work`; when the watch is to end meanwhile, the incident that is open is asked to halt. */
export async function haltable<Value>(run: Watch, work: () => Promise<Value>): Promise<Value> {
  const over = new AbortController()
  const halting = haltOnStop(run, over.signal)
  try {
    return await work()
  } finally {
    over.abort(OVER)
    await halting
  }
}

async function haltOnStop(run: Watch, over: AbortSignal): Promise<void> {
  const { by, signal, world } = run
  await fires(AbortSignal.any([signal, over]))
  let key: string | undefined
  while (!over.aborted && key === undefined) {
    await quietly(run, 'ask the move to halt', async () => {
      const open = incidents(await world.store.read()).findLast(({ closedAt }) => closedAt === undefined)
      if (!open) return
      const before = await world.store.get(`halt-${open.id}`)
      if (!before) await world.store.put(`halt-${open.id}`, `${by} was told to stop`, undefined)
      key = `halt-${open.id}`
    })
    if (key === undefined) await world.clock.sleep(BETWEEN_TRIES_MS, over)
  }
  const asked = key
  if (asked === undefined) return
  await fires(over)
  await quietly(run, 'take the request to halt away', () => world.store.remove(asked))
}

async function fires(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
