/** The guards that were overruled for an incident's move: by whom, and what they had said (law 20). */
import { describeMove, type GuardName } from '../model/move.js'
import type { Incident } from './incident.js'

export interface Waiver {
  readonly guard: GuardName
  /** What the guard said all the same. */
  readonly said: string
  readonly by: string
  /** The reason given, if any. */
  readonly why?: string
}

/** In the order the guards are read out. */
export function waivers({ decision, move, people, trigger }: Incident): readonly Waiver[] {
  const chosen = decision.considered.find((candidate) => describeMove(candidate.move) === describeMove(move))
  const by = trigger.kind === 'operator' ? trigger.name : people.commander
  const why = trigger.kind === 'operator' && trigger.because !== undefined ? { why: trigger.because } : {}
  return (chosen?.guards ?? []).flatMap(({ because, guard, is }) =>
    is === 'waived' ? [{ guard, said: because, by, ...why }] : [],
  )
}
