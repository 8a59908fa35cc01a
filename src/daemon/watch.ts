/**
 * The watcher's loop: the leader looks at the policy's cadence, sooner when a probe is in doubt or a held connection
 * closes, and acts on what it decides, round by round (`round.ts`). Only a lost lease ends it.
 */
import { recall } from '../controller/inventory.js'
import { recallJudgement, TAKEOVER_ROUNDS } from '../controller/judgement.js'
import { recallLags } from '../controller/lag-history.js'
import { blank } from '../controller/memory.js'
import { type Bell, bellOf } from './bell.js'
import { idle } from './idle.js'
import { Inspector } from './inspector.js'
import { OwedFences } from './owed-fences.js'
import { Rehearsals } from './rehearsals.js'
import { round, type State } from './round.js'
import type { Watch } from './watch-run.js'

/** Watches until `signal` fires; throws `OperatingError` (`deposed`) when it may not go on. */
export async function watch(run: Watch): Promise<void> {
  const { policy, signal, world } = run
  const bell: Bell = bellOf(world.observers, world.clock, policy.observe.everyMs)
  const inspector = new Inspector(world, await recall(world.store))
  const assessments = await recallJudgement(world.store, world.clock.now(), policy.observe, TAKEOVER_ROUNDS)
  const lags = await recallLags(world.store)
  let state: State = {
    ...{ memory: { ...blank, assessments, lags, inspections: await inspector.anew() }, next: { inMs: 0, burst: 0 } },
    ...{ inspector, fences: new OwedFences(), rehearsals: new Rehearsals(), isUnfinished: true, failed: 0 },
    keptMs: Number.NEGATIVE_INFINITY,
  }
  for (let leftMs = 0; !signal.aborted; ) {
    state = await round(run, state, leftMs)
    const dueMs = world.clock.monotonic() + state.next.inMs
    await idle(world, bell, state.next.inMs, signal, { asksStore: state.trouble?.isStore !== true })
    leftMs = Math.max(0, dueMs - world.clock.monotonic())
  }
}
