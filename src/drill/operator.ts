/**
 * A person at a keyboard of the simulated world. The words are those of the command line, and what they lead to is the
 * path of `src/cli/move.ts` without a terminal: survey, decide, carry out, or ask the leader to. What ends a command with
 * a message there ends it in silence here; what it changed, and what was thought of it, is in the trace.
 */
import { carryOut, resume } from '../controller/carry-out.js'
import { inspectAll, recall } from '../controller/inventory.js'
import { survey } from '../controller/survey.js'
import { askLeader } from '../daemon/requests.js'
import { precedentsOf } from '../decide/precedents.js'
import { asOperatingError } from '../model/error.js'
import { invariant } from '../model/invariant.js'
import type { OperatorRequest } from '../model/move.js'
import type { World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { type OperatorWords, understand } from '../sim/operator-words.js'
import type { Simulation } from '../sim/simulation.js'
import { mindOf } from './mind.js'

/** How long the leader may take for a whole move. */
const LEADER_PATIENCE_MS = 30 * 60_000
const INSPECTION_MS = 3_000

export interface Order {
  /** Who gives it, at a host of their own. */
  readonly by: string
  readonly run: string
}

/** Runs the words after `failover` to their end; throws only for a bug. */
export async function obey(simulation: Simulation, policy: Policy, { by, run }: Order): Promise<void> {
  const read = understand(run)
  invariant(read.is === 'understood', `a drill that was read has an order nobody understands: ${run}`)
  const world = simulation.world(by)
  try {
    if (read.words.is === 'move') return await move(simulation, world, policy, by, read.words)
    return await mend(world, policy, by, read.words)
  } catch (thrown) {
    asOperatingError(thrown, run)
  }
}

async function move(
  simulation: Simulation,
  world: World,
  policy: Policy,
  by: string,
  { ask, because, dryRun, waives }: Extract<OperatorWords, { is: 'move' }>,
): Promise<void> {
  const request: OperatorRequest = { ask, by, waives, ...(because === undefined ? {} : { because }) }
  const found = await survey(world, policy, request)
  simulation.note(mindOf(found, by, simulation.clock.elapsedMs))
  if (dryRun || found.decision.kind === 'hold' || !found.plan) return
  const acquired = await world.store.acquire(by)
  if (acquired.is === 'held') {
    const asked = { id: `order-of-${by}`, request, epoch: acquired.epoch }
    await askLeader(world.store, world.clock, asked, LEADER_PATIENCE_MS)
    return
  }
  try {
    await carryOut({ world, policy, lease: acquired.lease, by }, found)
  } finally {
    await acquired.lease.release()
  }
}

/** What is done about an incident that is open. */
async function mend(world: World, policy: Policy, by: string, { because, is }: OperatorWords): Promise<void> {
  const { clock, store } = world
  const { open } = precedentsOf(await store.read())
  if (!open) return
  const { incident } = open
  if (is === 'halt') {
    const before = await store.get(`halt-${incident}`)
    await store.put(`halt-${incident}`, `${by} asked to halt${because ? `: ${because}` : ''}`, before?.version)
    return
  }
  const acquired = await store.acquire(by)
  if (acquired.is === 'held') return
  const { lease } = acquired
  try {
    if (is === 'resume') {
      await resume({ world, policy, lease, by }, incident, await inspectAll(world, await recall(store), INSPECTION_MS))
      return
    }
    const why = because ?? `closed as it stands by ${by}`
    await store.append(lease, {
      ...{ at: clock.now(), incident, by },
      event: { kind: 'incident-closed', outcome: 'abandoned', because: why },
    })
    await store.remove(`halt-${incident}`)
  } finally {
    await lease.release()
  }
}
