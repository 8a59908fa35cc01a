/**
 * What belongs together across regions. The same name comes first, then the same name but for what it says of its region,
 * and last, where each region has but one, that. Whatever this leaves open is not guessed at: a person says.
 */
import type { Region } from '../../../model/place.js'
import type { LeftOut } from './found.js'
import { stemOf } from './region-words.js'

/** A thing of the app in one region; `because` says how it was matched. */
export interface Placed {
  readonly region: Region
  readonly name: string
  readonly because: string
}

/** Things of one role, the primary region's first, at most one a region. */
export interface Pair<Thing extends Placed> {
  readonly members: readonly [Thing, ...Thing[]]
  readonly how: string
}

export interface Paired<Thing extends Placed> {
  readonly pairs: readonly Pair<Thing>[]
  readonly alone: readonly Thing[]
}

interface Round {
  readonly how: string
  readonly key: (thing: Placed) => string
}

const BY_NAME: readonly Round[] = [
  { how: 'the same name', key: ({ name }) => name.toLowerCase() },
  { how: 'the same name but for the region', key: ({ name, region }) => stemOf(name, region) },
]
const BY_NUMBER: Round = { how: 'the only one in each region', key: () => '' }

/** Pairs what it can; the first of `regions` is the primary, which every pair has a member in. */
export function pair<Thing extends Placed>(found: readonly Thing[], regions: readonly Region[]): Paired<Thing> {
  const named = BY_NAME.reduce<Paired<Thing>>((before, round) => pairedBy(round, before, regions), {
    pairs: [],
    alone: found,
  })
  return named.pairs.length > 0 ? named : pairedBy(BY_NUMBER, named, regions)
}

function pairedBy<Thing extends Placed>(
  { how, key }: Round,
  { alone, pairs }: Paired<Thing>,
  regions: readonly Region[],
): Paired<Thing> {
  const keys = [...new Set(alone.map(key))]
  const made = keys.flatMap((each) => {
    const found = pairOf(
      alone.filter((thing) => key(thing) === each),
      regions,
      how,
    )
    return found ? [found] : []
  })
  const taken = new Set(made.flatMap(({ members }) => members))
  return { pairs: [...pairs, ...made], alone: alone.filter((thing) => !taken.has(thing)) }
}

function pairOf<Thing extends Placed>(
  same: readonly Thing[],
  regions: readonly Region[],
  how: string,
): Pair<Thing> | undefined {
  const byRegion = regions.map((region) => same.filter((thing) => thing.region === region))
  const [[first] = [], ...others] = byRegion
  const standbys = others.flat()
  if (first === undefined || standbys.length === 0 || byRegion.some((things) => things.length > 1)) return undefined
  return { members: [first, ...standbys], how }
}

/** `{ us-east-1: web, eu-west-1: web }`, by what `of` reads. */
export const byRegionOf = <Thing extends Placed, Value>(
  members: readonly Thing[],
  of: (thing: Thing) => Value,
): { readonly [region: string]: Value } => Object.fromEntries(members.map((thing) => [thing.region, of(thing)]))

/** `Auto Scaling groups, the same name; matched by tag app=shop.` */
export function sayPair(what: string, { how, members }: Pair<Placed>, regions: readonly Region[]): readonly string[] {
  const matches = [...new Set(members.map(({ because }) => because))]
  const where = matches.length === 1 ? matches[0] : members.map((each) => `${each.because} (${each.region})`).join(', ')
  const missing = regions.filter((region) => !members.some((each) => each.region === region))
  return [`${what}: ${how}, matched by ${where}.`, ...missing.map((region) => `None was found in ${region}.`)]
}

/** Those without a counterpart, as what is left out: candidates by region. */
export function sayAlone(what: string, alone: readonly Placed[], regions: readonly Region[]): readonly LeftOut[] {
  if (alone.length === 0) return []
  const where = regions.map((region) => {
    const names = alone.filter((each) => each.region === region).map(({ name, because }) => `${name} (${because})`)
    return { region, names }
  })
  const having = where.filter(({ names }) => names.length > 0)
  const only = having.length === 1 ? having[0] : undefined
  const because = only
    ? `in ${only.region} alone: there is no counterpart elsewhere to fail over to`
    : 'which belong together could not be told: pair them by hand'
  return [
    { what: `${what}: ${having.map(({ names, region }) => `${names.join(', ')} in ${region}`).join('; ')}`, because },
  ]
}
