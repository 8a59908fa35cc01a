/**
 * Observations in, health out: a pure fold of one round over what was made of the rounds before.
 *
 * Zones and planes are judged by the votes on their signals; what was not looked at this round (a burst re-probes only
 * suspects) stays as it was. Regions are derived from their zones anew each time. An operator's word is carried, never
 * set or cleared here.
 */
import type { Assessment, Observation } from '../model/health.js'
import { atRegion, nameOf, regionOf } from '../model/place.js'
import type { Policy, RegionPolicy } from '../policy/policy.js'
import { assessed, type Judged, judge, quorumAfter } from './judge.js'
import { judgeRegion, zonesAgreedAt } from './region.js'
import { type Round, roundsOf } from './rounds.js'

/** The sections of the policy that judging reads. */
export type AssessBy = Pick<Policy, 'assess' | 'observe' | 'regions'> & {
  readonly decide: Pick<Policy['decide'], 'regionImpairedWhen'>
}

/**
 * The assessments after one round, judged at `now` (ms since the epoch): every region of the policy, and every zone and
 * plane seen now or before, in the policy's order of regions.
 */
export function assess(
  observations: readonly Observation[],
  earlier: readonly Assessment[],
  now: number,
  policy: AssessBy,
): readonly Assessment[] {
  const known = new Map(earlier.map((assessment) => [nameOf(assessment.of), assessment]))
  const rounds = roundsOf(observations, policy.observe)
  for (const round of rounds.filter(({ of }) => of.kind !== 'region')) {
    const name = nameOf(round.of)
    const before = known.get(name)
    const judged = judge(before, round, now, policy.assess)
    known.set(name, assessed(before, round, judged, quorumAfter(before?.lastQuorumAt, round, now)))
  }
  for (const entry of policy.regions) {
    const round = rounds.find(({ of }) => of.kind === 'region' && of.region === entry.region)
    known.set(entry.region, assessRegion(entry, known, round, now, policy))
  }
  return inOrder(known, policy.regions)
}

function assessRegion(
  { region, zones: names }: RegionPolicy,
  known: ReadonlyMap<string, Assessment>,
  round: Round | undefined,
  now: number,
  policy: AssessBy,
): Assessment {
  const before = known.get(region)
  const zones = names.flatMap((zone) => known.get(zone) ?? [])
  const needed = Math.max(1, Math.min(policy.decide.regionImpairedWhen.zones, names.length))
  const own = ownSignals(before, round, now, policy)
  const judged = judgeRegion({ before, zones, needed, own }, now)
  const shown: Round = {
    of: atRegion(region),
    is: 'unknown',
    tallies: round?.tallies ?? before?.tallies ?? [],
    ...(round?.answeredAt === undefined ? {} : { answeredAt: round.answeredAt }),
    counts: false,
  }
  const lastQuorumAt = stalest(zonesAgreedAt(zones, needed), own)
  return { ...assessed(before, shown, judged, lastQuorumAt), ...(own ? { own } : {}) }
}

/** A region's own signals keep a memory apart from what its zones say, lest the two count each other's rounds. */
function ownSignals(before: Assessment | undefined, round: Round | undefined, now: number, policy: AssessBy) {
  // What is evidence alone gives a region no signals of its own.
  if (!round?.counts) return before?.own
  const judged: Judged = judge(before?.own, round, now, policy.assess)
  const lastQuorumAt = quorumAfter(before?.own?.lastQuorumAt, round, now)
  return { ...judged, ...(lastQuorumAt === undefined ? {} : { lastQuorumAt }) }
}

/** A region is as freshly known as the staler of the two things it is judged from. */
function stalest(zonesAt: number | undefined, own: { readonly lastQuorumAt?: number } | undefined): number | undefined {
  if (!own) return zonesAt
  return zonesAt === undefined || own.lastQuorumAt === undefined ? undefined : Math.min(zonesAt, own.lastQuorumAt)
}

const KINDS = ['region', 'zone', 'plane'] as const

function inOrder(byName: ReadonlyMap<string, Assessment>, regions: readonly RegionPolicy[]): readonly Assessment[] {
  const places = new Map(regions.map(({ region }, index) => [region, index]))
  const keyed = [...byName].map(([name, assessment]) => {
    const { of } = assessment
    const place = places.get(regionOf(of)) ?? regions.length
    return { assessment, rank: place * KINDS.length + KINDS.indexOf(of.kind), name }
  })
  return keyed.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1)).map(({ assessment }) => assessment)
}
