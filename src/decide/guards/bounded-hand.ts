import { formatPercent } from '../../model/units.js'
import { allow, block, byItself, type Guard, unknown } from '../guard.js'
import { isZoneHealthy, servingZones } from '../situation.js'

const WINDOW_MS = 10 * 60_000

/**
 * A bounded hand (law 22): never the last zone that serves, nor the last that is well, whoever asks (when everything
 * looks sick, it stays as it is); and by itself at most one zone, or the policy's share of capacity, in ten minutes.
 */
export const boundedHand: Guard = {
  applies: ({ move }) => move.kind === 'evacuate',
  ask: (proposal, situation) => {
    const { move } = proposal
    if (move.kind !== 'evacuate') return unknown('not an evacuation')
    const serving = servingZones(situation, move.region)
    const remaining = serving.filter((zone) => zone !== move.zone)
    if (remaining.length === 0) return block(`${move.zone} is the last zone of ${move.region} that serves`)
    const healths = remaining.map((zone) => isZoneHealthy(situation, zone))
    if (!healths.includes(true)) {
      const says = `of ${remaining.join(', ')}, which would still serve, none is known to be healthy`
      return healths.includes(undefined) ? unknown(says) : block(says)
    }
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
