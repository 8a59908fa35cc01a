/** What the controller did: each run of a step, from its start to its end, and whether it can be taken back. */
import type { JournalEntry } from '../../model/journal.js'
import { describeMove } from '../../model/move.js'
import type { Step } from '../../model/plan.js'
import type { Trace, Written } from '../trace.js'

export interface Deed {
  readonly fromMs: number
  readonly toMs: number
  readonly incident: string
  /** The move it belongs to, for people. */
  readonly move: string
  readonly says: string
  readonly step: string
  readonly attempt: number
  readonly outcome: 'done' | 'already' | 'failed' | 'undone' | 'open'
  readonly because: string
  /** The first step of its plan that cannot be taken back (law 27). */
  readonly noReturn: boolean
}

/** Every run of a step, by its start. */
export function deedsOf({ endedMs, entries }: Pick<Trace, 'entries' | 'endedMs'>): readonly Deed[] {
  const deeds: Deed[] = []
  for (const [index, written] of entries.entries()) {
    const { event } = written.entry
    if (event.kind !== 'step-started') continue
    const step = stepOf(entries, written.entry.incident, event.step)
    const end = endOf(entries.slice(index + 1), written.entry, event.step)
    deeds.push({
      fromMs: written.atMs,
      toMs: Math.max(written.atMs, end?.atMs ?? endedMs),
      incident: written.entry.incident,
      move: moveOf(entries, written.entry.incident),
      says: step?.says ?? event.step,
      step: event.step,
      attempt: event.attempt,
      noReturn: step !== undefined && isFirstForGood(entries, written.entry.incident, step, written.atMs),
      ...outcomeOf(end),
    })
  }
  return deeds
}

/** When and why a step that was done before was taken back. */
export const undosOf = ({
  entries,
}: Pick<Trace, 'entries'>): readonly { atMs: number; says: string; because: string }[] =>
  entries.flatMap(({ atMs, entry }) =>
    entry.event.kind === 'step-undone'
      ? [
          {
            atMs,
            says: stepOf(entries, entry.incident, entry.event.step)?.says ?? entry.event.step,
            because: entry.event.because,
          },
        ]
      : [],
  )

/** The step's words, from the newest plan of its incident. */
export const stepWords = ({ entries }: Pick<Trace, 'entries'>, incident: string, step: string): string =>
  stepOf(entries, incident, step)?.says ?? step

function moveOf(entries: readonly Written[], incident: string): string {
  const opened = entries.find(
    ({ entry }) => entry.incident === incident && entry.event.kind === 'incident-opened',
  )?.entry
  return opened?.event.kind === 'incident-opened' ? describeMove(opened.event.move) : ''
}

const stepsOf = (entries: readonly Written[], incident: string): readonly Step[] => {
  const { event } =
    entries.findLast(({ entry }) => entry.incident === incident && entry.event.kind === 'plan-accepted')?.entry ?? {}
  return event?.kind === 'plan-accepted' ? event.plan.steps : []
}

const stepOf = (entries: readonly Written[], incident: string, step: string): Step | undefined =>
  stepsOf(entries, incident).find(({ id }) => id === step)

function isFirstForGood(entries: readonly Written[], incident: string, step: Step, atMs: number): boolean {
  if (step.undo.kind !== 'impossible') return false
  const forGood = new Set(
    stepsOf(entries, incident)
      .filter(({ undo }) => undo.kind === 'impossible')
      .map(({ id }) => id),
  )
  return !entries.some(
    ({ atMs: then, entry }) =>
      then < atMs &&
      entry.incident === incident &&
      entry.event.kind === 'step-started' &&
      forGood.has(entry.event.step),
  )
}

const ENDS = new Set<JournalEntry['event']['kind']>([
  'step-done',
  'step-failed',
  'step-undone',
  'step-started',
  'halted',
])

/** What ended it: its own end, its next start, or a halt of all. */
function endOf(after: readonly Written[], { incident }: JournalEntry, step: string): Written | undefined {
  return after.find(
    ({ entry }) =>
      entry.incident === incident &&
      ENDS.has(entry.event.kind) &&
      (!('step' in entry.event) || entry.event.step === step),
  )
}

function outcomeOf(end: Written | undefined): Pick<Deed, 'outcome' | 'because'> {
  const event = end?.entry.event
  switch (event?.kind) {
    case 'step-done':
      return { outcome: event.already ? 'already' : 'done', because: event.because }
    case 'step-failed':
      return { outcome: 'failed', because: event.because }
    case 'step-undone':
      return { outcome: 'undone', because: event.because }
    default:
      return { outcome: 'open', because: event?.kind === 'halted' ? event.because : 'no end on record' }
  }
}
