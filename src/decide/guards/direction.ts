import { describeMove, targetOf } from '../../model/move.js'
import { formatMs } from '../../model/units.js'
import { allow, block, byItself, changesRegion, type Guard } from '../guard.js'

/** At most one change of direction in four hours without a person, and so no automatic ping-pong (law 5). */
export const direction: Guard = {
  applies: (proposal) => byItself(proposal) && changesRegion(proposal),
  ask: (_, { now, policy, precedents }) => {
    const changed = precedents.made.filter(({ move, outcome }) => targetOf(move) && outcome !== 'went-back')
    const last = changed.at(-1)
    if (!last) return allow('no change of region before')
    const sinceMs = now - last.openedAt
    const limitMs = policy.decide.guards.directionMs
    const says = `${describeMove(last.move)} was ${formatMs(sinceMs)} ago; one change of region in ${formatMs(limitMs)}`
    return sinceMs >= limitMs ? allow(says) : block(`${says} without a person`)
  },
}
