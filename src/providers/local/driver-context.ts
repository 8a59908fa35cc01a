/** What every local driver is made with, and the words they share about the local cloud's planes, facts and actions. */
import { withDeadline } from '../../model/deadline.js'
import { asOperatingError, OperatingError } from '../../model/error.js'
import { atRegion, isRegion, type Plane, plane, type Region, region } from '../../model/place.js'
import type { Json } from '../../model/plan.js'
import type { Fact } from '../../model/resource.js'
import type { Clock } from '../../model/world.js'
import type { RegionPolicy } from '../../policy/policy.js'
import type { LocalCloud } from './cloud/local-cloud.js'

export interface LocalContext {
  readonly cloud: LocalCloud
  readonly clock: Clock
  readonly regions: readonly RegionPolicy[]
}

/** How long one question of an inspection may take: what does not answer by then does not answer; ms. */
export const ASK_MS = 900

/** The public name and the register of fences are kept in neither region of the app. */
const ELSEWHERE = atRegion(region('us-west-2'))
export const dnsControl: Plane = plane('dns', 'control', ELSEWHERE)
export const fenceRegister: Plane = plane('postgres', 'control', ELSEWHERE)
export const postgresData = (at: Region): Plane => plane('postgres', 'data', atRegion(at))
export const postgresControl = (at: Region): Plane => plane('postgres', 'control', atRegion(at))
export const computeControl = (at: Region): Plane => plane('compute', 'control', atRegion(at))

/** Name of the fact that a region's control plane answers. */
export const controlPlaneFact = (at: Region): string => `control plane of ${at}`

/** An answer, or why there is none. */
export type Asked<Answer> =
  | { readonly is: 'answer'; readonly answer: Answer }
  | { readonly is: 'none'; readonly because: string }

/** Asks within `ms`; that nobody answers is a value. Bugs are thrown on. */
export async function asked<Answer>(
  clock: Clock,
  doing: string,
  stop: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
  ms = ASK_MS,
): Promise<Asked<Answer>> {
  try {
    return { is: 'answer', answer: await withDeadline({ clock, ms, doing, stop }, ask) }
  } catch (thrown) {
    return { is: 'none', because: asOperatingError(thrown, doing).message }
  }
}

/** That something answers, as a fact: `unmet` when it was asked and did not, so that no memory of better days stands in. */
export const answers = (what: string, { is, ...rest }: Asked<unknown>): Fact =>
  is === 'answer'
    ? { is: 'met', because: `${what} answers` }
    : {
        is: 'unmet',
        because: 'because' in rest ? `${what} does not answer (${rest.because})` : `${what} does not answer`,
      }

const REDRAW = 'draw the plan again with this version'

/** A text out of an action's data; a missing one is a plan this version did not draw. */
export function textOf(data: Data, key: string): string {
  const value = data[key]
  if (typeof value === 'string') return value
  throw new OperatingError('unsupported', `the plan's action lacks "${key}"`, REDRAW)
}

/** A region out of an action's data. */
export function regionIn(data: Data, key: string): Region {
  const text = textOf(data, key)
  if (isRegion(text)) return text
  throw new OperatingError('unsupported', `"${key}" of the plan's action is "${text}", which is no region`, REDRAW)
}

/** Whole numbers by zone out of an action's data: weights, or slots. */
export function byZoneIn(data: Data, key: string): ByZone {
  const found = byZone(data[key])
  if (found) return found
  throw new OperatingError('unsupported', `the plan's action lacks "${key}"`, REDRAW)
}

/** Numbers by zone, where `value` is such; what an inspection remembers may be of an older version. */
export function byZone(value: Json | undefined): ByZone | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const pairs = Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === 'number')
  return Object.fromEntries(pairs)
}

export type ByZone = { readonly [zone: string]: number }
type Data = { readonly [key: string]: Json }

/** Whether both say the same of every zone. */
export const sameByZone = (one: ByZone, other: ByZone): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((zone) => one[zone] === other[zone])

/** `use1-az1 4, use1-az2 4`, in one order. */
export const sayByZone = (of: ByZone): string =>
  Object.keys(of)
    .sort()
    .map((zone) => `${zone} ${of[zone]}`)
    .join(', ')
