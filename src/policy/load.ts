/**
 * The door of the room: a policy's text becomes a `Policy`, or every fault in it at once.
 *
 * Text → data that knows its places (`source`) → shape, units and defaults (`schema`, read around its faults by
 * `lenient`) → rules between fields (`rules`) → the words the rooms read (`shape`). Bad text is never thrown for.
 */
import type { z } from 'zod'
import { isMapping } from './choice.js'
import type { Fault, Problem } from './fault.js'
import { readLeniently } from './lenient.js'
import type { Policy } from './policy.js'
import type { ResourceTypes } from './resources.js'
import { findingsOf } from './rules.js'
import { fileSchema, standIn } from './schema.js'
import { policyOf } from './shape.js'
import { readSource, type Source } from './source.js'
import type { Path } from './spot.js'
import { shown } from './wording.js'

export { type Fault, formatFault } from './fault.js'
export type { ResourceTypes } from './resources.js'

export type Loaded =
  | { readonly is: 'policy'; readonly policy: Policy }
  | { readonly is: 'faults'; readonly faults: readonly Fault[] }

/** Reads a policy; `file` is for the faults alone, which come sorted by position. */
export function load(text: string, file: string, types: ResourceTypes): Loaded {
  return loaded(readSource(text), file, types)
}

function loaded(source: Source, file: string, types: ResourceTypes): Loaded {
  const { problems, policy } = judge(source, types)
  if (policy && problems.length === 0) return { is: 'policy', policy }
  const faults = problems.map(({ message, offset }): Fault => ({ file, ...source.placeOf(offset), message }))
  return { is: 'faults', faults: faults.sort(byPlace) }
}

/** Reads the policy that stands at `path` of a larger text; `file` is that text's, and so are the places of the faults. */
export function loadPart(source: Source, path: Path, data: unknown, file: string, types: ResourceTypes): Loaded {
  const locate: Source['locate'] = (inner, spot) => source.locate([...path, ...inner], spot)
  return loaded({ data, problems: [], locate, placeOf: source.placeOf }, file, types)
}

const byPlace = (a: Fault, b: Fault): number => a.line - b.line || a.column - b.column

const schemas = new WeakMap<ResourceTypes, ReturnType<typeof fileSchema>>()

/** To build it takes longer than to read a policy by it, and a run over many drills reads many. */
function schemaFor(types: ResourceTypes): ReturnType<typeof fileSchema> {
  const built = schemas.get(types) ?? fileSchema(types)
  schemas.set(types, built)
  return built
}

interface Judgement {
  readonly problems: readonly Problem[]
  readonly policy?: Policy
}

function judge({ data, locate, problems }: Source, types: ResourceTypes): Judgement {
  if (data === undefined) return { problems }
  if (!isMapping(data)) {
    const found = data === null ? 'an empty file' : shown(data)
    const message = `the policy: found ${found}, allowed: a mapping that begins with version: 1`
    return { problems: [...problems, { offset: locate([], 'value'), message }] }
  }
  const { cut, issues, value } = readLeniently(schemaFor(types), data, standIn)
  const findings = value ? findingsOf({ file: value, raw: data, types }, cut) : []
  const all = [
    ...problems,
    ...issues.flatMap((issue) => problemsOf(issue, locate)),
    ...findings.map(({ message, path, spot }) => ({ offset: locate(path, spot), message })),
  ]
  return value && all.length === 0 ? { problems: all, policy: policyOf(value) } : { problems: all }
}

/** zod's issue at its places in the text. Unknown keys are one issue with a line each; a key of the wrong form is at fault itself. */
export function problemsOf(issue: z.core.$ZodIssue, locate: Source['locate']): readonly Problem[] {
  if (issue.code !== 'unrecognized_keys') {
    const spot = issue.code === 'invalid_key' ? 'key' : 'value'
    return [{ offset: locate(issue.path, spot), message: issue.message }]
  }
  const lines = issue.message.split('\n')
  return issue.keys.map((key, index) => ({
    offset: locate([...issue.path, key], 'key'),
    message: lines[index] ?? issue.message,
  }))
}
