/**
 * Where a name leads, as Route 53 chooses among records
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html):
 * - weighted: by weight among the healthy that have one; none healthy: the healthy of weight 0; none at all: everyone with a
 *   weight. With every weight 0, all are answered alike.
 * - failover: the primary, unless it is unhealthy and the secondary is healthy.
 */
import { isRegion, type Region } from '../../../model/place.js'
import type { Settings } from './route53-record.js'
import { byType, type RecordSet, regionOfSet, routingOf } from './route53-sets.js'

/** By region, a share of 0 to 1; `because` when it cannot be told. */
export type Shares =
  | { readonly is: 'known'; readonly of: { readonly [region: string]: number } }
  | { readonly is: 'unknown'; readonly because: string }

type Healthy = (set: RecordSet) => boolean | undefined

/** Where the answers of one type lead. */
function sharesOf(group: readonly RecordSet[], healthy: Healthy, records: Settings['records']): Shares {
  const type = group[0]?.Type ?? 'no'
  const unseen = group.find((set) => healthy(set) === undefined)
  if (unseen) {
    return {
      is: 'unknown',
      because: `the health check of ${type} ${unseen.SetIdentifier ?? ''} hangs on what was not seen`,
    }
  }
  const serving = answered(group, (set) => healthy(set) === true)
  const total = serving.reduce((sum, [, weight]) => sum + weight, 0)
  const of: Record<string, number> = {}
  for (const [set, weight] of serving) {
    const region = regionOfSet(set, records)
    if (region === undefined)
      return { is: 'unknown', because: `${type} ${set.SetIdentifier ?? 'record'} is of no region` }
    of[region] = (of[region] ?? 0) + weight / total
  }
  const isFar = group.some((set) => !['weighted', 'failover'].includes(routingOf(set))) && Object.keys(of).length > 1
  return isFar ? { is: 'unknown', because: `${type} answers go by where users are` } : { is: 'known', of }
}

/** The sets that are answered with, and their parts. */
function answered(
  group: readonly RecordSet[],
  healthy: (set: RecordSet) => boolean,
): readonly (readonly [RecordSet, number])[] {
  const even = (sets: readonly RecordSet[]) => sets.map((set) => [set, 1] as const)
  const well = group.filter(healthy)
  if (group.some(({ Failover }) => Failover !== undefined)) {
    const primary = group.filter(({ Failover }) => Failover === 'PRIMARY')
    const second = well.filter(({ Failover }) => Failover === 'SECONDARY')
    return even(primary.some(healthy) || second.length === 0 ? primary : second)
  }
  if (!group.some(({ Weight }) => Weight !== undefined)) return even(well.length > 0 ? well : group)
  const heavy = (sets: readonly RecordSet[]) =>
    sets.flatMap((set) => ((set.Weight ?? 0) > 0 ? [[set, set.Weight ?? 0] as const] : []))
  if (heavy(well).length > 0) return heavy(well)
  if (well.length > 0) return even(well)
  return heavy(group).length > 0 ? heavy(group) : even(group)
}

/** Whether every answer of the name leads to `at`, and what it says otherwise. */
export function leadsTo(
  at: string,
  sets: readonly RecordSet[],
  healthy: Healthy,
  records: Settings['records'],
): { readonly is: 'met' | 'unmet' | 'unknown'; readonly because: string } {
  if (sets.length === 0) return { is: 'unmet', because: 'the name has no records' }
  for (const [type, group] of byType(sets)) {
    const shares = sharesOf(group, healthy, records)
    if (shares.is === 'unknown') return shares
    if ((shares.of[at] ?? 0) < 1)
      return { is: 'unmet', because: `${type} answers would lead to ${sayShares(shares.of)}` }
  }
  return { is: 'met', because: `every answer would lead to ${at}` }
}

/** The region that more than half of the answers of every type lead to. */
export function leading(
  sets: readonly RecordSet[],
  healthy: Healthy,
  records: Settings['records'],
): Region | undefined {
  const leaders = [...byType(sets).values()].map((group) => {
    const shares = sharesOf(group, healthy, records)
    return shares.is === 'known' ? Object.entries(shares.of).find(([, share]) => share > 0.5)?.[0] : undefined
  })
  const [first] = leaders
  return first !== undefined && isRegion(first) && leaders.every((each) => each === first) ? first : undefined
}

const sayShares = (of: { readonly [region: string]: number }): string =>
  Object.entries(of)
    .map(([region, share]) => (share === 1 ? region : `${region} (${Math.round(share * 100)} %)`))
    .join(' and ')
