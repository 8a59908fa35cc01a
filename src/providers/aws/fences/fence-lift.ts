/** Taking down, where a writer has come to, what kept it from writing (`liftsFor` in `fences.ts` says which). */
import { OperatingError } from '../../../model/error.js'
import type { Action, Json } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import type { Act, Acts } from '../driver-context.js'

/** One fence to take down, as an action's data holds it; a type, since an interface is no `Json`. */
export type Lift = { readonly verb: string; readonly with: Action['with'] }

interface Lifting {
  /** `yes` once none of `lifts` stands. */
  holds(lifts: Json | undefined, leash: Leash): Promise<Holding>
  /** Takes down those that stand. Safe to repeat. */
  apply(lifts: Json | undefined, leash: Leash): Promise<void>
}

/** How fences are taken down; `acts` are those of `fenceActs`, `lifts` what an action holds of `liftsFor`. */
export function liftAll(acts: Acts): Lifting {
  const actOf = (verb: string): Act => {
    const act = acts[verb]
    if (act) return act
    throw new OperatingError('unsupported', `no fence here to "${verb}"`, 'draw the plan again with this version')
  }
  return {
    holds: async (lifts, leash) => {
      for (const { verb, with: data } of liftsIn(lifts)) {
        const holding = await actOf(verb).holds(data, leash)
        if (holding.is !== 'yes') return holding
      }
      return { is: 'yes', because: 'no fence stands there' }
    },
    apply: async (lifts, leash) => {
      for (const { verb, with: data } of liftsIn(lifts)) {
        const act = actOf(verb)
        if ((await act.holds(data, leash)).is !== 'yes') await act.apply(data, leash)
      }
    },
  }
}

/** What an action's data holds of `liftsFor`. */
const liftsIn = (lifts: Json | undefined): readonly Lift[] =>
  Array.isArray(lifts) ? lifts.flatMap((lift) => (isLift(lift) ? [lift] : [])) : []

/** Whether `found` is one fence to put up or take down. */
export const isLift = (found: unknown): found is Lift =>
  typeof found === 'object' &&
  found !== null &&
  typeof (found as Partial<Lift>).verb === 'string' &&
  typeof (found as Partial<Lift>).with === 'object'
