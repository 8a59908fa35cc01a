/**
 * zod's issues in the words of a policy: what is wrong, what was found, what is allowed. One line an issue, except that
 * unknown keys of one mapping, which zod gives as one issue, get a line each in the order of their keys.
 */
import { z } from 'zod'
import { allowanceOf } from './allowance.js'
import { nearest } from './near.js'

/** zod's error map for policies. */
const wording: z.core.$ZodErrorMap = (issue) => {
  const { code, inst, input, path } = issue
  const name = nameAt(path ?? [])
  switch (code) {
    case 'unrecognized_keys': {
      const known = inst instanceof z.ZodObject ? Object.keys(inst.shape) : []
      return issue.keys.map((key) => unknownKey(key, known)).join('\n')
    }
    case 'invalid_value': {
      const values = issue.values.map(String)
      return input === undefined ? missing(name, values.join(', ')) : notAmong(name, input, values)
    }
    case 'invalid_type': {
      const allowed = allowanceOf(inst) ?? typeWords(issue.expected, inst)
      return input === undefined ? missing(name, allowed) : wrong(name, input, allowed)
    }
    case 'too_small':
      return wrong(name, input, bound(issue.origin, issue.minimum, 'or more'))
    case 'too_big':
      return wrong(name, input, bound(issue.origin, issue.maximum, 'or fewer'))
    case 'invalid_key':
      // The key's own issue, which has no path, is worded as what is allowed and nothing else.
      return wrong(nameAt((path ?? []).slice(0, -1)), path?.at(-1), issue.issues[0]?.message ?? 'another key')
    case 'invalid_format': {
      const allowed = allowanceOf(inst) ?? 'a text of another form'
      return (path ?? []).length === 0 ? allowed : wrong(name, input, allowed)
    }
    case 'custom':
      return wrong(name, input, String(issue.params?.allowed))
    default:
      return wrong(name, input, allowanceOf(inst) ?? 'another value')
  }
}

/** How every `safeParse` of a policy is done: in these words, and without compiling a parser that is used once. */
export const reading: z.core.ParseContext<z.core.$ZodIssue> = { error: wording, jitless: true }

/** `unknown key "evry", did you mean "every"? allowed: every, …`. */
export const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key ${shown(key)}${meaning(key, known)} allowed: ${known.join(', ')}`

/** `missing key "url", allowed: …`. */
export const missing = (key: string, allowed: string): string => `missing key ${shown(key)}, allowed: ${allowed}`

/** `every: found 10, a number, allowed: a duration …`. */
export const wrong = (name: string, found: unknown, allowed: string): string =>
  `${name}: found ${shown(found)}, allowed: ${allowed}`

/** `role: found "primry", did you mean "primary"? allowed: primary, standby`. */
export const notAmong = (name: string, found: unknown, known: readonly string[]): string =>
  `${name}: found ${shown(found)}${meaning(typeof found === 'string' ? found : '', known)} allowed: ${known.join(', ')}`

function meaning(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === undefined ? ',' : `, did you mean ${shown(near)}?`
}

const LONGEST = 60

/** What was found, short enough for a message: texts in quotes, other scalars with their type. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)
  }
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'a mapping' : `${String(value)}, a ${typeof value}`
}

function typeWords(expected: string, inst: unknown): string {
  if (inst instanceof z.ZodObject) return `a mapping of ${Object.keys(inst.shape).join(', ')}`
  if (inst instanceof z.ZodNumber && inst.isInt) return 'a whole number'
  const words: { readonly [type: string]: string } = {
    array: 'a list',
    boolean: 'true or false',
    int: 'a whole number',
    number: 'a number',
    object: 'a mapping',
    record: 'a mapping',
    string: 'a text',
  }
  return words[expected] ?? expected
}

function bound(origin: string, limit: number | bigint, more: 'or more' | 'or fewer'): string {
  if (origin === 'array') return more === 'or more' ? 'a list that is not empty' : `${limit} entries ${more}`
  if (origin === 'string') return more === 'or more' ? 'a text that is not empty' : `${limit} characters ${more}`
  return `${limit} ${more === 'or more' ? more : 'or less'}`
}

/** The last key of a path, with the indexes after it: `zones[1]`. */
function nameAt(path: readonly PropertyKey[]): string {
  const key = path.findLastIndex((segment) => typeof segment !== 'number')
  const indexes = path.slice(key + 1).map((index) => `[${String(index)}]`)
  return `${key < 0 ? 'the policy' : String(path[key])}${indexes.join('')}`
}
