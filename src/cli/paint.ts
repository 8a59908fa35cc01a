/** Colours of the report's words on a terminal. */
import type { Paint } from '../report/paint.js'
import type { Output } from './output.js'

export function paintOf({ paint }: Output): Paint {
  return { bold: paint.bold, dim: paint.dim, good: paint.green, warn: paint.yellow, bad: paint.red }
}
