/**
 * What could be done, before any guard is asked: the smallest sufficient move for what is impaired (law 3), or what an
 * operator asks for. Where nothing is to be done, the reason.
 */
import type { Assessment } from '../model/health.js'
import { type Move, type OperatorRequest, sourceOf, type Trigger } from '../model/move.js'
import { nameOf, type Region, type Subject, type ZoneId } from '../model/place.js'
import { freezes } from './freezing.js'
import type { Proposal } from './guard.js'
import { rankStandbys } from './rank.js'
import { impairedIn, impairedZonesIn, regionPolicy, type Situation } from './situation.js'

export type Candidates =
  | { readonly is: 'some'; readonly proposals: readonly Proposal[]; readonly because: string }
  | { readonly is: 'none'; readonly reason: 'steady' | 'nothing-to-do' | 'no-candidate'; readonly because: string }

const none = (reason: 'steady' | 'nothing-to-do' | 'no-candidate', because: string): Candidates => ({
  is: 'none',
  reason,
  because,
})

export function candidates(situation: Situation): Candidates {
  return situation.request ? asked(situation, situation.request) : called(situation)
}

/** What the assessments call for. A region move makes zone moves in it needless. */
function called(situation: Situation): Candidates {
  const { active, left } = situation.standing
  const sickZones = impairedZonesIn(situation, active)
  const region = impairedIn(situation, active)[0] ?? enough(sickZones, situation)
  if (region) {
    const trigger = triggerOf(region)
    const proposals = rankStandbys(situation).map(
      ({ region: to }): Proposal => ({ move: { kind: 'failover', from: active, to }, trigger }),
    )
    return { is: 'some', proposals, because: `${nameOf(region.of)} is impaired` }
  }
  const zones = sickZones.flatMap((assessment): readonly Proposal[] => {
    const zone = zoneOf(assessment.of)
    if (!zone || left.includes(zone)) return []
    return [{ move: { kind: 'evacuate', region: active, zone }, trigger: triggerOf(assessment) }]
  })
  const names = zones.map(({ trigger }) => (trigger.kind === 'impairment' ? nameOf(trigger.of) : ''))
  if (zones.length > 0) return { is: 'some', proposals: zones, because: `${names.join(', ')} impaired` }
  const asides = freezes(situation)
  if (asides.length > 0) return { is: 'some', proposals: asides, because: asides.map(why).join('; ') }
  return none('steady', `nothing that ${active} needs is impaired`)
}

function why({ move, trigger }: Proposal): string {
  const region = sourceOf(move)
  if (trigger.kind === 'impairment') return `${nameOf(trigger.of)} is impaired, and what serves in ${region} is well`
  return move.kind === 'freeze'
    ? `${region} is frozen, and what could not be suspended there can be now`
    : `${region} is frozen, until all of it has been clean for the hold-down`
}

/** The zone that makes the policy's share of a region's zones, by when each turned bad; undefined while they are fewer. */
function enough(sick: readonly Assessment[], { policy, standing }: Situation): Assessment | undefined {
  const zones = regionPolicy(policy, standing.active)?.zones.length ?? 0
  const needed = Math.max(1, Math.min(policy.decide.regionImpairedWhen.zones, zones))
  return [...sick].sort((a, b) => firstBad(a) - firstBad(b))[needed - 1]
}

const triggerOf = (assessment: Assessment): Trigger => ({
  kind: 'impairment',
  of: assessment.of,
  firstBadAt: firstBad(assessment),
})

function zoneOf(of: Subject): ZoneId | undefined {
  const place = of.kind === 'plane' ? of.at : of
  return place.kind === 'zone' ? place.zone : undefined
}

/** An operator's word has no first bad sample; a forced impairment counts from when it was measured last. */
const firstBad = ({ firstBadAt, measured }: Assessment): number => firstBadAt ?? measured.since

function asked(situation: Situation, request: OperatorRequest): Candidates {
  const { ask, by, waives, because } = request
  const trigger: Trigger = { kind: 'operator', name: by, waives, ...(because === undefined ? {} : { because }) }
  const propose = (move: Move, why: string): Candidates => ({
    is: 'some',
    proposals: [{ move, trigger }],
    because: why,
  })
  const { active, left } = situation.standing
  switch (ask.kind) {
    case 'move-to':
      return moveTo(situation, ask.to, ask.planned ? 'switchover' : 'failover', propose, by)
    case 'evacuate': {
      const home = situation.policy.regions.find(({ zones }) => zones.includes(ask.zone))
      if (!home) return none('no-candidate', `${ask.zone} is no zone of this policy`)
      if (home.region !== active) return none('nothing-to-do', `${ask.zone} is in ${home.region}, which does not serve`)
      if (left.includes(ask.zone)) return none('nothing-to-do', `traffic has left ${ask.zone} already`)
      return propose({ kind: 'evacuate', region: active, zone: ask.zone }, `${by} asks to leave ${ask.zone}`)
    }
    case 'back': {
      const home = situation.policy.regions.find(({ role }) => role === 'primary')?.region
      if (home && home !== active)
        return propose({ kind: 'switchover', from: active, to: home }, `${by} asks to return to ${home}`)
      const zone = left[0]
      if (zone) return propose({ kind: 'restore', region: active, zone }, `${by} asks to return to ${zone}`)
      return none('nothing-to-do', `${active} is home, and all its zones serve`)
    }
    case 'freeze':
      return freeze(situation, ask.region, propose, by)
    case 'thaw':
      return thaw(situation, ask.region, propose, by)
  }
}

function freeze(
  { frozen, policy }: Situation,
  region: Region,
  propose: (move: Move, why: string) => Candidates,
  by: string,
): Candidates {
  if (!regionPolicy(policy, region)) return none('no-candidate', `${region} is no region of this policy`)
  const rest = frozen.find((each) => each.region === region)?.pending.map(({ resource }) => resource)
  if (rest?.length === 0) return none('nothing-to-do', `${region} is frozen already`)
  return propose({ kind: 'freeze', region }, `${by} asks to freeze ${rest?.join(', ') ?? 'what changes'} in ${region}`)
}

function thaw(
  { frozen, policy }: Situation,
  region: Region | undefined,
  propose: (move: Move, why: string) => Candidates,
  by: string,
): Candidates {
  const names = frozen.map((each) => each.region)
  if (region !== undefined && !regionPolicy(policy, region))
    return none('no-candidate', `${region} is no region of this policy`)
  if (region !== undefined && !names.includes(region)) return none('nothing-to-do', `${region} is not frozen`)
  const [one, ...more] = region === undefined ? names : [region]
  if (one === undefined) return none('nothing-to-do', 'nothing is frozen')
  if (more.length > 0) return none('no-candidate', `${names.join(' and ')} are frozen; name the one to thaw`)
  return propose({ kind: 'thaw', region: one }, `${by} asks to thaw ${one}`)
}

function moveTo(
  situation: Situation,
  to: Region | 'auto',
  kind: 'switchover' | 'failover',
  propose: (move: Move, why: string) => Candidates,
  by: string,
): Candidates {
  const from = situation.standing.active
  if (to === 'auto') {
    const best = rankStandbys(situation)[0]
    if (!best) return none('no-candidate', 'the policy has no standby')
    return propose({ kind, from, to: best.region }, `${by} leaves the choice; ${best.region} is best: ${best.because}`)
  }
  if (!regionPolicy(situation.policy, to)) return none('no-candidate', `${to} is no region of this policy`)
  if (to === from) return none('nothing-to-do', `${to} serves already`)
  return propose({ kind, from, to }, `${by} asks for ${to}`)
}
