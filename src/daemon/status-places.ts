/** Regions, zones and planes of a status: their health with the votes behind it, their figures with the policy's limits. */
import type { Outlook } from '../controller/foretell.js'
import type { Tick } from '../controller/tick.js'
import { type Assessment, type Check, effective, type Gauge } from '../model/health.js'
import type { JournalEntry } from '../model/journal.js'
import { atRegion, atZone, nameOf, type Subject, type ZoneId } from '../model/place.js'
import type { GuardPolicy, Policy, RegionPolicy } from '../policy/policy.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import type { Beacon } from './beacon.js'
import type { GameDayNote } from './game-day-note.js'
import type { GaugeStatus, PlaceStatus, RegionStatus, ZoneStatus } from './status-document.js'

/** What the fold is made from; `seen` gives the vantages' last words where someone kept them. */
export interface Standpoint {
  readonly policy: Policy
  readonly tick: Tick
  readonly entries: readonly JournalEntry[]
  readonly at: number
  readonly seen: (of: Subject) => readonly Check[]
  readonly leader?: Beacon
  readonly nextLookAt?: number
  readonly outlooks?: readonly Outlook[]
  readonly gameDay?: GameDayNote
  /** Oldest first. */
  readonly rehearsals?: readonly Rehearsal[]
}

export function regionStatus(from: Standpoint, { region, role, zones }: RegionPolicy): RegionStatus {
  const { gauges, standing } = from.tick.situation
  const active = region === standing.active
  const of = atRegion(region)
  return {
    ...placeStatus(from, of),
    ...{ role, active },
    zones: zones.map((zone) => zoneStatus(from, atZone(region, zone), active && !standing.left.includes(zone), zone)),
    planes: planesAt(from, of),
    gauges: gauges.filter((gauge) => gauge.in === region).map((gauge) => gaugeStatus(gauge, from.policy.decide.guards)),
  }
}

function zoneStatus(from: Standpoint, of: Subject, serves: boolean, zone: ZoneId): ZoneStatus {
  return { ...placeStatus(from, of), serves, name: zone, planes: planesAt(from, of) }
}

const planesAt = (from: Standpoint, at: Subject): readonly PlaceStatus[] =>
  from.tick.situation.assessments.flatMap(({ of }) =>
    of.kind === 'plane' && nameOf(of.at) === nameOf(at) ? [placeStatus(from, of)] : [],
  )

function placeStatus({ policy, seen, tick }: Standpoint, of: Subject): PlaceStatus {
  const name = nameOf(of)
  const found = tick.situation.assessments.find((assessment) => nameOf(assessment.of) === name)
  const checks = seen(of).map(({ at: seenAt, from, signal, verdict }) => ({ at: seenAt, from, signal, verdict }))
  const latencyMs = median(checks)
  const rest = { seen: checks, ...(latencyMs === undefined ? {} : { latencyMs }) }
  if (!found) return { name, health: 'unknown', since: tick.situation.now, signals: [], ...rest }
  return {
    name,
    health: healthOf(found, tick.situation.now, policy.decide.guards),
    since: found.measured.since,
    ...evidenceOf(found),
    ...rest,
  }
}

/**
 * What no quorum has agreed on lately is not known to be well (law 1), unless an operator has said so; what was impaired
 * when it was last seen stays so.
 */
function healthOf(found: Assessment, now: number, { evidenceMs }: GuardPolicy): PlaceStatus['health'] {
  const health = effective(found)
  if (found.forced || health === 'impaired') return health
  return found.lastQuorumAt === undefined || now - found.lastQuorumAt > evidenceMs ? 'unknown' : health
}

function evidenceOf({
  forced,
  lastQuorumAt,
  tallies,
}: Assessment): Pick<PlaceStatus, 'signals' | 'forcedBy' | 'lastQuorumAt'> {
  return {
    signals: tallies,
    ...(lastQuorumAt === undefined ? {} : { lastQuorumAt }),
    ...(forced ? { forcedBy: `${forced.by}: ${forced.because}` } : {}),
  }
}

function median(checks: readonly Pick<Check, 'verdict'>[]): number | undefined {
  const known = checks.flatMap(({ verdict }) => (verdict.is === 'pass' ? [verdict.latencyMs] : []))
  return [...known].sort((a, b) => a - b)[Math.floor((known.length - 1) / 2)]
}

function gaugeStatus({ at, name, reading, resource }: Gauge, guards: GuardPolicy): GaugeStatus {
  const limit = name === 'replica-lag-ms' ? guards.replicaLagMs : guards.standbyCapacityPercent
  return { name, resource, reading, at, limit }
}
