/**
 * What all users' own steps do alike: look, then leap (law 14), by what the step itself says.
 *
 * - With a `holds` of its own, a step is so when that says so.
 * - Without one it is never taken to be so before it was applied *in this bringing-about*: in the journal it is either done
 *   or it is run again. A step declares by having no `holds` that to run it twice does no harm.
 * - What takes it back is always run once, since "not so" may be a thing half done; and then holds where `holds` denies it.
 *
 * A bringing-about is told by the signal of its leash, which the executor makes one of for each. Nothing else would do: one
 * epoch sees many moves, and the same move more than once.
 */
import { randomUUID } from 'node:crypto'
import { withDeadline } from '../../model/deadline.js'
import { asOperatingError } from '../../model/error.js'
import type { Action } from '../../model/plan.js'
import type { Driver, Holding, Inspection, Leash } from '../../model/resource.js'
import type { Clock } from '../../model/world.js'
import type { RegionPolicy, ResourcePolicy } from '../../policy/policy.js'
import { type Act, driverOf } from '../aws/driver-context.js'
import { actionTactics, type Doing, type Offer, valuesOf } from './action-tactics.js'
import type { Values } from './placeholders.js'
import { type Whereabouts, whereaboutsIn } from './whereabouts.js'

/** What a user's own step is made with, in any world. */
export interface ActionContext {
  readonly clock: Clock
  readonly app: string
  readonly regions: readonly RegionPolicy[]
  /** False in a dry run: a step's `holds` is run then, and nothing else (law 18). */
  readonly mayChange: boolean
}

/** One run of something a user wrote. */
export interface Call {
  readonly where: Whereabouts
  readonly values: Values
  readonly signal: AbortSignal
  /** Of one bringing-about, however often it is tried. */
  readonly once: string
}

/** How one type of step is asked and run. */
export interface Runner extends Offer {
  inspect(signal: AbortSignal): Promise<Pick<Inspection, 'facts' | 'impaired'>>
  /** What `holds` says; absent where the step has none. */
  readonly ask?: (call: Call) => Promise<Holding>
  /** Does it, or throws. */
  run(doing: Doing, call: Call): Promise<void>
}

/** An answer of `holds` that takes longer is none; ms. */
const HOLDS_MS = 10_000

/** A driver of the step that `runner` runs. */
export function actionDriver(resource: ResourcePolicy, context: ActionContext, runner: Runner): Driver {
  const { app, clock } = context
  const runs = new WeakMap<AbortSignal, Bringing>()
  const bringing = ({ signal }: Leash): Bringing => {
    const found = runs.get(signal) ?? { once: randomUUID() }
    runs.set(signal, found)
    return found
  }
  const callOf = (data: Action['with'], leash: Leash): Call => {
    const where = whereaboutsIn(data)
    const values = { ...valuesOf(app, resource.name, where), epoch: String(leash.epoch) }
    return { where, values, signal: leash.signal, once: bringing(leash).once }
  }
  const act = (doing: Doing): Act => ({
    holds: async (data, leash) => {
      const { done } = bringing(leash)
      if (doing === 'undo' && done !== 'undo') return no('it was not taken back in this run')
      const said = runner.ask && (await answerOf(runner.ask, callOf(data, leash), resource.name, clock))
      if (said) return doing === 'apply' ? said : denied(said)
      return done === doing ? yes(`${resource.name} was run, and has no "holds" to ask`) : no(NEVER_ASKED)
    },
    apply: async (data, leash) => {
      await runner.run(doing, callOf(data, leash))
      bringing(leash).done = doing
    },
  })
  return driverOf(resource, context, {
    inspect: async (signal) => ({ ...(await runner.inspect(signal)), gauges: [], state: {} }),
    tactics: (end) => actionTactics(app, resource.name, end, runner),
    acts: { apply: act('apply'), undo: act('undo') },
  })
}

interface Bringing {
  readonly once: string
  /** What was last done in it. */
  done?: Doing
}

const NEVER_ASKED = 'it has no "holds" to ask, and was not run yet'
const yes = (because: string): Holding => ({ is: 'yes', because })
const no = (because: string): Holding => ({ is: 'no', because })

const denied = ({ because, is }: Holding): Holding => ({
  is: is === 'yes' ? 'no' : is === 'no' ? 'yes' : 'unknown',
  because,
})

/** What `holds` says within its time; that it does not answer is a value, and no reason to stop. */
export async function answerOf(
  ask: NonNullable<Runner['ask']>,
  call: Call,
  resource: string,
  clock: Clock,
): Promise<Holding> {
  const doing = `ask whether ${resource} holds`
  try {
    return await withDeadline({ clock, ms: HOLDS_MS, doing, stop: call.signal }, (signal) => ask({ ...call, signal }))
  } catch (thrown) {
    return { is: 'unknown', because: asOperatingError(thrown, doing).message }
  }
}
