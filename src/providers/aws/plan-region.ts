/** A region out of an action's data. */
import { OperatingError } from '../../model/error.js'
import { isRegion, type Region } from '../../model/place.js'
import type { Json } from '../../model/plan.js'
import { textIn } from './driver-context.js'

/** The region under `key`; throws `unsupported` where the plan carries none. */
export function regionName(data: { readonly [key: string]: Json }, key: string): Region {
  const text = textIn(data, key)
  if (isRegion(text)) return text
  throw new OperatingError('unsupported', `"${key}" of the plan's action is "${text}", which is no region`)
}
