/**
 * An incident as people ask for it, folded from the journal: the journal is its only state. A fold of any prefix is the
 * incident as it stood then. Every entry is kept on the timeline, so that a post-mortem can be written from it (law 20).
 */
import type { Assessment } from '../model/health.js'
import type { JournalEntry, JournalEvent, Loss, Outcome, Verification } from '../model/journal.js'
import type { Decision, Move, Trigger } from '../model/move.js'
import type { Plan } from '../model/plan.js'
import { eventLine } from './event-line.js'
import { type Foretold, foretoldIn } from './foretold.js'
import { type StepProgress, stepProgress } from './progress.js'
import { type Recovery, recoveryOf } from './recovery.js'

export type IncidentState = 'open' | 'halted' | Outcome

export interface TimelineEntry {
  /** Wall time in ms since the epoch. */
  readonly at: number
  readonly by: string
  readonly text: string
}

/** Instants in ms since the epoch. */
export interface Incident {
  readonly id: string
  readonly app: string
  readonly severity: 1 | 2 | 3
  readonly state: IncidentState
  readonly move: Move
  readonly trigger: Trigger
  readonly decision: Decision
  /** The signals as they were seen when it was opened. */
  readonly evidence: readonly Assessment[]
  readonly openedAt: number
  readonly closedAt?: number
  /** Why it stands as it does, and, when halted, what a person can do next. */
  readonly because: string
  readonly next?: string
  readonly plan?: Plan
  readonly steps: readonly StepProgress[]
  readonly verification?: Verification
  readonly loss?: Loss
  readonly people: { readonly commander: string; readonly acted: readonly string[] }
  readonly timeline: readonly TimelineEntry[]
  readonly recovery: Recovery
  /** What was foretold, beside what came true; absent where nothing was. */
  readonly foretold?: Foretold
}

/** Every incident of the journal, oldest first. Entries of an incident whose opening is not there are left out. */
export function incidents(entries: readonly JournalEntry[]): readonly Incident[] {
  const byId = new Map<string, JournalEntry[]>()
  for (const entry of entries) {
    const own = byId.get(entry.incident)
    if (own) own.push(entry)
    else byId.set(entry.incident, [entry])
  }
  return [...byId.values()].flatMap((own) => fold(own) ?? [])
}

function fold(entries: readonly JournalEntry[]): Incident | undefined {
  const opened = entries.find(({ event }) => event.kind === 'incident-opened')
  if (opened?.event.kind !== 'incident-opened') return undefined
  const { app, commander, decision, evidence, move, severity, trigger } = opened.event
  const plan = last(entries, 'plan-accepted')?.plan
  const verified = last(entries, 'verified')
  const recovery = recoveryOf({ ...opened.event, at: opened.at }, entries)
  const foretold = foretoldIn(entries, recovery)
  const says = new Map(plan?.steps.map((step) => [step.id, step.says]))
  return {
    ...{ id: opened.incident, app, severity, move, trigger, decision, evidence, openedAt: opened.at },
    ...standing(entries, decision.because),
    ...(plan ? { plan } : {}),
    steps: stepProgress(entries, opened.incident),
    ...(verified ? { verification: verified.verification, loss: verified.loss } : {}),
    people: { commander, acted: [...new Set(entries.flatMap(peopleIn))] },
    timeline: entries.map(({ at, by, event }) => ({
      at,
      by,
      text: eventLine(event, (step) => says.get(step) ?? step),
    })),
    recovery,
    ...(foretold ? { foretold } : {}),
  }
}

type Standing = Pick<Incident, 'state' | 'because' | 'next' | 'closedAt'>

function standing(entries: readonly JournalEntry[], because: string): Standing {
  let now: Standing = { state: 'open', because }
  for (const { at, event } of entries) {
    if (event.kind === 'halted') now = { state: 'halted', because: event.because, next: event.next }
    if (event.kind === 'resumed') now = { state: 'open', because: `resumed by ${event.by}` }
    if (event.kind === 'incident-closed') now = { state: event.outcome, because: event.because, closedAt: at }
  }
  return now
}

function last<Kind extends JournalEvent['kind']>(entries: readonly JournalEntry[], kind: Kind) {
  const events = entries.map(({ event }) => event)
  return events.findLast((event): event is Extract<JournalEvent, { kind: Kind }> => event.kind === kind)
}

/** Who wrote the entry, and whom it names. */
function peopleIn({ by, event }: JournalEntry): readonly string[] {
  if (event.kind === 'resumed' || event.kind === 'note') return [by, event.by]
  if (event.kind === 'incident-opened' && event.trigger.kind === 'operator') return [by, event.trigger.name]
  return [by]
}
