import { atRegion, holds } from '../../model/place.js'
import { formatMs } from '../../model/units.js'
import { allow, block, byItself, type Guard, unknown } from '../guard.js'

/**
 * Silence may be the path between, not the place (law 5; GitHub's 43 seconds of 2018-10-21): while the region
 * answers nothing at all, rightly or wrongly, no writer is promoted until that has lasted. What the provider says of the
 * region is no answer from it, and shortens nothing (law 7).
 */
export const partitionHold: Guard = {
  applies: (proposal) => byItself(proposal) && proposal.move.kind === 'failover',
  ask: ({ move, trigger }, { assessments, now, policy }) => {
    if (trigger.kind !== 'impairment' || move.kind !== 'failover') return unknown('not a failover by impairment')
    const tallies = assessments
      .filter(({ of }) => holds(atRegion(move.from), of))
      .flatMap((assessment) => assessment.tallies)
      .filter(({ reported }) => !reported)
    const answered = tallies.some(
      ({ modes, pass }) => pass >= policy.observe.quorum || modes.some((mode) => mode !== 'silent'),
    )
    if (answered) return allow(`${move.from} can be reached: not a mere partition`)
    const lastedMs = now - trigger.firstBadAt
    const limitMs = policy.decide.guards.partitionMs
    const says = `only silence from ${move.from} for ${formatMs(lastedMs)}, at least ${formatMs(limitMs)} wanted`
    return lastedMs >= limitMs ? allow(says) : block(says)
  },
}
