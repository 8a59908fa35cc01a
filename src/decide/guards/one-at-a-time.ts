import { describeMove } from '../../model/move.js'
import { allow, always, block, type Guard } from '../guard.js'

/** One move at a time per app (law 5): an incident that is open is finished, resumed or abandoned first. */
export const oneAtATime: Guard = {
  applies: always,
  ask: (_, { precedents: { open } }) =>
    open
      ? block(`incident ${open.incident} (${describeMove(open.move)}) is open; finish it with "failover resume"`)
      : allow('no other incident is open'),
}
