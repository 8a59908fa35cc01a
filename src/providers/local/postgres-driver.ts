/** `postgres`: moves the writer between regions, each with a server of its own that streams to or from another. */
import { OperatingError } from '../../model/error.js'
import type { Action } from '../../model/plan.js'
import type { Driver } from '../../model/resource.js'
import type { LocalContext } from './driver-context.js'
import type { Act } from './postgres-act.js'
import { catchUp } from './postgres-catch-up.js'
import { fence, fenceOnReturn, unfence } from './postgres-fence.js'
import { inspectionOf, lookAround } from './postgres-inspect.js'
import { promote } from './postgres-promote.js'
import { rebuild } from './postgres-rebuild.js'
import { postgresTactics, VERBS } from './postgres-tactics.js'

const TYPE = 'postgres'

const ACTS: ReadonlyMap<string, Act> = new Map([
  [VERBS.rebuild, rebuild],
  [VERBS.fence, fence],
  [VERBS.fenceOnReturn, fenceOnReturn],
  [VERBS.unfence, unfence],
  [VERBS.catchUp, catchUp],
  [VERBS.promote, promote],
])

/** The driver of the databases, under the policy's name `resource` for them. */
export function postgresDriver(resource: string, context: LocalContext): Driver {
  return {
    resource,
    type: TYPE,
    inspect: async (signal) => {
      const look = await lookAround(context, signal)
      return inspectionOf(resource, TYPE, context.clock.now(), look)
    },
    tactics: (end, seen) => postgresTactics(resource, end, seen),
    holds: async (action, leash) => actOf(action).holds(action.with, leash, context),
    apply: async (action, leash) => actOf(action).apply(action.with, leash, context),
  }
}

function actOf({ resource, verb }: Action): Act {
  const act = ACTS.get(verb)
  if (act) return act
  const next = 'draw the plan again with this version'
  throw new OperatingError('unsupported', `${resource} cannot "${verb}"`, next)
}
