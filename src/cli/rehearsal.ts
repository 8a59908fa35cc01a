/**
 * A failover to each standby, drawn from what was seen on a calm day, as findings. A step without a way is an error, a way
 * passed over a warning. A way against which speaks only that it could not be seen may be one: then it is not known
 * whether the step has a way, since silence is not failure (law 1).
 */
import { standingOf } from '../controller/memory.js'
import { planFor } from '../controller/tick.js'
import { describeMove, type Move } from '../model/move.js'
import type { Objection } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import type { Finding } from '../providers/aws/live-check.js'

/** What a failover from where the app stands would meet; changes nothing. */
export function rehearsed(world: World, policy: Policy, inspections: readonly Inspection[]): readonly Finding[] {
  const { active } = standingOf(policy, inspections, [])
  return policy.regions
    .filter(({ region }) => region !== active)
    .flatMap(({ region: to }) => {
      const move: Move = { kind: 'failover', from: active, to }
      const drawn = planFor(world, { assessments: [], frozen: [], now: world.clock.now(), policy }, inspections, {
        move,
      })
      if (drawn.is === 'refused') return refused(move, drawn.objections, inspections)
      const passedOver = drawn.plan.steps.flatMap((step) => step.passedOver)
      return byTactic(passedOver.filter(({ because }) => because === 'unprepared')).map((objections) => ({
        ...{ rule: 'way-passed-over', severity: 'warning', next: 'another way stands; mend it to have both' },
        ...said(move, objections),
      }))
    })
}

function refused(move: Move, objections: readonly Objection[], inspections: readonly Inspection[]): readonly Finding[] {
  return groups(objections, ({ step }) => step).flatMap((ofStep): readonly Finding[] => {
    const tactics = byTactic(ofStep)
    const may = tactics.some((ofTactic) => ofTactic.every((objection) => isUnseen(objection, inspections)))
    const { resource } = said(move, ofStep)
    if (!may) {
      const next = 'a failover would be refused: mend it on a calm day'
      return tactics.map((ofTactic) => ({ rule: 'no-way', severity: 'error', next, ...said(move, ofTactic) }))
    }
    const [step = resource] = ofStep.map((objection) => objection.step)
    const unseen = `${describeMove(move)}: whether ${step} has a way could not be seen`
    const next = 'mend what could not be seen, then ask again'
    return [{ rule: 'way-not-seen', severity: 'unknown', resource, says: unseen, next }]
  })
}

function said(move: Move, objections: readonly Objection[]): Pick<Finding, 'resource' | 'says'> {
  const [{ step, tactic } = { step: '', tactic: '-' }] = objections
  const [resource = step] = step.split('.')
  const way = `${step}${tactic === '-' ? '' : ` by ${tactic}`}`
  const details = [...new Set(objections.map(({ detail }) => detail))]
  return { resource, says: `${describeMove(move)}: ${way}: ${details.join('; ')}` }
}

const byTactic = (objections: readonly Objection[]): readonly (readonly Objection[])[] =>
  groups(objections, ({ step, tactic }) => `${step} ${tactic}`)

function groups(objections: readonly Objection[], keyOf: (of: Objection) => string): readonly (readonly Objection[])[] {
  const found = new Map<string, Objection[]>()
  for (const objection of objections) found.set(keyOf(objection), [...(found.get(keyOf(objection)) ?? []), objection])
  return [...found.values()]
}

function isUnseen({ because, detail, step }: Objection, inspections: readonly Inspection[]): boolean {
  if (because === 'impaired') return true
  const seen = inspections.find(({ resource }) => resource === step.split('.')[0])
  if (!seen) return true
  return Object.entries(seen.facts).some(
    ([fact, found]) => found.is === 'unknown' && detail === `${fact}: ${found.because}`,
  )
}
