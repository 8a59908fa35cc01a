/**
 * What a merge of break-glass records is to append, worked out from both journals alone, so that a merge that was cut off
 * goes on where it ended: the wanted entries are always the same ones in the same order, and those that stand in the main
 * journal already are a beginning of them.
 */
import { isDeepStrictEqual } from 'node:util'
import type { JournalEntry } from '../../model/journal.js'
import type { EntryDraft } from '../../model/world.js'

const NOTE = 'recorded by break glass'

export interface Merged {
  /** Every recorded incident, by its name in the main journal. */
  readonly incidents: readonly string[]
  /** What the main journal does not hold yet, in order. */
  readonly missing: readonly EntryDraft[]
}

/** What of `recorded`, kept in `dir`, the journal `main` holds, and what it misses. */
export function merged(recorded: readonly JournalEntry[], main: readonly JournalEntry[], dir: string): Merged {
  const names = namesIn(recorded, main)
  const wanted = recorded.flatMap((entry, index) => {
    const draft = draftOf(entry, names.get(entry.incident) ?? entry.incident)
    const isFirst = recorded.findIndex(({ incident }) => incident === entry.incident) === index
    return isFirst ? [draft, noteOn(draft, entry.epoch, dir)] : [draft]
  })
  let found = 0
  for (const entry of main) {
    const next = wanted[found]
    if (next && isSame(next, entry)) found += 1
  }
  return { incidents: [...names.values()], missing: wanted.slice(found) }
}

const draftOf = ({ at, by, event }: EntryDraft, incident: string): EntryDraft => ({ at, incident, by, event })

/** Behind the opening, not at the end: the last entry of an incident says whether it was halted. */
function noteOn({ at, by, incident }: EntryDraft, epoch: number, dir: string): EntryDraft {
  const since = new Date(at).toISOString()
  const text = `${NOTE} at ${since} under epoch ${epoch}, in ${dir}; merged here when the store was back`
  return { at, incident, by, event: { kind: 'note', by, text } }
}

/** A note may name another directory, where the records were moved between two merges. */
function isSame(wanted: EntryDraft, entry: JournalEntry): boolean {
  const draft = draftOf(entry, entry.incident)
  if (isDeepStrictEqual(wanted, draft)) return true
  const { event } = wanted
  if (event.kind !== 'note' || !event.text.startsWith(NOTE) || draft.event.kind !== 'note') return false
  return draft.event.text.startsWith(NOTE) && draft.incident === wanted.incident && draft.at === wanted.at
}

/**
 * Incidents are named by the second, and two stores cannot see each other's: one that the main journal knows as another
 * incident gets a name of its own.
 */
function namesIn(recorded: readonly JournalEntry[], main: readonly JournalEntry[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const entry of recorded) {
    if (names.has(entry.incident)) continue
    const other = main.find(({ incident }) => incident === entry.incident)
    const isOther = other !== undefined && !isSame(draftOf(entry, entry.incident), other)
    names.set(entry.incident, isOther ? `${entry.incident}-break-glass` : entry.incident)
  }
  return names
}
