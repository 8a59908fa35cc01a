/**
 * L20: a post-mortem can be written from the journal alone. An incident opens with what was decided, on what evidence,
 * and what each guard said; a plan for that very move is accepted before any step; and it ends closed with a reason, or
 * halted with what a person can do next.
 *
 * One that is at work when the drill ends, or whose controllers were kept from working, is not asked for its end (L27).
 */
import type { Written } from '../trace.js'
import { isHampered } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** L20: everything is on record. */
export const onRecord: Checker = (story) => [
  ...unopened(story),
  ...story.runs.flatMap((run) => [...gaps(run), ...afterwards(run), ...endless(run, story)]),
]

function unopened({ runs, trace }: Story): readonly Breach[] {
  const opened = new Set(runs.map(({ id }) => id))
  const others = trace.entries.filter(({ entry }) => !opened.has(entry.incident))
  return others.slice(0, 1).map(({ atMs, entry: { event, incident } }) => {
    return { atMs, incident, what: `"${event.kind}" of an incident that was never opened` }
  })
}

function gaps(run: Run): readonly Breach[] {
  const { atMs, entries, evidence, id, move, opened, plan, trigger, waived } = run
  const breach = (what: string): Breach => ({ atMs, incident: id, what })
  const considered = opened.decision.considered.find((one) => JSON.stringify(one.move) === JSON.stringify(move))
  const planAt = entries.findIndex(({ entry }) => entry.event.kind === 'plan-accepted')
  const stepAt = entries.findIndex(({ entry }) => entry.event.kind === 'step-started')
  const overruled = considered?.guards.filter(({ is }) => is === 'waived').map(({ guard }) => guard) ?? []
  const secretly = overruled.filter((guard) => trigger.kind !== 'operator' || !waived.includes(guard))
  return [
    ...(entries[0]?.entry.event.kind === 'incident-opened' ? [] : [breach('its first entry is not its opening')]),
    ...(evidence.length > 0 ? [] : [breach('opened without evidence')]),
    ...(considered && considered.guards.length > 0 ? [] : [breach('opened without the word of any guard')]),
    ...secretly.map((guard) => breach(`${guard} was waived, and nobody is on record for it`)),
    ...(stepAt >= 0 && (planAt < 0 || planAt > stepAt)
      ? [breach('a step was started before a plan was accepted')]
      : []),
    ...(plan && JSON.stringify(plan.move) !== JSON.stringify(move) ? [breach('its plan is for another move')] : []),
    ...entriesOf(entries, 'halted').flatMap(({ event }) =>
      event.next === '' || event.because === '' ? [breach('halted without a reason or a next move')] : [],
    ),
    ...entriesOf(entries, 'step-failed').flatMap(({ event }) =>
      event.because === '' ? [breach(`${event.step} failed without a reason`)] : [],
    ),
  ]
}

/** What is closed stays closed, but for a note, and for a fence that could not be put up and is still owed. */
function afterwards({ entries, id, plan }: Run): readonly Breach[] {
  const closedAt = entries.findIndex(({ entry }) => entry.event.kind === 'incident-closed')
  const skipped = new Set(entriesOf(entries, 'step-failed').map(({ event }) => event.step))
  const owed = new Set(
    plan?.steps.flatMap(({ end, id: step }) => (end === 'fenced' && skipped.has(step) ? [step] : [])),
  )
  const mayFollow = ({ entry: { event } }: Written): boolean =>
    event.kind === 'note' || ('step' in event && owed.has(event.step))
  const later = closedAt < 0 ? [] : entries.slice(closedAt + 1).filter((written) => !mayFollow(written))
  return later.map(({ atMs, entry }) => ({ atMs, incident: id, what: `"${entry.event.kind}" after it was closed` }))
}

/** Longer than any step or look of it could take. */
const PATIENCE_MS = 3 * 60 * 60_000

function endless({ atMs, closed, entries, id, plan }: Run, story: Story): readonly Breach[] {
  const last = entries.at(-1)
  if (closed || !last || last.entry.event.kind === 'halted') return []
  const longest = Math.max(0, ...(plan?.steps.map(({ deadlineMs }) => deadlineMs) ?? []))
  const dueMs = last.atMs + longest + PATIENCE_MS
  if (dueMs > story.trace.endedMs || isHampered(atMs, story.trace.endedMs, story)) return []
  return [{ atMs: dueMs, incident: id, what: `nothing was heard of it after "${last.entry.event.kind}"` }]
}
