import { describeMove, isAside } from '../../model/move.js'
import { formatMs } from '../../model/units.js'
import { allow, block, byItself, type Guard } from '../guard.js'

/** A pause between one move and the next that the controller makes by itself; a freeze or a thaw moves nothing. */
export const cooldown: Guard = {
  applies: (proposal) => byItself(proposal) && !isAside(proposal.move),
  ask: (_, { now, policy, precedents }) => {
    const last = precedents.made.findLast(({ move }) => !isAside(move))
    if (!last) return allow('no move before')
    const sinceMs = now - (last.closedAt ?? last.openedAt)
    const limitMs = policy.decide.guards.cooldownMs
    const says = `${describeMove(last.move)} ended ${formatMs(sinceMs)} ago, at least ${formatMs(limitMs)} wanted`
    return sinceMs >= limitMs ? allow(says) : block(says)
  },
}
