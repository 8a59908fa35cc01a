import { formatPercent } from '../../model/units.js'
import { allow, block, byItself, type Guard, unknown } from '../guard.js'
import { servingZones } from '../situation.js'

const WINDOW_MS = 10 * 60_000

/**
 * A bounded hand (law 22): never the last zone that serves, whoever asks; and by itself at most one zone, or the
 * policy's share of capacity, in ten minutes.
 */
export const boundedHand: Guard = {
  applies: ({ move }) => move.kind === 'evacuate',
  ask: (proposal, situation) => {
    const { move } = proposal
    if (move.kind !== 'evacuate') return unknown('not an evacuation')
    const serving = servingZones(situation, move.region)
    const remaining = serving.filter((zone) => zone !== move.zone)
    if (remaining.length === 0) return block(`${move.zone} is the last zone of ${move.region} that serves`)
    if (!byItself(proposal)) return allow(`${remaining.join(', ')} still serve`)
    const lately = situation.precedents.made.filter(
      ({ move: made, openedAt, trigger }) =>
        made.kind === 'evacuate' && trigger.kind === 'impairment' && situation.now - openedAt < WINDOW_MS,
    )
    if (lately.length > 0) return block('a zone was evacuated within the last ten minutes; one at most')
    const share = 100 / serving.length
    const limit = situation.policy.decide.guards.handPercent
    const says = `takes out ${formatPercent(share)} of the zones that serve, limit ${formatPercent(limit)}`
    return share <= limit ? allow(says) : block(says)
  },
}
