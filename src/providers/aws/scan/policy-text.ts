/**
 * YAML as a person would write it: flow mappings on a line while they fit, each key on its own line where they do not,
 * comments wrapped. Texts out of an account are quoted unless they are plainly words. Pure.
 */
import type { Setting, Settings } from './found.js'

const WIDTH = 116
/** A colon with something behind it begins no value. */
const WORD = /^[A-Za-z_][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*$/
/** Words that YAML of one version or another takes for something else. */
const TAKEN = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i
const DURATION = /^\d+(ms|s|m|h|d|%)$/

/** One value on one line. */
export function flow(value: Setting): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, each]) => `${scalar(key)}: ${flow(each)}`)
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
  }
  return typeof value === 'string' ? scalar(value) : String(value)
}

function scalar(text: string): string {
  return (WORD.test(text) && !TAKEN.test(text)) || DURATION.test(text) ? text : quoted(text)
}

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** JSON is YAML, but for line breaks of Unicode's and others that JSON leaves as they are. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(UNPRINTABLE, (each) => `\\U${(each.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)

/** `key: { … }` on one line if it fits, else its keys below it; `indent` is how many spaces stand before it. */
export function entry(key: string, value: Setting, indent: number): readonly string[] {
  const pad = ' '.repeat(indent)
  const line = `${pad}${scalar(key)}: ${flow(value)}`
  if (line.length <= WIDTH || typeof value !== 'object' || isEmpty(value)) return [line]
  const head = `${pad}${scalar(key)}:`
  if (isList(value)) return [head, ...value.map((each) => `${pad}  - ${flow(each)}`)]
  return [head, ...Object.entries(value).flatMap(([inner, each]) => entry(inner, each, indent + 2))]
}

/** Its keys as entries, commented out. */
export const commented = (settings: Settings, indent: number): readonly string[] =>
  Object.entries(settings).map(([key, value]) => `${' '.repeat(indent)}# ${key}: ${flow(value)}`)

/** A comment, wrapped; what is not printable in it is left out, so that no text of an account ends the comment. */
export function comment(text: string, indent = 0): readonly string[] {
  const pad = `${' '.repeat(indent)}# `
  const lines: string[] = []
  for (const word of text.replace(UNPRINTABLE, ' ').trim().split(/ +/)) {
    const last = lines.at(-1)
    if (last !== undefined && pad.length + last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => `${pad}${line}`.trimEnd())
}

/** A list as comments, the lines of an item set in. */
export const listed = (items: readonly string[], indent = 0): readonly string[] =>
  items.flatMap((item) =>
    comment(item, indent).map((line, index) => line.replace('# ', index === 0 ? '#   - ' : '#     ')),
  )

const isList = (value: Setting): value is readonly Setting[] => Array.isArray(value)
const isEmpty = (value: object): boolean => Object.keys(value).length === 0
