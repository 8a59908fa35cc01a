/**
 * As much of a faulty policy as can be read, so that every fault is told at once.
 *
 * A schema stops at its own faults, and rules between fields need parsed fields. So what is faulty is cut out, and what
 * is missing is stood in for, until the rest is in shape and the rules can judge it; a rule that would miss what was cut
 * keeps silent.
 */
import type { z } from 'zod'
import { isMapping } from './choice.js'
import type { Path } from './spot.js'
import { reading } from './wording.js'

export interface Reading<T> {
  /** What is in shape after `cut` was cut out; absent when nothing is. */
  readonly value?: T
  readonly issues: readonly z.core.$ZodIssue[]
  readonly cut: readonly Path[]
}

/** What may stand at a path in place of a missing key; undefined where nothing can, and the mapping around it is cut. */
export type StandIn = (path: Path) => unknown

/** Reads `data` by `schema`, around its faults. */
export function readLeniently<T>(schema: z.ZodType<T>, data: unknown, standIn: StandIn): Reading<T> {
  const first = schema.safeParse(data, reading)
  if (first.success) return { value: first.data, issues: [], cut: [] }
  const { issues } = first.error
  const cut: Path[] = []
  // Aliases share what they stand for; a copy that shares nothing can be cut in one place alone.
  const rest: unknown = JSON.parse(JSON.stringify(data))
  let open: readonly z.core.$ZodIssue[] = issues
  for (;;) {
    const cuts = open.flatMap((issue) => cutsFor(issue, rest, standIn))
    // A fault of the whole leaves nothing to read. Each round changes something, or there would be no end.
    if (cuts.some((path) => path.length === 0) || !cuts.map((path) => mend(rest, path, standIn)).includes(true)) {
      return { issues, cut }
    }
    cut.push(...cuts)
    const again = schema.safeParse(rest, reading)
    if (again.success) return { value: again.data, issues, cut }
    open = again.error.issues
  }
}

/** What to cut out for an issue: unknown keys themselves, a wrong value, or the mapping that misses a key. */
function cutsFor(issue: z.core.$ZodIssue, data: unknown, standIn: StandIn): readonly Path[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key])
  let node: unknown = data
  for (const [index, segment] of issue.path.entries()) {
    const above = issue.path.slice(0, index)
    // A list is cut as a whole, lest what remains in it move to other indexes.
    if (Array.isArray(node)) return [above]
    const here = [...above, segment]
    if (!isMapping(node) || !Object.hasOwn(node, String(segment))) return [standIn(here) === undefined ? above : here]
    node = node[String(segment)]
  }
  return [issue.path]
}

/** Deletes what is at `path`, or puts a stand-in where nothing is; tells whether it changed anything. */
function mend(data: unknown, path: Path, standIn: StandIn): boolean {
  const above = path.slice(0, -1).reduce(childOf, data)
  if (typeof above !== 'object' || above === null) return false
  const key = String(path.at(-1))
  if (Object.hasOwn(above, key)) return Reflect.deleteProperty(above, key)
  const other = standIn(path)
  return other !== undefined && Reflect.set(above, key, other)
}

function childOf(node: unknown, segment: PropertyKey): unknown {
  if (Array.isArray(node)) return node[Number(segment)]
  return isMapping(node) && Object.hasOwn(node, String(segment)) ? node[String(segment)] : undefined
}
