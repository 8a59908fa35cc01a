import { type Move, targetOf } from '../../model/move.js'
import { atRegion, atZone, nameOf, type Subject } from '../../model/place.js'
import { formatMs } from '../../model/units.js'
import { allow, byItself, type Guard, type Proposal, unknown } from '../guard.js'
import { assessmentOf } from '../situation.js'

/** Nothing moves on stale evidence: a quorum of vantages has lately agreed on what is left and on what is moved to. */
export const evidence: Guard = {
  applies: () => true,
  ask: (proposal, situation) => {
    const limitMs = situation.policy.decide.guards.evidenceMs
    const needed = subjectsOf(proposal)
    for (const subject of needed) {
      const seenAt = assessmentOf(situation, subject)?.lastQuorumAt
      if (seenAt === undefined) return unknown(`no quorum of vantages has agreed on ${nameOf(subject)} yet`)
      const ageMs = situation.now - seenAt
      if (ageMs > limitMs) {
        return unknown(`the last quorum on ${nameOf(subject)} is ${formatMs(ageMs)} old, limit ${formatMs(limitMs)}`)
      }
    }
    return allow(`fresh on ${needed.map(nameOf).join(', ') || 'everything it needs'}`)
  },
}

/** An operator may leave a place that cannot be seen; the place moved to must be seen in any case. */
function subjectsOf(proposal: Proposal): readonly Subject[] {
  const target = destination(proposal.move)
  const source = 'of' in proposal.trigger ? [proposal.trigger.of] : []
  return byItself(proposal) ? [...source, ...target] : target
}

function destination(move: Move): readonly Subject[] {
  const region = targetOf(move)
  if (region) return [atRegion(region)]
  if (move.kind === 'thaw') return [atRegion(move.region)]
  return move.kind === 'restore' ? [atZone(move.region, move.zone)] : []
}
