/**
 * Fences that a failover could not put up, since the old writer did not answer, and still owes (law 10): the writer it
 * passed over may return, and then it takes writes of whoever still reaches it. Folded from the journal: a step that ends
 * a fence, was carried on without, and is not done since. A move that brings the app back there, and a database that is
 * made a replica there, settle it in their own way.
 */
import type { JournalEntry } from '../model/journal.js'
import { sourceOf, targetOf } from '../model/move.js'
import type { Region } from '../model/place.js'
import type { Step } from '../model/plan.js'
import { type Progress, progressOf } from './progress.js'

export interface OwedFence {
  readonly incident: string
  readonly at: Region
  readonly step: Step
  /** Tries so far. */
  readonly attempts: number
}

interface Told {
  readonly incident: string
  readonly at: Region
  readonly progress: Progress
}

/** What is owed now, in the order in which it came to be. */
export function owedFences(entries: readonly JournalEntry[]): readonly OwedFence[] {
  const told = recovered(entries)
  return told.flatMap(({ at, incident, progress }, index) => {
    const later = told.slice(index + 1)
    return (progress.plan?.steps ?? []).flatMap((step): readonly OwedFence[] => {
      const isOpen = step.end === 'fenced' && progress.skipped.has(step.id) && !progress.done.has(step.id)
      if (!isOpen || later.some((other) => settles(other, at, step))) return []
      return [{ incident, at, step, attempts: progress.attempts.get(step.id) ?? 0 }]
    })
  })
}

/** Moves of regions that came to their end, oldest first. */
function recovered(entries: readonly JournalEntry[]): readonly Told[] {
  const closed = new Set(
    entries.flatMap(({ event, incident }) =>
      event.kind === 'incident-closed' && event.outcome === 'recovered' ? [incident] : [],
    ),
  )
  return entries.flatMap(({ event, incident }): readonly Told[] =>
    event.kind === 'incident-opened' && targetOf(event.move) !== undefined && closed.has(incident)
      ? [{ incident, at: sourceOf(event.move), progress: progressOf(entries, incident) }]
      : [],
  )
}

function settles({ progress: { done, plan } }: Told, at: Region, { action: { resource } }: Step): boolean {
  if (plan && targetOf(plan.move) === at) return true
  const isHere = ({ action }: Step): boolean => action.resource === resource && action.with.at === at
  return (plan?.steps ?? []).some(
    (step) => done.has(step.id) && (step.end === 'fenced' || step.end === 'replica') && isHere(step),
  )
}
