/**
 * What each move is made of, in the order that keeps the laws: capacity first, then the fence, then the writer, traffic
 * last (laws 10, 11). Ends within a stage are independent; a stage starts when the one before it is done.
 */
import type { Failover, Move, Switchover } from '../model/move.js'
import type { ZoneId } from '../model/place.js'
import type { End } from '../model/plan.js'
import type { TrafficPolicy } from '../policy/policy.js'
import { trafficEnds } from './traffic-stages.js'

export interface Stage {
  readonly ends: readonly End[]
  /**
   * `required`: without a tactic for it the move means nothing, and the plan is refused. `optional`: it is left out where it
   * cannot be, which the plan tells. `as-can-be`: of each resource as far as it can be now.
   */
  readonly is: 'required' | 'usual' | 'optional' | 'as-can-be'
}

const must = (...ends: End[]): Stage => ({ ends, is: 'required' })
const may = (...ends: End[]): Stage => ({ ends, is: 'usual' })

/** The stages of `move`; traffic goes as `policy` says, and is kept from `sick`, the zones that are impaired now. */
export function stagesOf(move: Move, sick: readonly ZoneId[], policy: TrafficPolicy): readonly Stage[] {
  const traffic = (of: Failover | Switchover): readonly Stage[] =>
    trafficEnds(of, sick, policy).map((end) => ({ ends: [end], is: end.final ? 'required' : 'optional' }))
  switch (move.kind) {
    case 'evacuate':
      return [must({ kind: 'zone-left', region: move.region, zone: move.zone })]
    case 'restore':
      return [must({ kind: 'zone-restored', region: move.region, zone: move.zone })]
    case 'freeze':
      return [{ ends: [{ kind: 'frozen', region: move.region }], is: 'as-can-be' }]
    case 'thaw':
      return [may({ kind: 'thawed', region: move.region })]
    case 'failover':
      return [
        may({ kind: 'capacity', at: move.to, from: move.from, planned: false }),
        may({ kind: 'fenced', at: move.from, successor: move.to, planned: false }),
        may({ kind: 'caught-up', at: move.to, of: move.from, planned: false }),
        may({ kind: 'writer', at: move.to, from: move.from, planned: false }),
        ...traffic(move),
      ]
    case 'switchover':
      return [
        may({ kind: 'replica', at: move.to, of: move.from }),
        may({ kind: 'capacity', at: move.to, from: move.from, planned: true }),
        may({ kind: 'fenced', at: move.from, successor: move.to, planned: true }),
        may({ kind: 'caught-up', at: move.to, of: move.from, planned: true }),
        may({ kind: 'writer', at: move.to, from: move.from, planned: true }),
        ...traffic(move),
        may({ kind: 'replica', at: move.from, of: move.to }),
      ]
  }
}
