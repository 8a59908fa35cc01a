/** Arithmetic of capacity: what a fleet of instances, tasks or nodes stands at, and what it is to come to. */
import { z } from 'zod'
import type { Reading } from '../../../model/health.js'
import type { Region } from '../../../model/place.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { seenIn } from '../plan-data.js'

/** What a fleet is told to have; services without bounds of their own have no `min` and `max`. */
export interface Figures {
  readonly desired: number
  readonly min?: number | undefined
  readonly max?: number | undefined
}
export const figures = z.object({ desired: z.int(), min: z.int().optional(), max: z.int().optional() })

/** What a fleet was seen at; kept from calm days. */
export interface Standing extends Figures {
  /** How many of it serve: up, healthy, and of the service's own word in service. */
  readonly useful: number
}
export const standing = figures.extend({ useful: z.int() })

/** What the policy says of capacity, whatever it is counted in. */
export interface CapacityPolicy {
  readonly capacity: number
  readonly min_healthy: number
  readonly raise_max: boolean
}

/** What was seen in `at`; nothing when it never was. */
export const standingIn = (seen: Inspection, at: Region): Standing | undefined => seenIn(seen.state, at, standing)

/**
 * What `at` is to have: as many as `from` was seen to run, at least what the policy asks for, and, where its maximum may
 * not be raised, no more than that.
 */
export function wantedAt(policy: CapacityPolicy, at: Standing | undefined, from: Standing | undefined): number {
  const asked = Math.max(policy.capacity, from?.desired ?? 0)
  const most = policy.raise_max || at?.max === undefined ? asked : at.max
  return Math.max(policy.capacity, Math.min(asked, most))
}

/** So many of `wanted` make it done. */
export const enoughOf = (wanted: number, { min_healthy }: CapacityPolicy): number =>
  Math.ceil((wanted * min_healthy) / 100)

/** `now`, raised to `wanted`. Never lowered: what another gave it meanwhile, by hand or by a scaling policy, stays. */
export function raisedTo(wanted: number, { desired, max, min }: Figures): Figures {
  return {
    desired: Math.max(desired, wanted),
    ...(min === undefined ? {} : { min: Math.max(min, wanted) }),
    ...(max === undefined ? {} : { max: Math.max(max, wanted) }),
  }
}

export const sameFigures = (one: Figures, other: Figures): boolean =>
  one.desired === other.desired && sameBounds(one, other)

export const sameBounds = (one: Figures, other: Figures): boolean => one.min === other.min && one.max === other.max

/** `4 (min 2, max 12)`. */
export function sayFigures({ desired, max, min }: Figures): string {
  return min === undefined && max === undefined ? `${desired}` : `${desired} (min ${min ?? '-'}, max ${max ?? '-'})`
}

/** Whether the maximum there leaves room for what the policy asks for, as a fact. */
export function roomFor({ capacity, raise_max }: CapacityPolicy, noun: string, { max }: Figures): Fact {
  if (max === undefined || max >= capacity) {
    return {
      is: 'met',
      because: max === undefined ? 'it has no maximum' : `its maximum of ${max} has room for ${capacity} ${noun}`,
    }
  }
  if (raise_max) return { is: 'met', because: `its maximum of ${max} may be raised to ${capacity}` }
  return {
    is: 'unmet',
    because: `its maximum is ${max}, and ${capacity} ${noun} are needed; raise it, or say raise_max: true`,
  }
}

/** Useful capacity in `at`, in percent of what the policy asks for, or of what another region runs where that is more. */
export function capacityReading(
  at: Region,
  seen: ReadonlyMap<Region, Standing>,
  { capacity }: CapacityPolicy,
  because: string,
): Reading {
  const here = seen.get(at)
  if (!here) return { is: 'unknown', because }
  const others = [...seen].flatMap(([region, { desired }]) => (region === at ? [] : [desired]))
  return { is: 'known', value: (100 * here.useful) / Math.max(capacity, ...others) }
}
