/**
 * Which DB instance stands for a resource in a region, after any number of moves. Pure.
 *
 * RDS cannot make a replica of what was a primary, and what a failover left behind may hold writes that nobody else has
 * (law 20). So the way back builds a new instance beside it, and nothing is ever deleted here: `orders` is followed by
 * `orders-r2`, that by `orders-r3`. The policy goes on naming the first of the line, and stays true: in each region the
 * newest of the line counts, and those before it are kept aside until a person has looked at them and deletes them. What
 * we made carries the tag `failover:resource`, so that an `orders-r2` of somebody else is never taken for ours, and a
 * person who wants the old name back renames the instance, or names the newer one in the policy.
 *
 * Two instances that stand alone may be left after a failover: the new writer, and the old primary. What is promoted or
 * restored is tagged with the epoch first, and of those that stand alone the one with the highest is the writer.
 */
import type { Region } from '../../../model/place.js'
import { type Instance, regionOfArn } from './rds-instance.js'

/** More generations than any line grows before a person tidies up. */
const GENERATIONS = 20

/** The generation of an id: 1 for `orders`, 2 for `orders-r2`. */
export const generationOf = (id: string): number => Number(/-r(\d+)$/.exec(id)?.[1] ?? 1)
const nameIn = (id: string, generation: number): string => `${id.replace(/-r\d+$/, '')}-r${generation}`

/** Every id that may belong to the line that `first` begins; ids are case-insensitive and kept in small letters. */
export function lineOf(first: string): readonly string[] {
  const id = first.toLowerCase()
  const from = generationOf(id)
  return [id, ...Array.from({ length: GENERATIONS }, (_, step) => nameIn(id, from + step + 1))]
}

/** What one region shows of a line: which counts, which are kept aside, and the id the next one would get. */
export interface Line {
  readonly current?: Instance
  readonly aside: readonly Instance[]
  readonly next: string
}

/** `found` are instances with an id of the line; `owner` is how our tag names the resource. */
export function lineIn(first: string, owner: string, found: readonly Instance[]): Line {
  const ids = lineOf(first)
  const ours = found
    .filter(({ id, owner: whose, status }) => (id === ids[0] || whose === owner) && status !== 'deleting')
    .sort((a, b) => generationOf(b.id) - generationOf(a.id))
  const [current, ...aside] = ours
  const last = Math.max(generationOf(first.toLowerCase()), ...found.map(({ id }) => generationOf(id)))
  return { ...(current ? { current } : {}), aside, next: nameIn(first.toLowerCase(), last + 1) }
}

/**
 * The regions with a writer: whose instance stands alone, under the highest epoch. One on a calm day; of none the source
 * that replicas name is the writer, whose region may be silent.
 */
export function writersAmong(
  seen: readonly { readonly region: Region; readonly current?: Instance }[],
): readonly Region[] {
  const alone = seen.flatMap(({ current, region }) =>
    current && current.source === undefined ? [{ current, region }] : [],
  )
  const epoch = Math.max(0, ...alone.map(({ current }) => current.epoch))
  const writers = alone.filter(({ current }) => current.epoch === epoch).map(({ region }) => region)
  // A replica that still follows one of several says which of them is the writer.
  if (writers.length === 1) return writers
  const named = new Set(
    seen.flatMap(({ current }) => (current?.source === undefined ? [] : [regionOfArn(current.source)])),
  )
  const followed = writers.filter((region) => named.has(region))
  return followed.length === 1 ? followed : writers
}

/** The region that replicas say they follow, where that one cannot be asked itself. */
export function followedBy(
  seen: readonly { readonly region: Region; readonly current?: Instance }[],
  regions: readonly Region[],
): Region | undefined {
  const named = new Set(
    seen.flatMap(({ current }) => (current?.source === undefined ? [] : [regionOfArn(current.source)])),
  )
  const known = regions.filter((region) => named.has(region))
  return known.length === 1 ? known[0] : undefined
}
