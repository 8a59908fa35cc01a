import { describeMove } from '../../model/move.js'
import { formatMs } from '../../model/units.js'
import { allow, block, byItself, type Guard } from '../guard.js'

/** A pause between one move and the next that the controller makes by itself. */
export const cooldown: Guard = {
  applies: byItself,
  ask: (_, { now, policy, precedents }) => {
    const last = precedents.made.at(-1)
    if (!last) return allow('no move before')
    const sinceMs = now - (last.closedAt ?? last.openedAt)
    const limitMs = policy.decide.guards.cooldownMs
    const says = `${describeMove(last.move)} ended ${formatMs(sinceMs)} ago, at least ${formatMs(limitMs)} wanted`
    return sinceMs >= limitMs ? allow(says) : block(says)
  },
}
