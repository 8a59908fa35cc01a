/** What speaks against a tactic: an impaired plane (law 8), the policy's word, or a prerequisite not met on inspection. */
import { holds, nameOf, type Plane, type Subject } from '../model/place.js'
import type { Objection, Tactic } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { PlanPolicy } from '../policy/policy.js'

export function objectionsTo(
  step: string,
  tactic: Tactic,
  seen: Inspection,
  impaired: readonly Subject[],
  policy: Pick<PlanPolicy, 'forbid' | 'unreachableWriter'>,
): readonly Objection[] {
  const object = (because: Objection['because'], detail: string, plane?: Plane): Objection => ({
    step,
    tactic: tactic.name,
    because,
    detail,
    ...(plane ? { plane } : {}),
  })
  const sick = tactic.needs.flatMap((plane) => {
    const by = impaired.find((subject) => holds(subject, plane))
    return by ? [object('impaired', `${nameOf(plane)} is needed, and ${nameOf(by)} is impaired`, plane)] : []
  })
  const forbidden = tactic.needs
    .filter(({ service }) => policy.forbid.includes(service))
    .map((plane) => object('forbidden', `the policy forbids ${plane.service}`, plane))
  const noLeave =
    tactic.leave === 'unreachable_writer' && policy.unreachableWriter !== 'promote'
      ? [object('forbidden', 'the policy says unreachable_writer: hold; "promote" would allow it')]
      : []
  const unprepared = tactic.prerequisites.flatMap((name) => {
    const fact = seen.facts[name] ?? { is: 'unknown' as const, because: 'it was not inspected' }
    return fact.is === 'met' ? [] : [object('unprepared', `${name}: ${fact.because}`)]
  })
  return [...sick, ...forbidden, ...noLeave, ...unprepared]
}
