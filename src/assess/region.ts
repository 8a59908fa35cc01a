/**
 * A region is judged by its zones, which carry hysteresis already, and by signals of its own where the policy has any.
 * N is the policy's share of zones (all of them, where a region has fewer); the first line that holds wins.
 *
 *   N zones impaired, or own signals impaired                    | impaired
 *   it was impaired or recovering, and something is not healthy  | recovering
 *   N zones suspect or impaired, or own signals suspect          | suspect
 *   else                                                         | healthy
 *
 * The operator's word on a zone counts here as it does everywhere.
 */
import { type Assessment, effective, type Health } from '../model/health.js'
import type { Judged } from './judge.js'

/** What a region is judged from. `own` is absent where the policy has no signals of the region itself. */
export interface RegionEvidence {
  readonly before: Assessment | undefined
  readonly zones: readonly Assessment[]
  /** N, at least one and at most the region's zones. */
  readonly needed: number
  readonly own: Judged | undefined
}

/**
 * The region's health at `now` (ms since the epoch). Its disturbance begins when the Nth of its zones turned bad (or its
 * own signals, if sooner), not when the first did: a zone that was left hours ago must not make it look long disturbed.
 */
export function judgeRegion(evidence: RegionEvidence, now: number): Judged {
  const kind = kindOf(evidence)
  const { before } = evidence
  const since = before?.measured.kind === kind ? before.measured.since : now
  if (kind === 'healthy') return { measured: { kind, since } }
  const begun = before && before.measured.kind !== 'healthy' ? before.firstBadAt : undefined
  const firstBadAt = begun ?? beginning(evidence)
  return { measured: withCount(kind, since, evidence), ...(firstBadAt === undefined ? {} : { firstBadAt }) }
}

function kindOf({ before, needed, own, zones }: RegionEvidence): Health['kind'] {
  const kinds = zones.map(effective)
  const impaired = kinds.filter((kind) => kind === 'impaired').length
  if (impaired >= needed || own?.measured.kind === 'impaired') return 'impaired'
  const was = before?.measured.kind
  const clean = kinds.every((kind) => kind === 'healthy') && (own === undefined || own.measured.kind === 'healthy')
  if ((was === 'impaired' || was === 'recovering') && !clean) return 'recovering'
  const doubtful = impaired + kinds.filter((kind) => kind === 'suspect').length
  return doubtful >= needed || own?.measured.kind === 'suspect' ? 'suspect' : 'healthy'
}

/** A region counts no samples itself: it shows the most fails, or the fewest passes, of what it is judged from. */
function withCount(kind: Exclude<Health['kind'], 'healthy'>, since: number, { own, zones }: RegionEvidence): Health {
  const parts = [...zones.map(({ measured }) => measured), ...(own ? [own.measured] : [])]
  if (kind === 'suspect') {
    return { kind, since, fails: Math.max(1, ...parts.map((part) => (part.kind === 'suspect' ? part.fails : 0))) }
  }
  if (kind === 'impaired') return { kind, since }
  const passes = parts.flatMap((part) => (part.kind === 'recovering' ? [part.passes] : []))
  return { kind, since, passes: passes.length > 0 ? Math.min(...passes) : 0 }
}

function beginning({ needed, own, zones }: RegionEvidence): number | undefined {
  const bad = zones.flatMap(({ firstBadAt }) => (firstBadAt === undefined ? [] : [firstBadAt])).sort((a, b) => a - b)
  const byZones = bad[needed - 1]
  const starts = [byZones, own?.firstBadAt].filter((at) => at !== undefined)
  return starts.length > 0 ? Math.min(...starts) : undefined
}

/** When `needed` of the zones had each been agreed on by a quorum: the newest instant of which that is true. */
export function zonesAgreedAt(zones: readonly Assessment[], needed: number): number | undefined {
  const known = zones.flatMap(({ lastQuorumAt }) => (lastQuorumAt === undefined ? [] : [lastQuorumAt]))
  return known.sort((a, b) => b - a)[needed - 1]
}
