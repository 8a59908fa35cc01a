/**
 * The timeline people read: the journal's own entries, with the instants it tells of set among them, since an incident
 * begins before it is opened and users are served before anyone has seen it.
 */
import type { Incident, TimelineEntry } from './incident.js'

/** The journal's entries in their order, each told instant before the first entry that is later. */
export function moments(incident: Incident): readonly TimelineEntry[] {
  const all = [...incident.timeline]
  for (const told of toldInstants(incident)) {
    const index = all.findIndex(({ at }) => at > told.at)
    all.splice(index === -1 ? all.length : index, 0, told)
  }
  return all
}

function toldInstants({ recovery: { firstBadAt, noticedAt, servedAt } }: Incident): readonly TimelineEntry[] {
  return [
    ...(firstBadAt === undefined ? [] : [{ at: firstBadAt, by: 'monitoring', text: 'first bad sample' }]),
    ...(noticedAt === undefined ? [] : [{ at: noticedAt, by: 'monitoring', text: 'judged impaired' }]),
    ...(servedAt === undefined ? [] : [{ at: servedAt, by: 'users', text: 'served from here on, as seen later' }]),
  ]
}
