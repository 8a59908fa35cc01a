/**
 * From a move to a plan: for each end of the move, and each resource with a part in it, the first tactic to which nothing
 * objects. If every tactic of a needed end is objected to, the plan is refused with all objections named (law 8).
 */
import { isAside, type Move, sourceOf, targetOf } from '../model/move.js'
import { holds, type Plane, type Subject, type ZoneId } from '../model/place.js'
import type { End, Objection, Plan, Step, Tactic } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { PlanPolicy } from '../policy/policy.js'
import { type Stage, stagesOf } from './ends.js'
import { criticalPathMs } from './graph.js'
import { hashOf } from './hash.js'
import type { Inventory, Stock } from './inventory.js'
import { objectionsTo } from './objections.js'
import { type Staging, staging, trafficId } from './staging.js'
import { survivalOf } from './survival.js'
import { proofOf } from './traffic-stages.js'

export interface Brief {
  readonly move: Move
  readonly impaired: readonly Subject[]
  /** What is in doubt, and not known to be impaired: leaned on only where no other way stands. */
  readonly doubted?: readonly Subject[]
  readonly inventory: Inventory
  /** Resources of the policy of which nothing was ever seen; no plan that leaves them out can be trusted. */
  readonly unseen?: readonly string[]
  /** The only resources that the move is still about: a freeze of which the rest is done. */
  readonly only?: readonly string[]
  readonly policy: PlanPolicy
  readonly now: number
}

export type Draft =
  | { readonly is: 'plan'; readonly plan: Plan }
  | { readonly is: 'refused'; readonly objections: readonly Objection[] }

export function draft(brief: Brief): Draft {
  const steps: Step[] = []
  const isFreeze = brief.move.kind === 'freeze'
  const leftOut: Objection[] = isFreeze ? unseenIn(brief) : []
  const objections: Objection[] = isFreeze ? [] : unseenIn(brief)
  let before: readonly string[] = []
  const shares = staging()
  for (const stage of stagesOf(brief.move, sickZones(brief), brief.policy.traffic)) {
    const drawn = drawStage(stage, before, brief, shares)
    ;(stage.is === 'as-can-be' ? leftOut : objections).push(...drawn.objections)
    steps.push(...drawn.steps)
    if (drawn.steps.length > 0) before = drawn.steps.map(({ id }) => id)
  }
  // To try again and again what cannot be done yet would fill the journal with nothing.
  if (brief.only && steps.length === 0) objections.push(...leftOut)
  const said = new Set(objections.map(({ step }) => step))
  objections.push(...unfenced(steps, brief).filter(({ step }) => !said.has(step)))
  return objections.length > 0 ? { is: 'refused', objections } : { is: 'plan', plan: bind(brief, steps, leftOut) }
}

/** Of the target, in one order, so that what happens elsewhere does not change the plan. */
const sickZones = ({ impaired, move }: Brief): readonly ZoneId[] =>
  impaired
    .flatMap((subject) => (subject.kind === 'zone' && subject.region === targetOf(move) ? [subject.zone] : []))
    .sort()

const noTactic = (step: string, detail: string): Objection => ({ step, tactic: '-', because: 'no-tactic', detail })

const unseenIn = ({ unseen = [] }: Brief): Objection[] =>
  unseen.map((resource): Objection => {
    const detail = `${resource} could not be inspected, and no earlier inspection of it is kept`
    return { step: resource, tactic: '-', because: 'unprepared', detail }
  })

/**
 * Never two writers (law 10): who promotes a resource must have fenced it, whatever its driver offers. A fence that a run
 * may carry on without is none, unless the policy gives its leave.
 */
function unfenced(steps: readonly Step[], { move, policy }: Brief): readonly Objection[] {
  const leave = policy.unreachableWriter === 'promote'
  const fences = steps.filter(({ end, onFailure }) => end === 'fenced' && (onFailure === 'halt' || leave))
  const fenced = new Set(fences.map(({ action }) => action.resource))
  return steps
    .filter(({ action, end }) => end === 'writer' && !fenced.has(action.resource))
    .map(({ action: { resource } }) =>
      noTactic(`${resource}.fenced`, `${resource} would be promoted with nothing that fences it in ${sourceOf(move)}`),
    )
}

function drawStage(
  stage: Stage,
  after: readonly string[],
  brief: Brief,
  shares: Staging,
): { steps: Step[]; objections: Objection[] } {
  const steps: Step[] = []
  const objections: Objection[] = []
  const waived: Objection[] = []
  for (const common of stage.ends) {
    for (const stock of brief.inventory.filter(({ seen }) => brief.only?.includes(seen.resource) ?? true)) {
      const { resource } = stock.seen
      const end = shares.endFor(resource, common)
      const tactics = preferred(stock.tactics(end), brief)
      const choice = choose(idOf(resource, end), end, tactics, stock, after, brief)
      if (choice.is === 'step') {
        const passedOver = [...shares.passedOver(resource, end), ...choice.step.passedOver]
        steps.push({ ...choice.step, passedOver })
        shares.took(resource, end)
      } else if (stage.is === 'optional' && end.kind === 'traffic') shares.leftOut(resource, end, choice.objections)
      else (choice.needed || stage.is === 'as-can-be' ? objections : waived).push(...choice.objections)
    }
    if (stage.is === 'required' && steps.length === 0 && objections.length === 0) {
      const none = noTactic(common.kind, `no resource of this policy can bring about "${common.kind}"`)
      objections.push(...(waived.length > 0 ? waived : [none]))
    }
  }
  return { steps, objections }
}

