/** What an execution may use, passed in, so that the same code runs in every world. */
import type { JournalEvent } from '../model/journal.js'
import type { Proof } from '../model/plan.js'
import type { Driver } from '../model/resource.js'
import type { Clock, Lease, Random, Store } from '../model/world.js'

/** What users were seen to get; `halted` when someone asked to stop before it was known. */
export interface Proved {
  readonly is: 'served' | 'not-served' | 'halted'
  readonly because: string
}

export interface Tools {
  readonly clock: Clock
  readonly random: Random
  readonly store: Store
  readonly lease: Lease
  readonly drivers: ReadonlyMap<string, Driver>
  readonly incident: string
  /** Who acts, for the record. */
  readonly by: string
  /** Watches what users get while a step settles; ends early when the signal fires. */
  readonly prove: (proof: Proof, signal: AbortSignal) => Promise<Proved>
  /** Why to stop before the next step, if someone asked to. */
  readonly haltRequested: () => Promise<string | undefined>
}

/** Appends one event to the incident's journal; durable when it resolves. */
export async function record(tools: Tools, event: JournalEvent): Promise<void> {
  const { by, clock, incident, lease, store } = tools
  await store.append(lease, { at: clock.now(), incident, by, event })
}
