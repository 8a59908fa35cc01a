/** The history of replica lag, kept in the store beside the inventory, so that a command and the next leader know it. */
import type { LagHistory } from '../forecast/lags.js'
import { asOperatingError } from '../model/error.js'
import type { Store } from '../model/world.js'

const DOCUMENT = 'lags'

/** What was kept last; nothing when there is none or it cannot be read: no move waits for a forecast. */
export async function recallLags(store: Store): Promise<LagHistory> {
  try {
    const kept = await store.get(DOCUMENT)
    return kept ? (JSON.parse(kept.text) as LagHistory) : []
  } catch (thrown) {
    asOperatingError(thrown, 'recall the history of lag')
    return []
  }
}

/** Keeps the whole of it. */
export async function keepLags(store: Store, lags: LagHistory): Promise<void> {
  const kept = await store.get(DOCUMENT)
  await store.put(DOCUMENT, JSON.stringify(lags), kept?.version)
}
