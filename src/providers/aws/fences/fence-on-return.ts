/**
 * The last of the fences, for a writer that may not answer: every named one is tried at once, for a few seconds. If one
 * goes up the writer is fenced; if none does, what went wrong is on record, and that the old writer has to be fenced
 * before anything routes to it again (law 10). Nothing outside the region can do that for it: whoever returns does.
 */
import { asOperatingError, OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Action, Json, Tactic } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type Act, type Acts, textIn } from '../driver-context.js'
import { isLift, type Lift } from './fence-lift.js'

const RAISE = 'fence-on-return'
const LOWER = 'unfence-on-return'

/** The tactic; `named` are those that come before it. */
export function onReturnTactic(resource: string, at: Region, named: readonly Tactic[]): Tactic {
  const raise = named.map(({ action: { verb, with: data } }) => ({ verb, with: data }))
  const lower = named.flatMap(({ undo }) =>
    undo.kind === 'action' ? [{ verb: undo.action.verb, with: undo.action.with }] : [],
  )
  const act = (verb: string, tries: readonly Lift[]): Action => ({ resource, verb, with: { at, resource, tries } })
  const tried = named.length === 0 ? 'no fence is named' : `try ${named.map(({ name }) => name).join(', ')} briefly`
  return {
    name: 'on-return',
    says: `fence ${resource} in ${at} on its return (${tried})`,
    action: act(RAISE, raise),
    needs: [],
    tries: named.flatMap(({ needs }) => needs),
    prerequisites: [],
    undo: { kind: 'action', action: act(LOWER, lower) },
    ...{ expectedMs: 5_000, deadlineMs: 8_000, onFailure: 'carry-on', leave: 'unreachable_writer' },
  }
}

/** The acts behind it; `acts` are those of the named fences. */
export function fenceOnReturn(acts: Acts): Acts {
  return {
    [RAISE]: {
      holds: async (data, leash) => {
        const found = await Promise.all(triesIn(data).map((each) => holding(acts, each, leash)))
        return (
          found.find(({ is }) => is === 'yes') ??
          found.find(({ is }) => is === 'no') ??
          found[0] ?? { is: 'no', because: 'no fence is named' }
        )
      },
      apply: async (data, leash) => {
        const failures = await failuresOf(acts, triesIn(data), leash)
        if (failures.length < triesIn(data).length) return
        const because = failures.length === 0 ? 'no fence is named' : failures.map(({ message }) => message).join('; ')
        const what = `${textIn(data, 'resource')} in ${textIn(data, 'at')} is not fenced`
        throw new OperatingError(
          failures.some(({ code }) => code === 'timed-out') ? 'timed-out' : (failures[0]?.code ?? 'unsupported'),
          `${what}, and may still take writes: ${because}`,
          `fence it on its return, before anything routes to ${textIn(data, 'at')}`,
        )
      },
    },
    [LOWER]: {
      holds: async (data, leash) => {
        const found = await Promise.all(triesIn(data).map((each) => holding(acts, each, leash)))
        return found.find(({ is }) => is !== 'yes') ?? { is: 'yes', because: 'no fence stands' }
      },
      apply: async (data, leash) => {
        const [failure] = await failuresOf(acts, triesIn(data), leash)
        if (failure) throw failure
      },
    },
  }
}

const triesIn = ({ tries }: { readonly [key: string]: Json }): readonly Lift[] =>
  Array.isArray(tries) ? tries.flatMap((each) => (isLift(each) ? [each] : [])) : []

const actOf = (acts: Acts, { verb }: Lift): Act => {
  const act = acts[verb]
  if (act) return act
  throw new OperatingError('unsupported', `no fence here to "${verb}"`, 'draw the plan again with this version')
}

async function holding(acts: Acts, each: Lift, leash: Leash): Promise<Holding> {
  try {
    return await actOf(acts, each).holds(each.with, leash)
  } catch (thrown) {
    return { is: 'unknown', because: asOperatingError(thrown, each.verb).message }
  }
}

async function failuresOf(acts: Acts, tries: readonly Lift[], leash: Leash): Promise<readonly OperatingError[]> {
  const outcomes = await Promise.all(
    tries.map(async (each) => {
      try {
        await actOf(acts, each).apply(each.with, leash)
        return []
      } catch (thrown) {
        return [asOperatingError(thrown, each.verb)]
      }
    }),
  )
  return outcomes.flat()
}
