/** What every AWS driver is made with, and how it asks: an answer, or why there is none and what that says of the plane. */
import { asOperatingError, type OperatingCode, OperatingError } from '../../model/error.js'
import { nameOf, type Plane, type Region } from '../../model/place.js'
import type { Action, Json } from '../../model/plan.js'
import type { Driver, Fact, Holding, Inspection, Leash } from '../../model/resource.js'
import type { Clock, Random } from '../../model/world.js'
import type { RegionPolicy, ResourcePolicy } from '../../policy/policy.js'
import { countsAsFailed } from './call/call-record.js'
import type { AwsCaller } from './call/caller.js'
import type { Target } from './call/client-settings.js'

export interface AwsContext {
  readonly aws: AwsCaller
  readonly clock: Clock
  readonly random: Random
  readonly app: string
  readonly regions: readonly RegionPolicy[]
}

/** Makes one driver; each driver's file exports one, and `drivers.ts` names it. */
export type MakeDriver = (resource: ResourcePolicy, context: AwsContext) => Driver

/** An answer; or why there is none, and whether that speaks against the plane that was asked. */
export type Asked<Answer> = { readonly is: 'answer'; readonly answer: Answer } | Unanswered
export interface Unanswered {
  readonly is: 'none'
  readonly because: string
  readonly code: OperatingCode
  readonly impaired: readonly Plane[]
}

/** Asks; that nobody answers is a value. Silence and a service's own errors impair `asks`; a refusal does not. */
export async function asked<Answer>(asks: Plane, ask: () => Promise<Answer>): Promise<Asked<Answer>> {
  try {
    return { is: 'answer', answer: await ask() }
  } catch (thrown) {
    const { code, message } = asOperatingError(thrown, `ask ${nameOf(asks)}`)
    return { is: 'none', because: message, code, impaired: countsAsFailed(code) ? [asks] : [] }
  }
}

/** The planes that questions found not answering, each once. */
export function impairedIn(questions: readonly Asked<unknown>[]): readonly Plane[] {
  const found = questions.flatMap((question) => (question.is === 'none' ? question.impaired : []))
  return [...new Map(found.map((plane) => [nameOf(plane), plane])).values()]
}

/** Name of the fact that a plane answers, which whatever needs it now lists as a prerequisite. */
export const answersFact = (plane: Plane): string => `${nameOf(plane)} answers`

/** That a plane answers, as a fact: `unmet` when it was asked and did not, so that no memory of better days stands in. */
export const answers = (plane: Plane, found: Asked<unknown>): { readonly [fact: string]: Fact } => ({
  [answersFact(plane)]:
    found.is === 'answer'
      ? { is: 'met', because: `${nameOf(plane)} answers` }
      : { is: found.impaired.length > 0 ? 'unmet' : 'unknown', because: found.because },
})

/** A fact of something that no answer shows: `unmet` only where AWS says that it does not exist. */
export const unseenFact = ({ because, code }: Unanswered): Fact => ({
  is: code === 'not-found' ? 'unmet' : 'unknown',
  because,
})

/** What makes one kind of action true. `holds` and `apply` as in `Driver`. */
export interface Act {
  holds(data: Action['with'], leash: Leash): Promise<Holding>
  apply(data: Action['with'], leash: Leash): Promise<void>
}
export type Acts = { readonly [verb: string]: Act }

interface DriverParts {
  readonly inspect: (signal: AbortSignal) => Promise<Omit<Inspection, 'resource' | 'type' | 'at'>>
  readonly tactics: Driver['tactics']
  readonly acts: Acts
}

/** A driver put together from its parts. */
export function driverOf(
  { name, type }: ResourcePolicy,
  { clock }: Pick<AwsContext, 'clock'>,
  parts: DriverParts,
): Driver {
  const actOf = ({ verb }: Action): Act => {
    const act = parts.acts[verb]
    if (act) return act
    throw new OperatingError('unsupported', `${name} cannot "${verb}"`, REDRAW)
  }
  return {
    resource: name,
    type,
    inspect: async (signal) => ({ resource: name, type, at: clock.now(), ...(await parts.inspect(signal)) }),
    tactics: parts.tactics,
    holds: async (action, leash) => actOf(action).holds(action.with, leash),
    apply: async (action, leash) => actOf(action).apply(action.with, leash),
  }
}

const REDRAW = 'draw the plan again with this version'

/** A text out of an action's data; a missing one is a plan this version did not draw. */
export function textIn(data: { readonly [key: string]: Json }, key: string): string {
  const value = data[key]
  if (typeof value === 'string') return value
  throw new OperatingError('unsupported', `the plan's action lacks "${key}"`, REDRAW)
}

/** A number out of an action's data. */
export function numberIn(data: { readonly [key: string]: Json }, key: string): number {
  const value = data[key]
  if (typeof value === 'number') return value
  throw new OperatingError('unsupported', `the plan's action lacks "${key}"`, REDRAW)
}

/** What a setting by region says of `at`; throws `not-found` where the policy names nothing there. */
export function inRegion<Value>(byRegion: { readonly [region: string]: Value }, at: Region, what: string): Value {
  const value = byRegion[at]
  if (value !== undefined) return value
  throw new OperatingError('not-found', `the policy names no ${what} in ${at}`)
}

/** The app's regions in which a setting by region names something. */
export const regionsWith = (
  byRegion: { readonly [region: string]: unknown },
  { regions }: Pick<AwsContext, 'regions'>,
): readonly Region[] => regions.flatMap(({ region }) => (byRegion[region] === undefined ? [] : [region]))

/** The region to call and the role to call it under: one for all regions, or one by region. */
export function targetIn(at: Region, role: string | { readonly [region: string]: string } | undefined): Target {
  const arn = typeof role === 'string' ? role : role?.[at]
  return arn === undefined ? { region: at } : { region: at, role: arn }
}
