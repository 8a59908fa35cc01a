/**
 * From many single things to one zone: one noisy volume is no zone event. A zone fails when a good part of its things is
 * bad, and that part is a multiple of what the other zones show and of what is usual here (law 7; the numbers are those
 * of AWS's multi-AZ observability construct and `AWS.md`, rule 50).
 *
 *   nothing seen here, or less than half of what was seen lately | unknown: a mass absence is suspect data
 *   one thing alone, and it is bad                               | unknown: one is no zone event
 *   fewer than two bad, under 30 %, or under twice the usual     | pass
 *   three times the other zones of the region                    | fail
 *   as bad as they, and three times the other regions            | fail: the region as a whole
 *   bad everywhere, or nothing to compare with                   | unknown: the report itself is in doubt
 */
import type { Region, ZoneId } from '../../../model/place.js'
import { formatPercent } from '../../../model/units.js'
import { failing, passing, unseen, type Word } from './watch.js'

/** The things of one zone that say how they are: how many, and which are bad. */
export interface Count {
  readonly region: Region
  readonly zone: ZoneId
  readonly seen: number
  readonly bad: readonly string[]
}

/** What was lately seen of each zone. */
export type Memory = ReadonlyMap<ZoneId, { readonly seen: readonly number[]; readonly shares: readonly number[] }>

export interface Breadth {
  readonly words: ReadonlyMap<ZoneId, Word>
  readonly memory: Memory
}

const SHARE_MIN = 0.3
const TIMES_OTHERS = 3
const TIMES_USUAL = 2
const BAD_MIN = 2
const SEEN_KEPT = 10
const SHARES_KEPT = 60
const NAMED = 3

/** What `counts` say of each zone; `what` is the noun for people, as in `volumes`. */
export function judgeBreadth(counts: readonly Count[], before: Memory, what: string): Breadth {
  const words = new Map(counts.map((count) => [count.zone, wordOf(count, counts, before, what)]))
  const memory = new Map(before)
  for (const { bad, seen, zone } of counts) {
    const old = before.get(zone) ?? { seen: [], shares: [] }
    const share = words.get(zone)?.is === 'pass' && seen > 0 ? [bad.length / seen] : []
    memory.set(zone, {
      seen: [...old.seen, seen].slice(-SEEN_KEPT),
      shares: [...old.shares, ...share].slice(-SHARES_KEPT),
    })
  }
  return { words, memory }
}

function wordOf(count: Count, counts: readonly Count[], before: Memory, what: string): Word {
  const { bad, region, seen, zone } = count
  const lately = Math.max(0, ...(before.get(zone)?.seen ?? []))
  if (seen === 0 && lately === 0) return unseen(`no ${what} to watch in ${zone}`)
  if (seen * 2 < lately) return unseen(`${seen} of ${lately} ${what} of ${zone} are reported: suspect data`)
  if (seen === 1 && bad.length === 1) return unseen(`${bad[0]} is bad; one of one is no zone event`)
  const share = bad.length / seen
  if (bad.length < BAD_MIN || share < SHARE_MIN) return passing
  if (share < TIMES_USUAL * usual(before.get(zone)?.shares ?? [])) return passing
  const near = shareOf(counts.filter((other) => other.region === region && other.zone !== zone))
  const far = shareOf(counts.filter((other) => other.region !== region))
  const says = `${formatPercent(share * 100)} of ${seen} ${what} (${shownNames(bad)})`
  if (near !== undefined && share >= TIMES_OTHERS * near) {
    return failing(`${says}, ${formatPercent(near * 100)} in the other zones of ${region}`)
  }
  if (far !== undefined && share >= TIMES_OTHERS * far) {
    return failing(`${says}, as in all of ${region}, ${formatPercent(far * 100)} in other regions`)
  }
  if (near === undefined && far === undefined) return unseen(`${says}, and no other zone to compare with`)
  return unseen(`${says}, and as much elsewhere: the report itself is in doubt`)
}

/** The bad share over several zones; undefined where there is nothing to compare with. */
function shareOf(counts: readonly Count[]): number | undefined {
  const seen = counts.reduce((sum, count) => sum + count.seen, 0)
  return seen === 0 ? undefined : counts.reduce((sum, count) => sum + count.bad.length, 0) / seen
}

/** The middle of the shares that were no event. */
function usual(shares: readonly number[]): number {
  const sorted = [...shares].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function shownNames(names: readonly string[]): string {
  const more = names.length - NAMED
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
