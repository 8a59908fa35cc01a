import { formatMs } from '../../model/units.js'
import { allow, block, type Guard, unknown } from '../guard.js'

/** Nothing moves for a short disturbance (law 5: under a minute unless the policy says otherwise). */
export const disturbance: Guard = {
  applies: ({ trigger }) => trigger.kind === 'impairment',
  ask: ({ trigger }, { now, policy }) => {
    if (trigger.kind !== 'impairment') return unknown('not triggered by an impairment')
    const lastedMs = now - trigger.firstBadAt
    const limitMs = policy.decide.guards.disturbanceMs
    const says = `disturbed for ${formatMs(lastedMs)}, at least ${formatMs(limitMs)} wanted`
    return lastedMs >= limitMs ? allow(says) : block(says)
  },
}
