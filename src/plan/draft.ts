/**
 * From a move to a plan: for each end of the move, and each resource with a part in it, the first tactic to which nothing
 * objects. If every tactic of a needed end is objected to, the plan is refused with all objections named (law 8).
 */
import { type Move, targetOf } from '../model/move.js'
import type { Subject, ZoneId } from '../model/place.js'
import type { End, Objection, Plan, Step, Tactic } from '../model/plan.js'
import type { PlanPolicy } from '../policy/policy.js'
import { type Stage, stagesOf } from './ends.js'
import { criticalPathMs } from './graph.js'
import { hashOf } from './hash.js'
import type { Inventory, Stock } from './inventory.js'
import { objectionsTo } from './objections.js'
import { survivalOf } from './survival.js'

export interface Brief {
  readonly move: Move
  readonly impaired: readonly Subject[]
  readonly inventory: Inventory
  readonly policy: PlanPolicy
  readonly now: number
}

export type Draft =
  | { readonly is: 'plan'; readonly plan: Plan }
  | { readonly is: 'refused'; readonly objections: readonly Objection[] }

export function draft(brief: Brief): Draft {
  const steps: Step[] = []
  const objections: Objection[] = []
  let before: readonly string[] = []
  for (const stage of stagesOf(brief.move, sickZones(brief))) {
    const drawn = drawStage(stage, before, brief)
    objections.push(...drawn.objections)
    steps.push(...drawn.steps)
    if (drawn.steps.length > 0) before = drawn.steps.map(({ id }) => id)
  }
  return objections.length > 0 ? { is: 'refused', objections } : { is: 'plan', plan: bind(brief, steps) }
}

const sickZones = ({ impaired }: Brief): readonly ZoneId[] =>
  impaired.flatMap((subject) => (subject.kind === 'zone' ? [subject.zone] : []))

function drawStage(stage: Stage, after: readonly string[], brief: Brief): { steps: Step[]; objections: Objection[] } {
  const steps: Step[] = []
  const objections: Objection[] = []
  for (const end of stage.ends) {
    for (const stock of brief.inventory) {
      const tactics = preferred(stock.tactics(end), brief.policy)
      if (tactics.length === 0) continue
      const choice = choose(`${stock.seen.resource}.${end.kind}`, end, tactics, stock, after, brief)
      if (choice.is === 'step') steps.push(choice.step)
      else if (choice.needed) objections.push(...choice.objections)
    }
    if (stage.required && steps.length === 0 && objections.length === 0) {
      const detail = `no resource of this policy can bring about "${end.kind}"`
      objections.push({ step: end.kind, tactic: '-', because: 'no-tactic', detail })
    }
  }
  return { steps, objections }
}

/** Tactics that need an avoided service go last; otherwise the driver's order stands (law 9). */
function preferred(tactics: readonly Tactic[], { avoid }: PlanPolicy): readonly Tactic[] {
  const leans = ({ needs }: Tactic): number => Number(needs.some(({ service }) => avoid.includes(service)))
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
    const { action, deadlineMs, expectedMs, name, needs, onFailure, says, undo } = tactic
    const step: Step = {
      ...{ id: stepId(id, end), end: end.kind, tactic: name, says, action, after, needs, undo },
      ...{ expectedMs, deadlineMs, onFailure, passedOver },
    }
    return { is: 'step', step }
  }
  return { is: 'none', objections: passedOver, needed: tactics.some(({ onFailure }) => onFailure === 'halt') }
}

/** A switchover makes a replica twice, once at either side: the place keeps their ids apart. */
const stepId = (id: string, end: End): string => (end.kind === 'replica' ? `${id}@${end.at}` : id)

function bind(brief: Brief, steps: readonly Step[]): Plan {
  const hash = hashOf({ move: brief.move, steps: steps.map(({ passedOver: _, ...step }) => step) })
  const lossMs = expectedLossMs(brief)
  return {
    id: `${brief.move.kind}-${hash}`,
    hash,
    move: brief.move,
    steps,
    expectedMs: criticalPathMs(steps),
    ...(lossMs === undefined ? {} : { expectedLossMs: lossMs }),
    survival: survivalOf(brief.move, steps),
    inventoryAgeMs: Math.max(0, ...brief.inventory.map(({ seen }) => brief.now - seen.at)),
  }
}

/** A failover loses the worst lag last seen at its target; other moves lose nothing (law 12). */
function expectedLossMs({ inventory, move }: Brief): number | undefined {
  if (move.kind !== 'failover') return 0
  const lags = inventory
    .flatMap(({ seen }) => seen.gauges)
    .filter((gauge) => gauge.name === 'replica-lag-ms' && gauge.in === targetOf(move))
  if (lags.some(({ reading }) => reading.is === 'unknown')) return undefined
  return Math.max(0, ...lags.map(({ reading }) => (reading.is === 'known' ? reading.value : 0)))
}
