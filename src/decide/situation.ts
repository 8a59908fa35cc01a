/** Everything a decision is made from, in one place: what is judged, measured, remembered and asked at one instant. */
import { type Assessment, effective, type Gauge } from '../model/health.js'
import type { Move, OperatorRequest, Trigger } from '../model/move.js'
import { atRegion, holds, nameOf, type Region, type Subject, type ZoneId } from '../model/place.js'
import type { Policy, RegionPolicy } from '../policy/policy.js'

/** A move made before, whatever asked for it. Instants in ms since the epoch. */
export interface Precedent {
  readonly incident: string
  readonly move: Move
  readonly trigger: Trigger
  readonly openedAt: number
  readonly closedAt?: number
  readonly firstBadAt?: number
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

/** The region, and the planes in it without which the app cannot live, as far as they are assessed. */
export function vitalIn(situation: Situation, region: Region): readonly Assessment[] {
  const services = situation.policy.decide.regionImpairedWhen.planes
  return situation.assessments.filter(({ of }) => {
    if (of.kind === 'region') return of.region === region
    return of.kind === 'plane' && of.side === 'data' && services.includes(of.service) && holds(atRegion(region), of)
  })
}

/** Of what is vital in `region`, what is impaired now. */
export const impairedIn = (situation: Situation, region: Region): readonly Assessment[] =>
  vitalIn(situation, region).filter((assessment) => effective(assessment) === 'impaired')
