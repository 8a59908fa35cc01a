/** What an execution may use, passed in, so that the same code runs in every world. */
import type { JournalEvent } from '../model/journal.js'
import type { Driver } from '../model/resource.js'
import type { Clock, Lease, Random, Store } from '../model/world.js'

export interface Tools {
  readonly clock: Clock
  readonly random: Random
  readonly store: Store
  readonly lease: Lease
  readonly drivers: ReadonlyMap<string, Driver>
  readonly incident: string
  /** Who acts, for the record. */
  readonly by: string
  /** Why to stop before the next step, if someone asked to. */
  readonly haltRequested: () => Promise<string | undefined>
}

/** Appends one event to the incident's journal; durable when it resolves. */
export async function record(tools: Tools, event: JournalEvent): Promise<void> {
  const { by, clock, incident, lease, store } = tools
  await store.append(lease, { at: clock.now(), incident, by, event })
}
