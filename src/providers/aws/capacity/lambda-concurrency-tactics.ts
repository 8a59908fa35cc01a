/** The ways to have concurrency in a region, as plain data. */
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import type { End, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { answersFact } from '../driver-context.js'
import { controlOf } from '../places.js'
import { seenIn } from '../plan-data.js'
import type { Settings } from './lambda-concurrency.js'

/** Names of the facts that tactics rest on. */
export const functionFact = (at: Region): string => `function in ${at}`
export const poolFact = (at: Region): string => `pool in ${at}`
export const LAMBDA_VERBS = {
  keep: 'keep-concurrency',
  raise: 'raise-concurrency',
  restore: 'restore-concurrency',
} as const
/** What an account must leave unreserved in each region. */
export const POOL_MIN = 100

/** A function's reservation, null where it has none, and the pool that functions without one share. */
export interface Reserved {
  readonly reserved: number | null
  readonly pool: number
}
const reservedState = z.object({ reserved: z.int().nullable(), pool: z.int() })

export const sayReserved = ({ pool, reserved }: Reserved): string =>
  reserved === null
    ? `it has no reservation, and shares a pool of ${pool}`
    : `it has ${reserved} reserved; the pool has ${pool}`

/** Whether a function may run `wanted` executions at once. */
export const suffices = ({ pool, reserved }: Reserved, wanted: number): boolean => (reserved ?? pool) >= wanted

/** The tactics for `end`, best first, from what was seen. */
export function lambdaTactics(
  resource: string,
  end: End,
  { state }: Inspection,
  settings: Settings,
): readonly Tactic[] {
  if (end.kind !== 'capacity' || settings.function[end.at] === undefined) return []
  const { at, from } = end
  const seen = seenIn(state, at, reservedState)
  const source = seenIn(state, from, reservedState)
  const wanted = Math.max(settings.capacity, source?.reserved ?? 0)
  if (seen && suffices(seen, wanted)) return [keep(resource, at, wanted, seen)]
  return [raise(resource, at, wanted, seen)]
}

/** Nothing is changed: were the API there silent, the function would serve as it did (static stability). */
function keep(resource: string, at: Region, wanted: number, seen: Reserved): Tactic {
  return {
    name: 'enough',
    says: `leave ${resource} in ${at} as it is: ${sayReserved(seen)}, ${wanted} are needed`,
    action: { resource, verb: LAMBDA_VERBS.keep, with: { at, wanted } },
    ...{ needs: [], prerequisites: [], undo: { kind: 'not-needed' } },
    ...{ expectedMs: 500, deadlineMs: 10_000, onFailure: 'halt' },
  }
}

function raise(resource: string, at: Region, wanted: number, seen: Reserved | undefined): Tactic {
  const lambda = controlOf('lambda', at)
  const was = seen?.reserved ?? null
  const restore = { resource, verb: LAMBDA_VERBS.restore, with: { at, wanted, was } }
  return {
    name: 'raise',
    says: `reserve ${wanted} executions for ${resource} in ${at}, now ${was ?? 'none'}`,
    action: { resource, verb: LAMBDA_VERBS.raise, with: { at, wanted } },
    needs: [lambda],
    prerequisites: [answersFact(lambda), functionFact(at), poolFact(at)],
    undo: was === null ? { kind: 'not-needed' } : { kind: 'action', action: restore },
    ...{ expectedMs: 1_000, deadlineMs: 30_000, onFailure: 'halt' },
  }
}
