/**
 * A person at a keyboard of the simulated world. The words are those of the command line, and what they lead to is the
 * path of `src/cli/move.ts` without a terminal: survey, decide, carry out, or ask the leader to. What the command would end
 * with there is in the trace, beside what it changed and what was thought of it.
 */
import { abandon, carryOut, type Ended, resume } from '../controller/carry-out.js'
import { inspectAll, recall } from '../controller/inventory.js'
import { survey } from '../controller/survey.js'
import { askLeader, isHalted, LEADER_PATIENCE_MS } from '../daemon/requests.js'
import { precedentsOf } from '../decide/precedents.js'
import { asOperatingError } from '../model/error.js'
import { invariant } from '../model/invariant.js'
import type { OperatorRequest } from '../model/move.js'
import type { World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { type OperatorWords, understand } from '../sim/operator-words.js'
import type { Simulation } from '../sim/simulation.js'
import type { Answered } from '../sim/trace.js'
import { mindOf } from './mind.js'

const INSPECTION_MS = 3_000

export interface Order {
  /** Who gives it, at a host of their own. */
  readonly by: string
  readonly run: string
}

type Came = Pick<Answered, 'is' | 'because'>
const done = (because: string): Came => ({ is: 'done', because })
const notDone = (because: string): Came => ({ is: 'not-done', because })

/** Runs the words after `failover` to their end; throws only for a bug. */
export async function obey(simulation: Simulation, policy: Policy, { by, run }: Order): Promise<void> {
  const read = understand(run)
  invariant(read.is === 'understood', `a drill that was read has an order nobody understands: ${run}`)
  const world = simulation.world(by)
  const came = await said(run, () =>
    read.words.is === 'move' ? move(simulation, world, policy, by, read.words) : mend(world, policy, by, read.words),
  )
  simulation.answered({ atMs: simulation.clock.elapsedMs, by, run, ...came })
}

async function said(run: string, doing: () => Promise<Came>): Promise<Came> {
  try {
    return await doing()
  } catch (thrown) {
    return notDone(asOperatingError(thrown, run).message)
  }
}

async function move(
  simulation: Simulation,
  world: World,
  policy: Policy,
  by: string,
  { ask, because, dryRun, waives }: Extract<OperatorWords, { is: 'move' }>,
): Promise<Came> {
  const request: OperatorRequest = { ask, by, waives, ...(because === undefined ? {} : { because }) }
  const found = await survey(world, policy, request)
  simulation.note(mindOf(found, by, simulation.clock.elapsedMs))
  const { decision, objections = [], plan } = found
  if (decision.kind === 'hold') return notDone(decision.because)
  if (!plan) return notDone(`no plan stands: ${objections.map(({ detail }) => detail).join('; ')}`)
  if (dryRun) return done('rehearsed, and nothing changed')
  const acquired = await world.store.acquire(by)
  if (acquired.is === 'held') {
    const asked = { id: `order-of-${by}`, request, epoch: acquired.epoch }
    const reply = await askLeader(world.store, world.clock, asked, LEADER_PATIENCE_MS)
    return reply.ended ? endOf(reply.ended) : notDone(`the leader holds: ${reply.decision.because}`)
  }
  try {
    return endOf(await carryOut({ world, policy, lease: acquired.lease, by }, found))
  } finally {
    await acquired.lease.release()
  }
}

const endOf = (ended: Ended): Came =>
  ended.is === 'recovered'
    ? done(ended.verification.because)
    : ended.is === 'done'
      ? done(ended.because)
      : notDone(`${ended.is}: ${ended.because}`)

/** What is done about an incident that is open. */
async function mend(world: World, policy: Policy, by: string, { because, is }: OperatorWords): Promise<Came> {
  const { clock, store } = world
  const { open } = precedentsOf(await store.read())
  if (!open) return notDone('no incident is open')
  const { incident } = open
  if (is === 'halt') {
    const before = await store.get(`halt-${incident}`)
    await store.put(`halt-${incident}`, `${by} asked to halt${because ? `: ${because}` : ''}`, before?.version)
    return done(`${incident} is asked to halt`)
  }
  const does = is === 'abandon' ? 'abandon' : 'resume'
  const acquired = await store.acquire(by)
  if (acquired.is === 'held') {
    if (!(await isHalted(store, incident))) return notDone(`${acquired.by} has it under way`)
    const order = { does, incident, by, ...(because === undefined ? {} : { because }) } as const
    const asked = { id: `order-of-${by}`, order, epoch: acquired.epoch }
    const { decision, ended } = await askLeader(store, clock, asked, LEADER_PATIENCE_MS)
    if (ended) return endOf(ended)
    const isClosed = decision.kind === 'hold' && decision.reason === 'abandoned'
    return (isClosed ? done : notDone)(decision.because)
  }
  const { lease } = acquired
  try {
    if (does === 'abandon') return done(await abandon({ lease, world }, incident, by, because))
    const inspections = await inspectAll(world, await recall(store), INSPECTION_MS)
    return endOf(await resume({ world, policy, lease, by }, incident, inspections))
  } finally {
    await lease.release()
  }
}
