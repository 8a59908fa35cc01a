/**
 * What stands in braces in the texts of a user's own step, and is filled in when it is drawn or run: `{to}`, `{zone}`. What
 * is filled in is codes of places, names and a number, so that no text grows a part that its writer did not see.
 */
import type { EndKind } from '../../model/plan.js'

/** Values by the name that stands in braces. */
export interface Values {
  readonly [name: string]: string
}

const OF_ANY = ['app', 'resource', 'epoch']
const OF_ZONES: readonly string[] = ['region', 'zone', ...OF_ANY]
const OF_ONE_REGION: readonly string[] = ['region', ...OF_ANY]
const OF_TWO_REGIONS: readonly string[] = ['from', 'to', 'region', ...OF_ANY]

/** The names that have a value at an end. */
export function namesAt(end: EndKind): readonly string[] {
  if (end === 'zone-left' || end === 'zone-restored') return OF_ZONES
  return end === 'frozen' || end === 'thawed' ? OF_ONE_REGION : OF_TWO_REGIONS
}

const NAMED = /\{([a-z_]+)\}/g

/** `text` with every name that has a value filled in; others are left as they stand. */
export const fill = (text: string, values: Values): string =>
  text.replace(NAMED, (whole, name: string) => values[name] ?? whole)

/** Names in `text` that have no value at `end`, with their braces. */
export const strangersIn = (text: string, end: EndKind): readonly string[] =>
  [...text.matchAll(NAMED)].flatMap(([whole, name = '']) => (namesAt(end).includes(name) ? [] : [whole]))
