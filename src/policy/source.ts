/**
 * YAML text as plain data that still knows where everything stands.
 *
 * The text may be anything. It is parsed in two steps, since the first (tokens) never recurses and the second (nodes)
 * does: how deep it nests is measured in between, so that no text can exhaust the stack.
 */
import { Composer, type CST, type Document, Parser, type YAMLError } from 'yaml'
import { aliasProblems } from './aliases.js'
import { depthOf } from './depth.js'
import type { Problem } from './fault.js'
import { type Path, type Spot, spotOf } from './spot.js'

/** Line and column, both from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}
export interface Source {
  /** Plain data; absent when the text could not be read as YAML at all. */
  readonly data?: unknown
  readonly problems: readonly Problem[]
  /** Offset of the key or value at `path`, or of the nearest mapping above it. */
  readonly locate: (path: Path, spot: Spot) => number
  readonly placeOf: (offset: number) => Place
}

const LONGEST = 256 * 1024
const DEEPEST = 40
const ALIASES = 100

/** Reads `text`; never throws for it. */
export function readSource(text: string): Source {
  const placeOf = (offset: number): Place => {
    const before = text.slice(0, offset).split('\n')
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
  }
  const unread = (offset: number, message: string): Source => ({
    problems: [{ offset, message }],
    locate: () => offset,
    placeOf,
  })
  if (text.length > LONGEST) return unread(0, `found ${text.length} characters, allowed: ${LONGEST}`)
  const binary = text.search(NOT_TEXT)
  if (binary >= 0) return unread(binary, 'found a character that no text has, allowed: YAML text in UTF-8')
  const tokens = [...new Parser().parse(text)]
  const deep = depthOf(tokens, DEEPEST)
  if (deep !== undefined) return unread(deep, `found more than ${DEEPEST} levels of nesting, allowed: ${DEEPEST}`)
  return compose(tokens, text, placeOf)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what YAML text may not hold
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd\ufffe\uffff]/

function compose(tokens: readonly CST.Token[], text: string, placeOf: Source['placeOf']): Source {
  const composer = new Composer({ prettyErrors: false, logLevel: 'silent' })
  const [document, second] = [...composer.compose(tokens, true, text.length)]
  const problems: Problem[] = []
  if (!document)
    return { problems: [{ offset: 0, message: 'found nothing, allowed: a policy' }], locate: () => 0, placeOf }
  if (second) problems.push({ offset: second.range[0], message: 'found a second document, allowed: one' })
  for (const error of [...document.errors, ...document.warnings]) problems.push(problemOf(error, text))
  const locate: Source['locate'] = (path, spot) => spotOf(document, path, spot)
  const aliases = aliasProblems(document, ALIASES)
  const lost = document.errors.some(({ code }) => code !== 'DUPLICATE_KEY') || aliases.length > 0
  if (lost) return { problems: [...problems, ...aliases], locate, placeOf }
  return { ...dataOf(document, problems), locate, placeOf }
}

function problemOf({ code, message, pos }: YAMLError, text: string): Problem {
  if (code !== 'DUPLICATE_KEY') return { offset: pos[0], message: `not YAML: ${message}` }
  const key = text.slice(pos[0]).split(/[\s:,}]/, 1)[0]
  return { offset: pos[0], message: `the key "${key}" is given twice, allowed: once` }
}

function dataOf(document: Document.Parsed, problems: readonly Problem[]): Pick<Source, 'data' | 'problems'> {
  try {
    return { data: document.toJS({ maxAliasCount: ALIASES }), problems }
  } catch (thrown) {
    // yaml's guard against texts that grow exponentially when aliases are followed.
    if (!(thrown instanceof ReferenceError)) throw thrown
    return { problems: [...problems, { offset: 0, message: `aliases: ${thrown.message}` }] }
  }
}
