/** What a verb of the `postgres` driver is: how one sees that it holds, and how it is made true. */
import type { Action } from '../../model/plan.js'
import type { Holding, Leash } from '../../model/resource.js'
import type { LocalContext } from './driver-context.js'

export interface Act {
  holds(data: Action['with'], leash: Leash, context: LocalContext): Promise<Holding>
  apply(data: Action['with'], leash: Leash, context: LocalContext): Promise<void>
}

export const yes = (because: string): Holding => ({ is: 'yes', because })
export const no = (because: string): Holding => ({ is: 'no', because })
export const unknown = (because: string): Holding => ({ is: 'unknown', because })
