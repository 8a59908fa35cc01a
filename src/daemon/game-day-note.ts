/**
 * That a game day is under way, noted in the store for as long as the app is away for it: killed during its stay it leaves
 * no open incident, and nothing else would tell that the app was meant to be home by now.
 */
import { asOperatingError } from '../model/error.js'
import type { Region } from '../model/place.js'
import type { Store } from '../model/world.js'

const DOCUMENT = 'game-day'

/** Instants in ms since the epoch. */
export interface GameDayNote {
  readonly by: string
  readonly home: Region
  readonly begunAt: number
  /** By then it was to be over. */
  readonly endsAt: number
}

/** Notes that one begins; one that was cut off before is forgotten. */
export async function noteGameDay(store: Store, note: GameDayNote): Promise<void> {
  const before = await store.get(DOCUMENT)
  await store.put(DOCUMENT, JSON.stringify(note), before?.version)
}

/** The app is home again. */
export const forgetGameDay = (store: Store): Promise<void> => store.remove(DOCUMENT)

/** The one that is under way or was cut off, while the app is not home; nothing where that cannot be read. */
export async function recallGameDay(store: Store, active: Region): Promise<GameDayNote | undefined> {
  try {
    const kept = await store.get(DOCUMENT)
    const note = kept && (JSON.parse(kept.text) as GameDayNote)
    return note?.home === active ? undefined : note
  } catch (thrown) {
    asOperatingError(thrown, 'recall the game day')
    return undefined
  }
}
