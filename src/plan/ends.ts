/**
 * What each move is made of, in the order that keeps the laws: capacity first, then the fence, then the writer, traffic
 * last (laws 10, 11). Ends within a stage are independent; a stage starts when the one before it is done.
 */
import type { Move } from '../model/move.js'
import type { ZoneId } from '../model/place.js'
import type { End } from '../model/plan.js'

export interface Stage {
  readonly ends: readonly End[]
  /** Without a tactic for it the move means nothing, and the plan is refused. */
  readonly required: boolean
}

const must = (...ends: End[]): Stage => ({ ends, required: true })
const may = (...ends: End[]): Stage => ({ ends, required: false })

/** The stages of `move`; traffic is kept from `sick`, the zones that are impaired now. */
export function stagesOf(move: Move, sick: readonly ZoneId[]): readonly Stage[] {
  switch (move.kind) {
    case 'evacuate':
      return [must({ kind: 'zone-left', region: move.region, zone: move.zone })]
    case 'restore':
      return [must({ kind: 'zone-restored', region: move.region, zone: move.zone })]
    case 'freeze':
      return [must({ kind: 'frozen', region: move.region })]
    case 'failover':
      return [
        may({ kind: 'capacity', at: move.to, from: move.from }),
        may({ kind: 'fenced', at: move.from, successor: move.to, planned: false }),
        may({ kind: 'caught-up', at: move.to, of: move.from, planned: false }),
        may({ kind: 'writer', at: move.to, from: move.from, planned: false }),
        must({ kind: 'traffic', at: move.to, from: move.from, without: sick, percent: 100, final: true }),
      ]
    case 'switchover':
      return [
        may({ kind: 'replica', at: move.to, of: move.from }),
        may({ kind: 'capacity', at: move.to, from: move.from }),
        may({ kind: 'fenced', at: move.from, successor: move.to, planned: true }),
        may({ kind: 'caught-up', at: move.to, of: move.from, planned: true }),
        may({ kind: 'writer', at: move.to, from: move.from, planned: true }),
        must({ kind: 'traffic', at: move.to, from: move.from, without: sick, percent: 100, final: true }),
        may({ kind: 'replica', at: move.from, of: move.to }),
      ]
  }
}
