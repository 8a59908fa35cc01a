/**
 * What a field allows, in words, kept beside its schema so that a fault can say it. zod's own issues know types only:
 * that a text was wanted, not that the text was to be a duration.
 */
import { z } from 'zod'

/** Words for what a schema allows, such as `a duration such as 2s`. */
export const allowances = z.registry<{ readonly allowed: string }>()

/** A text field described by `allowed` in faults. */
export const textOf = (allowed: string): z.ZodString => z.string().register(allowances, { allowed })

/** A text of the shape `pattern`, described by `allowed` in faults. */
export function patterned(pattern: RegExp, allowed: string): z.ZodString {
  const check = z.regex(pattern)
  allowancesOfChecks.set(check, allowed)
  return z.string().check(check).register(allowances, { allowed })
}

const allowancesOfChecks = new WeakMap<object, string>()

/** The words for what `inst`, a schema or a check out of a zod issue, allows; undefined where none were given. */
export function allowanceOf(inst: unknown): string | undefined {
  if (typeof inst !== 'object' || inst === null) return undefined
  return allowancesOfChecks.get(inst) ?? (inst instanceof z.ZodType ? allowances.get(inst)?.allowed : undefined)
}
