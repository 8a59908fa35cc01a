/** From what a dry run found to its report. */
import type { Forecast, Prospect } from '../model/forecast.js'
import { type Decision, describeMove, type GuardVerdict } from '../model/move.js'
import type { Objection, Plan } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import { driftBetween } from './drift.js'
import type { Against, Rehearsal, Rehearsed } from './rehearsal.js'

/** What a dry run found. */
export interface Found {
  readonly decision: Decision
  /** The plan, even where a guard holds the move; or what objects to every way of it. */
  readonly plan?: Plan
  readonly objections?: readonly Objection[]
  readonly prospects?: { readonly forecast: Forecast; readonly time: Prospect; readonly loss: Prospect }
  readonly inspections: readonly Inspection[]
}

type Occasion = Pick<Rehearsal, 'drill' | 'to' | 'at' | 'dueAt' | 'by'>

/** The report of what was found, compared with those `before`, oldest first. */
export function rehearsalOf(occasion: Occasion, found: Found, before: readonly Rehearsal[]): Rehearsal {
  const { decision, inspections } = found
  const candidate = decision.considered[0]
  const guards = decision.kind === 'hold' ? (candidate?.guards.filter(isAgainst) ?? []) : []
  const against = [...guards.map(heldBy), ...(found.objections ?? []).map(objectedBy)]
  const drawn = drawnFrom(found)
  const made: Rehearsal = {
    ...occasion,
    ...outcomeOf(found, against),
    ...(candidate ? { move: describeMove(candidate.move) } : {}),
    against,
    ...(drawn ? { drawn } : {}),
    resources: inspections.map(({ active, facts, resource: name, type }) => ({
      ...{ name, type, ...(active ? { active } : {}) },
      facts: Object.fromEntries(Object.entries(facts).map(([fact, { is }]) => [fact, is])),
    })),
    gauges: inspections.flatMap(({ gauges }) =>
      gauges.map(({ in: place, name, reading, resource }) => ({ name, in: place, resource, reading })),
    ),
    drift: [],
  }
  const last = before.findLast(({ drill, move }) => drill === made.drill && move !== undefined && move === made.move)
  return last ? { ...made, drift: driftBetween(last, made) } : made
}

function outcomeOf({ decision, plan }: Found, against: readonly Against[]): Pick<Rehearsal, 'outcome' | 'because'> {
  const { because, considered } = decision
  if (decision.kind === 'hold' && decision.reason === 'nothing-to-do') return { outcome: 'here', because }
  if (decision.kind === 'hold') return { outcome: 'held', because }
  if (plan) return { outcome: 'would-run', because: `plan ${plan.hash} of ${plan.steps.length} steps stands` }
  const [first] = considered
  const what = first ? describeMove(first.move) : 'the move'
  return { outcome: 'refused', because: `no plan stands for ${what}: ${against.map(({ says }) => says).join('; ')}` }
}

function drawnFrom({ plan, prospects }: Found): Rehearsed | undefined {
  if (!plan || !prospects) return undefined
  return {
    plan: plan.hash,
    steps: plan.steps.map(({ id, passedOver, tactic }) => ({
      ...{ id, tactic },
      passedOver: [...new Set(passedOver.map((objection) => objection.tactic))],
    })),
    ...{ time: prospects.forecast.total, timeIs: prospects.time, lossIs: prospects.loss },
  }
}

const isAgainst = ({ is }: GuardVerdict): boolean => is === 'block' || is === 'unknown'
const heldBy = ({ because, guard }: GuardVerdict): Against => ({ id: `guard ${guard}`, says: `${guard}: ${because}` })
const objectedBy = ({ because, detail, step, tactic }: Objection): Against => ({
  id: `${step} ${tactic} ${because}`,
  says: `${step} by ${tactic}: ${detail}`,
})
