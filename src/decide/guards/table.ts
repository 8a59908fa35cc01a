/** Every guard by name: a new name does not compile until its guard stands here. */
import { GUARDS, type GuardName, type GuardVerdict } from '../../model/move.js'
import type { Guard, Proposal } from '../guard.js'
import type { Situation } from '../situation.js'
import { boundedHand } from './bounded-hand.js'
import { cooldown } from './cooldown.js'
import { direction } from './direction.js'
import { disturbance } from './disturbance.js'
import { evidence } from './evidence.js'
import { freezeWindow } from './freeze-window.js'
import { holdDown } from './hold-down.js'
import { monitoringSane } from './monitoring-sane.js'
import { oneAtATime } from './one-at-a-time.js'
import { partitionHold } from './partition-hold.js'
import { replicaLag } from './replica-lag.js'
import { sharedFate } from './shared-fate.js'
import { standbyCapacity } from './standby-capacity.js'
import { standbyHealth } from './standby-health.js'

const TABLE: Readonly<Record<GuardName, Guard>> = {
  'one-at-a-time': oneAtATime,
  'monitoring-sane': monitoringSane,
  evidence,
  disturbance,
  'partition-hold': partitionHold,
  cooldown,
  direction,
  'hold-down': holdDown,
  'freeze-window': freezeWindow,
  'bounded-hand': boundedHand,
  'standby-health': standbyHealth,
  'shared-fate': sharedFate,
  'standby-capacity': standbyCapacity,
  'replica-lag': replicaLag,
}

/** The word of every guard that has a say; an operator's waiver overrules a block or an unknown, and stays on record. */
export function askGuards(proposal: Proposal, situation: Situation): readonly GuardVerdict[] {
  const waives = proposal.trigger.kind === 'operator' ? proposal.trigger.waives : []
  return GUARDS.filter((guard) => TABLE[guard].applies(proposal)).map((guard) => {
    const { is, because } = TABLE[guard].ask(proposal, situation)
    const waived = is !== 'allow' && waives.includes(guard)
    return waived ? { guard, is: 'waived', because: `${is}: ${because}` } : { guard, is, because }
  })
}

/** Whether a guard's word stops a move. */
export const stops = ({ is }: GuardVerdict): boolean => is === 'block' || is === 'unknown'
