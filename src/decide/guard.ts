/**
 * A guard is a pure question with a 'not doing it because' of its own. A guard that cannot tell answers `unknown`, and
 * unknown blocks (law 1). Only an operator can waive one, by name and on record.
 */
import type { GuardVerdict, Move, Trigger } from '../model/move.js'
import type { Situation } from './situation.js'

export interface Proposal {
  readonly move: Move
  readonly trigger: Trigger
}

export interface Answer {
  readonly is: Exclude<GuardVerdict['is'], 'waived'>
  readonly because: string
}

export interface Guard {
  /** Whether it has a say in this proposal. */
  readonly applies: (proposal: Proposal) => boolean
  readonly ask: (proposal: Proposal, situation: Situation) => Answer
}

export const allow = (because: string): Answer => ({ is: 'allow', because })
export const block = (because: string): Answer => ({ is: 'block', because })
export const unknown = (because: string): Answer => ({ is: 'unknown', because })

export const byItself = ({ trigger }: Proposal): boolean => trigger.kind !== 'operator'
export const changesRegion = ({ move }: Proposal): boolean => move.kind === 'failover' || move.kind === 'switchover'
export const always = (): boolean => true
