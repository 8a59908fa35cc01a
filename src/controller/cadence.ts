/**
 * When to look next. A probe that just failed is confirmed by a short burst of quick looks at what is in doubt, instead
 * of by whole intervals; each counts as a sample, so hysteresis and quorum are what they were.
 */

import { type Assessment, effective } from '../model/health.js'
import type { Decision } from '../model/move.js'
import { nameOf, regionOf, type Subject } from '../model/place.js'
import type { Random } from '../model/world.js'
import type { GuardPolicy, ObservePolicy } from '../policy/policy.js'
import type { Memory } from './memory.js'

export interface NextLook {
  readonly inMs: number
  /** Looks only at these; everything when absent. */
  readonly only?: (of: Subject) => boolean
  readonly burst: number
}

export function nextLook({ assessments, burst }: Memory, observe: ObservePolicy, random: Random): NextLook {
  const doubted = assessments.filter(({ measured }) => measured.kind === 'suspect').map(({ of }) => nameOf(of))
  if (doubted.length > 0 && burst < observe.confirm.times) {
    return { inMs: observe.confirm.everyMs, only: (of) => doubted.includes(nameOf(of)), burst: burst + 1 }
  }
  const swingMs = (observe.everyMs * observe.jitterPercent) / 100
  return { inMs: observe.everyMs + (random() * 2 - 1) * swingMs, burst: doubted.length > 0 ? burst : 0 }
}

/**
 * What a look is at that comes before it is due, because someone asks or a held connection closed: all but what is in
 * doubt, lest two looks close together count as the samples that are to tell a moment from an outage, or its end (law 5).
 */
export function early({ assessments }: Pick<Memory, 'assessments'>): (of: Subject) => boolean {
  const doubted = doubtedIn(assessments)
  return (of) => !doubted.has(nameOf(of))
}

/** After a look that came `leftMs` before it was due: what was in doubt before it is looked at when that was due. */
export function afterEarly(
  due: NextLook,
  before: Pick<Memory, 'assessments'>,
  leftMs: number,
  anew: () => NextLook,
): NextLook {
  const doubted = doubtedIn(before.assessments)
  if (doubted.size === 0) return anew()
  return { ...due, inMs: leftMs, only: (of) => doubted.has(nameOf(of)) }
}

const doubtedIn = (assessments: readonly Assessment[]): ReadonlySet<string> =>
  new Set(
    assessments
      .filter(({ measured: { kind } }) => kind === 'suspect' || kind === 'recovering')
      .map(({ of }) => nameOf(of)),
  )

/** How far past the limit of a guard that waits the next look is; clocks count whole ms. */
const PAST_MS = 5

/**
 * `next`, but no later than when the guard that holds a move back for a time lets it go: without this, a disturbance that
 * must last a second is acted on after two. Such a look is at what is known to be bad, and at where to move; what is merely
 * in doubt, here or there, is not to be called impaired by two samples that a wait brought close together (law 5).
 */
export function sooner(
  next: NextLook,
  { assessments, decision }: { readonly assessments: readonly Assessment[]; readonly decision: Decision },
  guards: GuardPolicy,
  now: number,
): NextLook {
  if (decision.kind === 'act' || next.burst > 0) return next
  const trigger = decision.considered[0]?.trigger
  const limitMs = WAITS[decision.reason]?.(guards)
  if (limitMs === undefined || trigger?.kind !== 'impairment') return next
  const leftMs = trigger.firstBadAt + limitMs - now
  if (leftMs <= 0 || leftMs + PAST_MS >= next.inMs) return next
  const left = regionOf(trigger.of)
  const named = (health: ReturnType<typeof effective>): ReadonlySet<string> =>
    new Set(assessments.filter((each) => effective(each) === health).map(({ of }) => nameOf(of)))
  const [bad, doubted] = [named('impaired'), named('suspect')]
  const only = (of: Subject): boolean => (regionOf(of) === left ? bad.has(nameOf(of)) : !doubted.has(nameOf(of)))
  return { ...next, inMs: leftMs + PAST_MS, only }
}

const WAITS: Readonly<Record<string, (guards: GuardPolicy) => number>> = {
  disturbance: ({ disturbanceMs }) => disturbanceMs,
  'partition-hold': ({ partitionMs }) => partitionMs,
}
