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
    const there = assessments.filter(({ of }) => holds(atRegion(move.from), of))
    const tallies = there.flatMap((assessment) => assessment.tallies).filter(({ reported }) => !reported)
    const answered = tallies.some(
      ({ modes, pass }) => pass >= policy.observe.quorum || modes.some((mode) => mode !== 'silent'),
    )
    if (answered) return allow(`${move.from} can be reached: not a mere partition`)
    // What answered was not silent then, however long it has been in trouble; and for all that is known, not until the next look.
    const heardUntil = Math.max(...there.map(({ answeredAt = 0 }) => answeredAt)) + policy.observe.everyMs
    const silentSince = Math.max(trigger.firstBadAt, Math.min(now, heardUntil))
    const lastedMs = now - silentSince
    const limitMs = policy.decide.guards.partitionMs
    const says = `only silence from ${move.from} for ${formatMs(lastedMs)}, at least ${formatMs(limitMs)} wanted`
    return lastedMs >= limitMs ? allow(says) : block(says)
  },
}
