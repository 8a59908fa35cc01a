/** What a watch is given, and how trouble that need not end it is told. */

import type { Tick } from '../controller/tick.js'
import { asOperatingError, type OperatingError } from '../model/error.js'
import type { Lease, World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import type { Watcher } from './watcher.js'

export interface Watch {
  readonly world: World
  readonly policy: Policy
  readonly lease: Lease
  /** Who acts, for the record. */
  readonly by: string
  readonly watcher: Required<Watcher>
  /**
   * How long to rest after a round in which nothing was done, in ms, where it is not for the policy alone to say:
   * virtual time need not be looked through while nothing can be seen to change.
   */
  readonly rest?: (found: Tick, nextInMs: number) => number
  /** Ends the watch. */
  readonly signal: AbortSignal
}

/** Does `work`; an operating error is told as trouble and goes no further, but for a lost lease, which ends the watch. */
export async function quietly<Value>(
  { watcher }: Watch,
  doing: string,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work()
  } catch (thrown) {
    const error = asOperatingError(thrown, doing)
    if (error.code === 'deposed') throw error
    watcher.onTrouble(doing, wordsOf(error))
    return undefined
  }
}

/** What is wrong and what to do about it, in a line. */
export const wordsOf = ({ message, next }: OperatingError): string => (next ? `${message}; next: ${next}` : message)
