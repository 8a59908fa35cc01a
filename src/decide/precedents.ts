/** What was done before, folded from the journal: the memory behind cooldown, direction and hold-down. */
import type { JournalEntry } from '../model/journal.js'
import type { Precedent, Precedents } from './situation.js'

/** Incidents oldest first; one that was opened and not closed is `open`. */
export function precedentsOf(entries: readonly JournalEntry[]): Precedents {
  const byIncident = new Map<string, Precedent>()
  for (const { incident, at, event } of entries) {
    if (event.kind === 'incident-opened') {
      const firstBad = event.firstBadAt === undefined ? {} : { firstBadAt: event.firstBadAt }
      byIncident.set(incident, { incident, move: event.move, trigger: event.trigger, openedAt: at, ...firstBad })
    }
    const known = byIncident.get(incident)
    if (event.kind === 'incident-closed' && known) {
      byIncident.set(incident, { ...known, closedAt: at, outcome: event.outcome })
    }
  }
  const all = [...byIncident.values()]
  const open = all.filter((precedent) => precedent.closedAt === undefined).at(-1)
  return { ...(open ? { open } : {}), made: all.filter((precedent) => precedent.closedAt !== undefined) }
}
