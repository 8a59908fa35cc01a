/** Everything a decision is made from, in one place: what is judged, measured, remembered and asked at one instant. */
import { type Assessment, effective, type Gauge } from '../model/health.js'
import type { Outcome } from '../model/journal.js'
import type { Move, OperatorRequest, Trigger } from '../model/move.js'
import { nameOf, type Plane, type Region, type Subject, type ZoneId } from '../model/place.js'
import type { Policy, RegionPolicy } from '../policy/policy.js'
import type { Frozen } from './frozen.js'

/** A move made before, whatever asked for it. Instants in ms since the epoch. */
export interface Precedent {
  readonly incident: string
  readonly move: Move
  readonly trigger: Trigger
  readonly openedAt: number
  readonly closedAt?: number
  readonly firstBadAt?: number
  /** How it was closed; one that went back moved nothing. */
  readonly outcome?: Outcome
}

export interface Precedents {
  /** The incident that is not closed yet. */
  readonly open?: Precedent
  /** Closed ones, oldest first. */
  readonly made: readonly Precedent[]
}

/** Where the app stands now, as its resources tell. */
export interface Standing {
  readonly active: Region
  /** Zones of the active region that traffic has been taken from. */
  readonly left: readonly ZoneId[]
}

export interface Situation {
  readonly now: number
  readonly policy: Policy
  readonly assessments: readonly Assessment[]
  readonly gauges: readonly Gauge[]
  readonly standing: Standing
  readonly precedents: Precedents
  /** Regions in which nothing is changed that need not be (law 24). */
  readonly frozen: readonly Frozen[]
  readonly request?: OperatorRequest
}

export function assessmentOf(situation: Situation, subject: Subject): Assessment | undefined {
  const name = nameOf(subject)
  return situation.assessments.find((assessment) => nameOf(assessment.of) === name)
}

export function regionPolicy(policy: Policy, region: Region): RegionPolicy | undefined {
  return policy.regions.find((entry) => entry.region === region)
}

/** Zones of `region` that still serve: in the policy and not left. */
export function servingZones(situation: Situation, region: Region): readonly ZoneId[] {
  const zones = regionPolicy(situation.policy, region)?.zones ?? []
  return region === situation.standing.active ? zones.filter((zone) => !situation.standing.left.includes(zone)) : zones
}

/** The region, and its own planes without which the app cannot live, as far as they are assessed. */
export const vitalIn = (situation: Situation, region: Region): readonly Assessment[] =>
  situation.assessments.filter(
    ({ of }) =>
      (of.kind === 'region' && of.region === region) ||
      (isVital(situation, of) && of.at.kind === 'region' && of.at.region === region),
  )

/** A zone, and the planes in it without which the app cannot live there (law 6), as far as they are assessed. */
export const vitalInZone = (situation: Situation, zone: ZoneId): readonly Assessment[] =>
  situation.assessments.filter(
    ({ of }) =>
      (of.kind === 'zone' && of.zone === zone) ||
      (isVital(situation, of) && of.at.kind === 'zone' && of.at.zone === zone),
  )

const isVital = ({ policy }: Situation, of: Subject): of is Plane =>
  of.kind === 'plane' && of.side === 'data' && policy.decide.regionImpairedWhen.planes.includes(of.service)

/** Of what is vital in `region` as a whole, what is impaired now. */
export const impairedIn = (situation: Situation, region: Region): readonly Assessment[] =>
  vitalIn(situation, region).filter(isImpaired)

/** Per zone of `region` with anything vital impaired, the first such. */
export const impairedZonesIn = (situation: Situation, region: Region): readonly Assessment[] =>
  (regionPolicy(situation.policy, region)?.zones ?? []).flatMap(
    (zone) => vitalInZone(situation, zone).find(isImpaired) ?? [],
  )

const isImpaired = (assessment: Assessment): boolean => effective(assessment) === 'impaired'

/** Whether everything vital in `zone` is known to be healthy; undefined when nothing is known of it. */
export function isZoneHealthy(situation: Situation, zone: ZoneId): boolean | undefined {
  const vital = vitalInZone(situation, zone)
  return vital.length === 0 ? undefined : vital.every((assessment) => effective(assessment) === 'healthy')
}
