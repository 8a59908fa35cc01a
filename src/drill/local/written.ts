/** Who wrote what, by the epochs under which it was written. Pure. */
import type { JournalEntry } from '../../model/journal.js'
import type { Trace, Written } from '../../sim/trace.js'

type Leases = Trace['leases']

/** The journal, each entry with the host that held the lease; a person's entries are under the person's own name. */
export const writtenIn = (entries: readonly JournalEntry[], leases: Leases, startedAt: number): readonly Written[] =>
  entries.map((entry) => ({
    atMs: Math.max(0, Math.round(entry.at - startedAt)),
    host: leases.find(({ epoch }) => epoch === entry.epoch)?.host ?? entry.by,
    entry,
  }))

/** The watchers' leases, and those of people, which show by what was written under them. */
export function leasesIn(entries: readonly Written[], watchers: Leases): Leases {
  const known = new Set(watchers.map(({ epoch }) => epoch))
  const people = entries.flatMap(({ atMs, entry: { epoch }, host }) => {
    if (known.has(epoch)) return []
    known.add(epoch)
    return [{ atMs, epoch, host }]
  })
  return [...watchers, ...people].sort((a, b) => a.epoch - b.epoch)
}
