/**
 * The share of the users that a game day takes along; the rest stays at home, where the writer is reached across regions for
 * as long. It is the trickle of a policy for one day, and no larger: where the app stands is read off where most users are,
 * and who stays behind stands without a writer beside them (0006, 0016).
 */
import type { Tick } from '../../controller/tick.js'
import { sourceOf, targetOf } from '../../model/move.js'
import { formatPercent } from '../../model/units.js'
import type { World } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import { parsePercent } from '../../policy/units.js'

/** The least that may go, since no more than this is left of it may stay anywhere. */
export const SHARE_MIN = 80

/** What `--share` says; undefined of what is no share, or too small a one. */
export function shareOf(text: string): number | undefined {
  const share = parsePercent(text)
  return share === undefined || share < SHARE_MIN || share > 100 ? undefined : share
}

/** `policy` with `sharePercent` of the users going, in stages up to that. */
export function sharing(policy: Policy, sharePercent: number): Policy {
  const { traffic } = policy.plan
  const stages = [...traffic.stages.filter((stage) => stage < sharePercent), 100]
  return {
    ...policy,
    plan: { ...policy.plan, traffic: { ...traffic, stages, tricklePercent: 100 - sharePercent } },
  }
}

/** Why the plan that was found would take all of them along, where that is so: a way of it knows all or nobody. */
export function allOrNobody({ drivers }: World, found: Tick, sharePercent: number): string | undefined {
  const { decision, memory, plan } = found
  if (decision.kind !== 'act' || sharePercent >= 100) return undefined
  const [at, from] = [targetOf(decision.move), sourceOf(decision.move)]
  const last = plan?.steps.filter(({ end, id }) => end === 'traffic' && !id.includes('@')) ?? []
  for (const { action, tactic } of last) {
    const driver = drivers.find(({ resource }) => resource === action.resource)
    const seen = memory.inspections.find(({ resource }) => resource === action.resource)
    if (!driver || !seen || at === undefined) continue
    // A stage before the last is for those alone who can send some.
    const end = { kind: 'traffic', at, from, without: [], percent: sharePercent, final: false, planned: true } as const
    const names = driver.tactics(end, seen).map(({ name }) => name)
    if (names.includes(tactic)) continue
    const others = names.length > 0 ? `; ${names.join(' or ')} could` : ''
    return `${action.resource} by ${tactic} sends everybody or nobody, and not ${formatPercent(sharePercent)}${others}`
  }
  return undefined
}
