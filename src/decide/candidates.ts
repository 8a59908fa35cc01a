/**
 * What could be done, before any guard is asked: the smallest sufficient move for what is impaired (law 3), or what an
 * operator asks for. Where nothing is to be done, the reason.
 */
import { effective } from '../model/health.js'
import type { Move, OperatorRequest, Trigger } from '../model/move.js'
import { nameOf, type Region } from '../model/place.js'
import type { Proposal } from './guard.js'
import { rankStandbys } from './rank.js'
import { impairedIn, regionPolicy, type Situation } from './situation.js'

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
  const impaired = impairedIn(situation, active)[0]
  if (impaired) {
    const trigger: Trigger = { kind: 'impairment', of: impaired.of, firstBadAt: firstBad(impaired) }
    const proposals = rankStandbys(situation).map(
      ({ region }): Proposal => ({
        move: { kind: 'failover', from: active, to: region },
        trigger,
      }),
    )
    return { is: 'some', proposals, because: `${nameOf(impaired.of)} is impaired` }
  }
  const zones = situation.assessments.flatMap((assessment): readonly Proposal[] => {
    const { of } = assessment
    const sick =
      of.kind === 'zone' && of.region === active && effective(assessment) === 'impaired' && !left.includes(of.zone)
    if (!sick) return []
    const trigger: Trigger = { kind: 'impairment', of, firstBadAt: firstBad(assessment) }
    return [{ move: { kind: 'evacuate', region: active, zone: of.zone }, trigger }]
  })
  const names = zones.map(({ trigger }) => (trigger.kind === 'impairment' ? nameOf(trigger.of) : ''))
  if (zones.length > 0) return { is: 'some', proposals: zones, because: `${names.join(', ')} impaired` }
  return none('steady', `nothing that ${active} needs is impaired`)
}

/** An operator's word has no first bad sample; a forced impairment counts from when it was measured last. */
const firstBad = ({ firstBadAt, measured }: { firstBadAt?: number; measured: { since: number } }): number =>
  firstBadAt ?? measured.since

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
  }
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
