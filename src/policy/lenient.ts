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
import { wording } from './wording.js'

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
  const first = schema.safeParse(data, { error: wording })
  if (first.success) return { value: first.data, issues: [], cut: [] }
  const { issues } = first.error
  const cut: Path[] = []
  const rest = structuredClone(data)
  let open: readonly z.core.$ZodIssue[] = issues
  while (open.length > 0) {
    for (const path of open.flatMap((issue) => cutsFor(issue, rest, standIn))) {
      // A fault of the whole leaves nothing to read.
      if (path.length === 0) return { issues, cut }
      mend(rest, path, standIn)
      cut.push(path)
    }
    const again = schema.safeParse(rest, { error: wording })
    if (again.success) return { value: again.data, issues, cut }
    open = again.error.issues
  }
  return { issues, cut }
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

/** Deletes what is at `path`, or puts a stand-in where nothing is. */
function mend(data: unknown, path: Path, standIn: StandIn): void {
  let node = data
  for (const segment of path.slice(0, -1)) node = isMapping(node) ? node[String(segment)] : undefined
  if (typeof node !== 'object' || node === null) return
  const key = String(path.at(-1))
  if (Object.hasOwn(node, key)) Reflect.deleteProperty(node, key)
  else Reflect.set(node, key, standIn(path))
}
