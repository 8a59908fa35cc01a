import { describeMove, isAside } from '../../model/move.js'
import { allow, always, block, type Guard } from '../guard.js'

/**
 * One move at a time per app (law 5): an incident that is open is finished, resumed or abandoned first. A freeze or a thaw
 * that was cut off holds up nothing that moves traffic: it is closed as it stands.
 */
export const oneAtATime: Guard = {
  applies: always,
  ask: ({ move }, { precedents: { open } }) => {
    if (!open) return allow('no other incident is open')
    const says = `incident ${open.incident} (${describeMove(open.move)}) is open`
    return isAside(open.move) && !isAside(move)
      ? allow(`${says}, and holds up no move`)
      : block(`${says}; finish it with "failover resume"`)
  },
}
