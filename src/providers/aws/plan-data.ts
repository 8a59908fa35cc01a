/**
 * Structured parts of an inspection's state and of an action's data, read back as what they were written as. Both may
 * come from another version of this program: what does not fit is, in a state, as if it had not been seen, and, in an
 * action, a plan to be drawn again.
 */
import type { z } from 'zod'
import { OperatingError } from '../../model/error.js'
import type { Json } from '../../model/plan.js'

interface Data {
  readonly [key: string]: Json
}

/** What was seen under `key`; nothing when it was not, or was by a version that wrote it otherwise. */
export function seenIn<Part>(state: Data, key: string, shape: z.ZodType<Part>): Part | undefined {
  const read = shape.safeParse(state[key])
  return read.success ? read.data : undefined
}

/** What an action carries under `key`; throws `unsupported` when it carries something else. */
export function carriedIn<Part>(data: Data, key: string, shape: z.ZodType<Part>): Part {
  const read = shape.safeParse(data[key])
  if (read.success) return read.data
  const what = `the plan's action carries no "${key}" that this version can read`
  throw new OperatingError('unsupported', what, 'draw the plan again with this version')
}
