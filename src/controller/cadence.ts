/**
 * When to look next. A probe that just failed is confirmed by a short burst of quick looks at what is in doubt, instead
 * of by whole intervals; each counts as a sample, so hysteresis and quorum are what they were.
 */
import { nameOf, type Subject } from '../model/place.js'
import type { Random } from '../model/world.js'
import type { ObservePolicy } from '../policy/policy.js'
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
