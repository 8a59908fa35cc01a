import { allow, block, type Guard, unknown } from '../guard.js'
import { regionPolicy } from '../situation.js'

/** Never to a region of the same geographic or network fate, when the cause is physical or not known (law 4). */
export const sharedFate: Guard = {
  applies: ({ move }) => move.kind === 'failover',
  ask: ({ move }, { policy }) => {
    if (move.kind !== 'failover') return unknown('not a failover')
    const from = regionPolicy(policy, move.from)?.fate
    const to = regionPolicy(policy, move.to)?.fate
    return from === to
      ? block(`${move.from} and ${move.to} share the fate "${from}", and the cause is not known`)
      : allow(`${move.to} does not share the fate of ${move.from}`)
  },
}