/** Tactics that lean on what is in doubt, or on an avoided service, go last; otherwise the driver's order stands (laws 8, 9). */
function preferred(tactics: readonly Tactic[], { doubted = [], policy: { avoid } }: Brief): readonly Tactic[] {
  const inDoubt = (plane: Plane): boolean => doubted.some((subject) => holds(subject, plane))
  const leans = ({ needs }: Tactic): number =>
    (needs.some(inDoubt) ? 2 : 0) + (needs.some(({ service }) => avoid.includes(service)) ? 1 : 0)
  return [...tactics].sort((a, b) => leans(a) - leans(b))
}

type Choice =
  | { readonly is: 'step'; readonly step: Step }
  /** `needed` is false when all that objects to are tactics that would carry on after a failure anyway. */
  | { readonly is: 'none'; readonly objections: readonly Objection[]; readonly needed: boolean }

function choose(
  id: string,
  end: End,
  tactics: readonly Tactic[],
  stock: Stock,
  after: readonly string[],
  brief: Brief,
): Choice {
  const passedOver: Objection[] = []
  for (const tactic of tactics) {
    const against = objectionsTo(id, tactic, stock.seen, brief.impaired, brief.policy)
    if (against.length > 0) {
      passedOver.push(...against)
      continue
    }
    const { action, deadlineMs, expectedMs, follow, name, needs, onFailure, says, tries, undo } = tactic
    const proof = end.kind === 'traffic' ? proofOf(brief.move, end, brief.policy.traffic) : undefined
    const step: Step = {
      ...{ id: stepId(id, end), end: end.kind, tactic: name, says, action, after, needs, undo },
      ...{ expectedMs, deadlineMs, onFailure: isAside(brief.move) ? 'carry-on' : onFailure },
      ...{ ...(tries ? { tries } : {}), ...(follow ? { follow } : {}), ...(proof ? { proof } : {}), passedOver },
    }
    return { is: 'step', step }
  }
  return { is: 'none', objections: passedOver, needed: tactics.some(({ onFailure }) => onFailure === 'halt') }
}

/** What objections name it by. */
const idOf = (resource: string, end: End): string =>
  end.kind === 'traffic' ? trafficId(resource, end) : `${resource}.${end.kind}`

/** A switchover makes a replica twice, once at either side: the place keeps their ids apart. */
const stepId = (id: string, end: End): string => (end.kind === 'replica' ? `${id}@${end.at}` : id)

function bind(brief: Brief, steps: readonly Step[], leftOut: readonly Objection[]): Plan {
  const hash = hashOf({ move: brief.move, steps: steps.map(({ follow: _, passedOver: __, ...step }) => step) })
  const loss = expectedLoss(brief, steps)
  return {
    id: `${brief.move.kind}-${hash}`,
    hash,
    move: brief.move,
    steps,
    ...(leftOut.length > 0 ? { leftOut } : {}),
    expectedMs: criticalPathMs(steps),
    ...loss,
    survival: survivalOf(brief.move, steps),
    inventoryAgeMs: Math.max(0, ...brief.inventory.map(({ seen }) => brief.now - oldestIn(seen))),
  }
}

/** What is remembered counts from when it was seen, not from when it was remembered (law 13). */
const oldestIn = ({ at, facts }: Inspection): number =>
  Math.min(at, ...Object.values(facts).map(({ seenAt }) => seenAt ?? at))

/**
 * A failover loses the worst lag last seen at its target, which is unknown where none was; other moves lose nothing. What
 * it rests on may be from before the outage: it is told with its age (law 12).
 */
function expectedLoss(
  { inventory, move, now }: Brief,
  steps: readonly Step[],
): Pick<Plan, 'expectedLossMs' | 'lagAgeMs'> {
  if (move.kind !== 'failover') return { expectedLossMs: 0 }
  const lags = inventory
    .flatMap(({ seen }) => seen.gauges)
    .filter((gauge) => gauge.name === 'replica-lag-ms' && gauge.in === targetOf(move))
  const unmeasured = steps.some(
    ({ action, end }) => end === 'writer' && !lags.some(({ resource }) => resource === action.resource),
  )
  if (unmeasured || lags.some(({ reading }) => reading.is === 'unknown')) return {}
  if (lags.length === 0) return { expectedLossMs: 0 }
  const expectedLossMs = Math.max(...lags.map(({ reading }) => (reading.is === 'known' ? reading.value : 0)))
  return { expectedLossMs, lagAgeMs: Math.max(0, ...lags.map(({ at }) => now - at)) }
}
