/**
 * From a decision to an incident closed: opens it, accepts the plan, executes, and watches the public name until users
 * are seen served (law 17). Everything it does is in the journal first, so `resume` can take over from any line.
 */
import { precedentsOf } from '../decide/precedents.js'
import { execute, type Outcome } from '../execute/execute.js'
import { progressOf } from '../execute/progress.js'
import { record, type Tools } from '../execute/tools.js'
import { withDeadline } from '../model/deadline.js'
import { asOperatingError, OperatingError } from '../model/error.js'
import { invariant } from '../model/invariant.js'
import type { JournalEntry, JournalEvent, Loss, Verification } from '../model/journal.js'
import { type Decision, describeMove, isAside, type Move } from '../model/move.js'
import type { Plan } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { Lease, PublicGlance, World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { requiredFor, verify } from '../verify/verify.js'
import { type AsideEnded, closeAside } from './aside.js'
import { converge } from './converge.js'
import { foretoldOf } from './foretell.js'
import { glanceOnce } from './glance-once.js'
import { proves } from './prove.js'
import type { Tick } from './tick.js'

/** Users are asked for often at first; what takes longer is known to a twentieth of the time it took. */
const BETWEEN_GLANCES_MS = 100
const BETWEEN_GLANCES_MAX_MS = 1_000
const RESOLUTION = 1 / 20
const COUNT_LOSS_MS = 5_000

export interface Run {
  readonly world: World
  readonly policy: Policy
  readonly lease: Lease
  readonly by: string
}

export type Ended =
  | { readonly is: 'recovered'; readonly incident: string; readonly verification: Verification }
  | AsideEnded
  | { readonly is: 'went-back' | 'halted'; readonly incident: string; readonly because: string; readonly next?: string }

/** Opens an incident for a decision to act and runs it to its end. */
export async function carryOut(run: Run, found: Tick): Promise<Ended> {
  const { decision, plan } = found
  invariant(decision.kind === 'act' && plan, 'only a decision to act with a plan is carried out')
  const tools = toolsFor(run, await incidentId(run.world))
  const entries = await run.world.store.read()
  await nothingElseOpen(entries, tools, decision.move)
  await open(run, tools, found, decision)
  await record(tools, {
    kind: 'plan-accepted',
    plan,
    forecast: foretoldOf(found, plan, entries, run.world.clock.now()),
  })
  return finish(run, tools, plan, found.memory.inspections)
}

/** Another's incident may have been opened, and left, between the decision and the lease (laws 5, 15). */
async function nothingElseOpen(entries: readonly JournalEntry[], tools: Tools, move: Move): Promise<void> {
  const { open: other } = precedentsOf(entries)
  if (!other) return
  if (isAside(other.move) && !isAside(move)) {
    const because = `cut off, and closed as it stands for ${describeMove(move)}, which waits for no ${other.move.kind}`
    return record({ ...tools, incident: other.incident }, { kind: 'incident-closed', outcome: 'abandoned', because })
  }
  const says = `incident ${other.incident} (${describeMove(other.move)}) was opened meanwhile and is not finished`
  throw new OperatingError('conflict', says, 'finish it with "failover resume", then ask again')
}

/** Takes up an open incident where the journal says it stands; `by` asked for it, or the run itself did. */
export async function resume(
  run: Run,
  incident: string,
  inspections: readonly Inspection[],
  by: string = run.by,
): Promise<Ended> {
  const tools = toolsFor(run, incident)
  await run.world.store.remove(`halt-${incident}`)
  await record(tools, { kind: 'resumed', by })
  const { plan } = progressOf(await run.world.store.read(), incident)
  if (plan) return finish(run, tools, plan, inspections)
  const because = 'it stopped before a plan was accepted; nothing had been done'
  await record(tools, { kind: 'incident-closed', outcome: 'abandoned', because })
  return { is: 'went-back', incident, because }
}

/** Closes an open incident as it stands: what was done stays done, and what was not is nobody's any more. */
export async function abandon(
  { lease, world }: Pick<Run, 'lease' | 'world'>,
  incident: string,
  by: string,
  because: string = `closed as it stands by ${by}`,
): Promise<string> {
  const { clock, store } = world
  const event: JournalEvent = { kind: 'incident-closed', outcome: 'abandoned', because }
  await store.append(lease, { at: clock.now(), incident, by, event })
  await store.remove(`halt-${incident}`)
  return because
}

async function open(
  run: Run,
  tools: Tools,
  { memory, situation }: Tick,
  decision: Extract<Decision, { kind: 'act' }>,
): Promise<void> {
  const { move, trigger } = decision
  const firstBadAt = trigger.kind === 'impairment' ? trigger.firstBadAt : undefined
  const noticed =
    trigger.kind === 'impairment' ? memory.assessments.find(({ of }) => of === trigger.of)?.measured.since : undefined
  const { recoveryPointMs, recoveryTimeMs } = run.policy.report.objectives
  await record(tools, {
    kind: 'incident-opened',
    app: run.policy.app,
    severity: severityOf(move),
    move,
    trigger,
    decision,
    evidence: situation.assessments,
    ...(firstBadAt === undefined ? {} : { firstBadAt }),
    ...(noticed === undefined ? {} : { noticedAt: noticed }),
    objectives: { recoveryTimeMs, recoveryPointMs },
    commander: trigger.kind === 'operator' ? trigger.name : run.by,
  })
}

async function finish(run: Run, tools: Tools, plan: Plan, inspections: readonly Inspection[]): Promise<Ended> {
  const { incident } = tools
  const outcome: Outcome = await execute(plan, tools)
  if (isAside(plan.move)) return closeAside(plan.move, plan, tools)
  if (outcome.is === 'halted') return { ...outcome, incident }
  if (outcome.is === 'went-back') {
    await record(tools, { kind: 'incident-closed', outcome: 'went-back', because: outcome.because })
    return { ...outcome, incident }
  }
  const verification = await watchPublicName(run, plan.move)
  const loss = await countLoss(run.world, plan.move, inspections)
  await record(tools, { kind: 'verified', verification, loss })
  if (verification.is !== 'served') {
    const because = `every step holds, but users are not seen served: ${verification.because}`
    const next = 'look at what the public name answers; "failover resume" verifies again'
    await record(tools, { kind: 'halted', because, next, passes: true })
    return { is: 'halted', incident, because, next }
  }
  await converge(run.world, plan.move, run.policy, tools)
  await record(tools, { kind: 'incident-closed', outcome: 'recovered', because: verification.because })
  return { is: 'recovered', incident, verification }
}

/** Glances as a user until served for good, for the recovery-time objective again, but no less than half a minute. */
async function watchPublicName({ policy, world }: Run, move: Move): Promise<Verification> {
  const { clock } = world
  const patienceMs = Math.max(30_000, policy.report.objectives.recoveryTimeMs)
  const began = clock.monotonic()
  const required = requiredFor(move, policy.plan.traffic.tricklePercent)
  let glances: readonly PublicGlance[] = []
  for (;;) {
    const glance = await glanceOnce(world)
    glances = [...glances.filter(({ at }) => glance.at - at <= required.freshMs), glance]
    const verification = verify(move, glances, clock.now(), required)
    const waitedMs = clock.monotonic() - began
    if (verification.is === 'served' || waitedMs > patienceMs) return verification
    const pauseMs = isGood(glance) ? BETWEEN_GLANCES_MS : Math.max(BETWEEN_GLANCES_MS, waitedMs * RESOLUTION)
    await clock.sleep(Math.min(BETWEEN_GLANCES_MAX_MS, pauseMs))
  }
}

const isGood = ({ read, write }: PublicGlance): boolean => read.is === 'pass' && (write?.is ?? 'pass') === 'pass'

/** What cannot be counted is unknown; the move is done all the same. */
async function countLoss(world: World, move: Move, inspections: readonly Inspection[]): Promise<Loss> {
  if (move.kind !== 'failover') return { is: 'known', writes: 0, ms: 0 }
  const count = world.countLoss?.bind(world)
  if (!count) return { is: 'unknown', because: 'this world has no way to count it' }
  const doing = 'count the loss'
  try {
    return await withDeadline({ clock: world.clock, ms: COUNT_LOSS_MS, doing }, (signal) =>
      count(move, inspections, signal),
    )
  } catch (thrown) {
    return { is: 'unknown', because: asOperatingError(thrown, doing).message }
  }
}

function toolsFor({ by, lease, policy, world }: Run, incident: string): Tools {
  const { clock, drivers, random, store } = world
  const byName = new Map(drivers.map((driver) => [driver.resource, driver]))
  const haltRequested = async (): Promise<string | undefined> => (await store.get(`halt-${incident}`))?.text
  const prove = proves(world, policy, haltRequested)
  return { by, clock, drivers: byName, haltRequested, incident, lease, prove, random, store }
}

const severityOf = (move: Move): 1 | 2 | 3 => (move.kind === 'failover' ? 1 : move.kind === 'evacuate' ? 2 : 3)

/** `inc-20261124-141503` in UTC, with a counter behind it for a second one within that second. */
async function incidentId({ clock, store }: World): Promise<string> {
  const taken = new Set((await store.read()).map(({ incident }) => incident))
  const stamp = new Date(clock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  for (let count = 1; ; count++) {
    const id = count === 1 ? `inc-${stamp}` : `inc-${stamp}-${count}`
    if (!taken.has(id)) return id
  }
}
