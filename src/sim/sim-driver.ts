/** What every simulated driver is made of: one process's way into the cloud, and the parts that differ by resource type. */
import { asOperatingError, OperatingError } from '../model/error.js'
import { atRegion, nameOf, type Plane, plane, type Region, region, type Service } from '../model/place.js'
import type { Action, End, Json, Tactic } from '../model/plan.js'
import type { Driver, Fact, Holding, Inspection, Leash } from '../model/resource.js'
import type { Clock } from '../model/world.js'
import type { ResourcePolicy } from '../policy/policy.js'
import type { Cloud } from './cloud.js'
import type { Asking, Caller } from './sim-caller.js'

/** What a simulated driver is made with. */
export interface SimContext {
  readonly cloud: Cloud
  readonly caller: Caller
  readonly clock: Clock
  readonly resource: ResourcePolicy
}

/** What makes one kind of action true. */
export interface Act {
  readonly holds: (data: Action['with'], leash: Leash) => Promise<Holding>
  readonly apply: (data: Action['with'], leash: Leash) => Promise<void>
}

/** What a look at a resource found. */
export interface Seen {
  readonly active?: Region
  readonly left?: readonly string[]
  readonly leftUnseen?: readonly string[]
  readonly facts: { readonly [fact: string]: Fact }
  readonly gauges: Inspection['gauges']
  readonly impaired: readonly Plane[]
  readonly state: { readonly [key: string]: Json }
}

/** What differs by resource type. */
export interface DriverParts {
  readonly inspect: (signal: AbortSignal) => Promise<Seen>
  readonly tactics: (end: End, seen: Inspection) => readonly Tactic[]
  readonly acts: { readonly [verb: string]: Act }
}

/** A driver of `parts`. While nothing changes in the cloud a look finds what the one before found, at no cost. */
export function simDriver(context: SimContext, parts: DriverParts): Driver {
  const { name, type } = context.resource
  const actOf = ({ verb }: Action): Act => {
    const act = parts.acts[verb]
    if (act) return act
    throw new OperatingError('unsupported', `${name}: nothing here knows how to "${verb}"`)
  }
  return {
    resource: name,
    type,
    inspect: inspector(context, parts),
    tactics: (end, seen) => parts.tactics(end, seen),
    holds: async (action, leash) => actOf(action).holds(action.with, leash),
    apply: async (action, leash) => actOf(action).apply(action.with, leash),
  }
}

function inspector({ caller, clock, cloud, resource }: SimContext, parts: DriverParts): Driver['inspect'] {
  const { name, type } = resource
  let kept: { readonly version: number; readonly seen: Seen; readonly askings: readonly Asking[] } | undefined
  const stillAt = (): number | undefined => (cloud.isStill ? cloud.version : undefined)
  return async (signal) => {
    const version = stillAt()
    if (version === undefined || kept?.version !== version) {
      const [seen, askings] = await caller.noting(name, () => parts.inspect(signal))
      kept = version === undefined || version !== stillAt() ? undefined : { version, seen, askings }
      return { resource: name, type, at: clock.now(), ...seen }
    }
    const at = clock.now()
    caller.again(kept.askings)
    const gauges = kept.seen.gauges.map((gauge) => ({ ...gauge, at }))
    return { resource: name, type, at, ...kept.seen, gauges }
  }
}

/** What somebody was asked: an answer, or why there is none and which plane is to blame. */
export type Asked<Value> =
  | { readonly is: 'answer'; readonly answer: Value }
  | { readonly is: 'none'; readonly because: string; readonly impaired: readonly Plane[] }

/** Asks; only a plane that does not answer is to blame, not one that asks to slow down (law 23). */
export async function asked<Value>(plane: Plane, asking: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { is: 'answer', answer: await asking() }
  } catch (thrown) {
    const { code, message } = asOperatingError(thrown, nameOf(plane))
    const isSilent = code === 'unreachable' || code === 'timed-out'
    return { is: 'none', because: message, impaired: isSilent ? [plane] : [] }
  }
}

/** The planes that questions found not answering, each once. */
export const impairedIn = (questions: readonly Asked<unknown>[]): readonly Plane[] => {
  const found = questions.flatMap((question) => (question.is === 'none' ? question.impaired : []))
  return [...new Map(found.map((plane) => [nameOf(plane), plane])).values()]
}

/** Name of the fact that a plane answers. */
export const answersFact = (of: Plane): string => `${nameOf(of)} answers`

/** That a plane answers, as a fact. */
export const answers = (of: Plane, found: Asked<unknown>): { readonly [fact: string]: Fact } => ({
  [answersFact(of)]:
    found.is === 'answer'
      ? met(`${nameOf(of)} answers`)
      : { is: found.impaired.length > 0 ? 'unmet' : 'unknown', because: found.because },
})

/** Facts of each kind, with the reason. */
export const met = (because: string): Fact => ({ is: 'met', because })
export const unmet = (because: string): Fact => ({ is: 'unmet', because })
export const unknown = (because: string): Fact => ({ is: 'unknown', because })
/** A fact out of an answer; unknown where there was none. */
export const factOf = <Value>(found: Asked<Value>, of: (value: Value) => Fact): Fact =>
  found.is === 'answer' ? of(found.answer) : unknown(found.because)

/** Holdings of each kind, with the reason. */
export const yes = (because: string): Holding => ({ is: 'yes', because })
export const no = (because: string): Holding => ({ is: 'no', because })

/** Reads by way of a plane. */
export function read<Value>(
  { caller, resource }: SimContext,
  asking: Pick<Asking, 'plane' | 'what'>,
  signal: AbortSignal,
  doing: () => Value,
): Promise<Value> {
  return caller.call({ ...asking, does: 'read', resource: resource.name, signal }, doing)
}

/** Changes something by way of a plane, under the epoch of whoever does. */
export function change(
  { caller, cloud, resource }: SimContext,
  asking: Pick<Asking, 'plane' | 'what'>,
  { epoch, signal }: Leash,
  doing: () => void,
): Promise<void> {
  return caller.call({ ...asking, does: 'change', resource: resource.name, epoch, signal }, () => cloud.change(doing))
}

const EVERYWHERE = atRegion(region('aws-global-1'))
const US_EAST_1 = atRegion(region('us-east-1'))

/** Where the halves of global services stand, as the AWS drivers name them. */
export const route53Control: Plane = plane('route53', 'control', US_EAST_1)
export const route53Data: Plane = plane('route53', 'data', EVERYWHERE)
export const routingControlData: Plane = plane('arc', 'data', EVERYWHERE)
export const controlOf = (service: Service, at: Region): Plane => plane(service, 'control', atRegion(at))
export const dataOf = (service: Service, at: Region): Plane => plane(service, 'data', atRegion(at))

/** What an action carries under a key. */
export const textOf = (data: Action['with'], key: string): string => {
  const found = data[key]
  return typeof found === 'string' ? found : ''
}
export const regionOf = (data: Action['with'], key: string): Region => textOf(data, key) as Region
