/**
 * A mapping that comes in several forms, one of which its own keys choose. Unlike a zod union, whose faults speak of
 * all forms at once, the faults here are those of the one form that was chosen.
 */
import { z } from 'zod'
import { nearest } from './near.js'
import { missing, notAmong, reading, unknownKey } from './wording.js'

export type Mapping = Readonly<Record<string, unknown>>

/** Why no form can read a mapping: a value at one of its keys, a key it misses, or one that was mistyped. */
export interface Refusal {
  readonly is: 'none'
  readonly message: string
  readonly at?: string
  readonly mistyped?: string
}
export type Chosen<T> = { readonly is: 'one'; readonly one: T } | Refusal

/** The forms of a choice as JSON Schemas, for the published schema. */
export const formsOf = z.registry<{ readonly forms: () => readonly z.core.JSONSchema.BaseSchema[] }>()

/** A schema that lets `choose` pick the form which reads a mapping; `forms` are the input sides of all of them. */
export function choice<T>(
  choose: (found: Mapping) => Chosen<z.ZodType<T>>,
  forms: () => readonly z.core.JSONSchema.BaseSchema[],
) {
  return z
    .unknown()
    .transform((found, ctx): T => {
      if (!isMapping(found)) {
        ctx.addIssue({ code: 'custom', input: found, params: { allowed: 'a mapping' } })
        return z.NEVER
      }
      const chosen = choose(found)
      if (chosen.is === 'none') {
        ctx.issues.push(refusalIssue(chosen, found))
        return z.NEVER
      }
      const read = chosen.one.safeParse(found, reading)
      if (read.success) return read.data
      // A finished issue is a raw one with its message; only their declared types differ.
      for (const issue of read.error.issues) ctx.issues.push({ ...issue, input: found } as z.core.$ZodRawIssue)
      return z.NEVER
    })
    .register(formsOf, { forms })
}

function refusalIssue({ at, message, mistyped }: Refusal, input: Mapping): z.core.$ZodRawIssue {
  if (mistyped !== undefined) return { code: 'unrecognized_keys', keys: [mistyped], input, message }
  return { code: 'custom', input, message, path: at === undefined ? [] : [at] }
}

/** Picks among `known` by the mapping's key `tag`; `others` are keys that would do instead of it. */
export function byTag<T>(
  found: Mapping,
  tag: string,
  known: ReadonlyMap<string, T>,
  others: readonly string[] = [],
): Chosen<T> {
  const names = [...known.keys()]
  const value = found[tag]
  if (value !== undefined) {
    const one = typeof value === 'string' ? known.get(value) : undefined
    return one === undefined ? { is: 'none', at: tag, message: notAmong(tag, value, names) } : { is: 'one', one }
  }
  const meant = nearest(tag, Object.keys(found))
  if (meant !== undefined) return { is: 'none', mistyped: meant, message: unknownKey(meant, [tag, ...others]) }
  const instead = others.map((key) => `, or the key ${JSON.stringify(key)} instead`)
  return { is: 'none', message: missing(tag, `${names.join(', ')}${instead.join('')}`) }
}

/** Picks among `known` by the one of their keys that the mapping has; `shared` are keys that every form may have. */
export function byKey<T>(found: Mapping, known: ReadonlyMap<string, T>, shared: readonly string[]): Chosen<T> {
  const names = [...known.keys()]
  const [first, second] = Object.keys(found).filter((key) => known.has(key))
  if (second !== undefined) {
    const message = `found both "${first}" and "${second}", allowed: one of them, and another entry for the other`
    return { is: 'none', at: second, message }
  }
  const one = first === undefined ? undefined : known.get(first)
  if (one !== undefined) return { is: 'one', one }
  const strange = Object.keys(found).filter((key) => !shared.includes(key))
  const meant = strange.find((key) => nearest(key, names) !== undefined) ?? strange[0]
  if (meant !== undefined) return { is: 'none', mistyped: meant, message: unknownKey(meant, names) }
  return { is: 'none', message: `found none of its keys, allowed: one of ${names.join(', ')}` }
}

/** Whether `value` is a mapping of YAML, neither a list nor a scalar. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
