/**
 * The whole pipeline on one screen: look, assess, decide, plan, and, when the decision is to act, carry out.
 *
 * A tick is given everything it uses. The watcher's loop, the switch, the dry run and the simulator all call this.
 */
import { assess } from '../assess/assess.js'
import { decide } from '../decide/decide.js'
import { frozenIn } from '../decide/frozen.js'
import { precedentsOf } from '../decide/precedents.js'
import type { Situation } from '../decide/situation.js'
import { effective } from '../model/health.js'
import type { Decision, OperatorRequest } from '../model/move.js'
import type { Subject } from '../model/place.js'
import type { Objection, Plan } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { Look, World } from '../model/world.js'
import { observe } from '../observe/observe.js'
import { type Draft, draft } from '../plan/draft.js'
import type { Inventory } from '../plan/inventory.js'
import type { Policy } from '../policy/policy.js'
import { type Memory, standingOf } from './memory.js'

export interface Tick {
  readonly memory: Memory
  readonly situation: Situation
  readonly decision: Decision
  /** For a decision to act: the plan, or what objects to every way of it. */
  readonly plan?: Plan
  readonly objections?: readonly Objection[]
}

/** One round of judgement. Changes nothing in the world. `only` limits the look to what a burst re-probes. */
export async function tick(
  world: World,
  policy: Policy,
  memory: Memory,
  request?: OperatorRequest,
  only?: (of: Subject) => boolean,
): Promise<Tick> {
  return judge(world, policy, await look(world, policy, memory, only), request)
}

/** One look, and what is made of every place. It needs no store, so that it goes on where there is none. */
export async function look(
  world: World,
  policy: Policy,
  memory: Memory,
  only?: (of: Subject) => boolean,
): Promise<Memory> {
  const observations = await observe(world.observers, lookOf(policy, only), world.clock)
  return { ...memory, assessments: assess(observations, memory.assessments, world.clock.now(), policy) }
}

/** What is to be done about what was seen, as the journal stands. */
export async function judge(world: World, policy: Policy, seen: Memory, request?: OperatorRequest): Promise<Tick> {
  const situation = await situate(world, policy, seen, request)
  const decision = decide(situation)
  const base = { memory: seen, situation, decision }
  if (decision.kind === 'hold') return base
  const drawn = planFor(world, situation, seen.inspections, decision)
  return drawn.is === 'plan' ? { ...base, plan: drawn.plan } : { ...base, objections: drawn.objections }
}

/** The situation that a decision is made from, out of memory, journal and clock. */
export async function situate(
  world: World,
  policy: Policy,
  memory: Memory,
  request?: OperatorRequest,
): Promise<Situation> {
  const { assessments, inspections } = memory
  const entries = await world.store.read()
  return {
    now: world.clock.now(),
    policy,
    assessments,
    gauges: inspections.flatMap(({ gauges }) => gauges),
    standing: standingOf(policy, inspections, entries),
    precedents: precedentsOf(entries),
    frozen: frozenIn(entries),
    ...(request ? { request } : {}),
  }
}

/** The plan for a move, or the objections to it. */
export function planFor(
  world: World,
  { assessments, frozen, now, policy }: Pick<Situation, 'assessments' | 'frozen' | 'now' | 'policy'>,
  inspections: readonly Inspection[],
  { move }: { readonly move: Parameters<typeof draft>[0]['move'] },
): Draft {
  const impaired: readonly Subject[] = [
    ...assessments.filter((assessment) => effective(assessment) === 'impaired').map(({ of }) => of),
    ...inspections.flatMap((inspection) => inspection.impaired),
  ]
  const doubted = assessments.filter((each) => effective(each) === 'suspect').map(({ of }) => of)
  const known = new Set(inspections.map(({ resource }) => resource))
  const unseen = world.drivers.flatMap(({ resource }) => (known.has(resource) ? [] : [resource]))
  const pending = move.kind === 'freeze' ? frozen.find(({ region }) => region === move.region)?.pending : undefined
  const only = pending ? { only: pending.map(({ resource }) => resource) } : {}
  const inventory = stock(world, inspections)
  return draft({ move, impaired, doubted, inventory, unseen, ...only, policy: policy.plan, now })
}

function stock(world: World, inspections: readonly Inspection[]): Inventory {
  return inspections.flatMap((seen) => {
    const driver = world.drivers.find(({ resource }) => resource === seen.resource)
    return driver ? [{ seen, tactics: (end) => driver.tactics(end, seen) }] : []
  })
}

/** The time a look has over its slowest probe, so that many targets need not be asked in one instant. */
const SPREAD_MAX_MS = 2_500
const SPREAD_MIN_MS = 100

function lookOf({ observe }: Policy, only: Look['only'] | undefined): Look {
  const slowestMs = Math.max(0, ...observe.signals.map(({ timeoutMs }) => timeoutMs))
  const spreadMs = Math.min(SPREAD_MAX_MS, Math.max(SPREAD_MIN_MS, observe.everyMs / 4))
  return { deadlineMs: slowestMs + spreadMs, ...(only ? { only } : {}) }
}
