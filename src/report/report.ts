/** The report room's door: from the journal to the one incident someone asks about. */
import type { JournalEntry } from '../model/journal.js'
import { type Incident, incidents } from './incident.js'

/** The incident named `id`, else the newest; undefined when there is none. */
export function report(entries: readonly JournalEntry[], id?: string): Incident | undefined {
  const all = incidents(entries)
  return id === undefined ? all.at(-1) : all.find((incident) => incident.id === id)
}
