/**
 * L27: a run that fails goes back to where it began, or halts with the next move named; never in between in silence. One
 * that went back took back every step it had begun, had passed no point of no return, and left the name and the writers as
 * it found them.
 *
 * A run whose controllers were kept from working, or that the drill's end cut off, is not asked for its end.
 */
import type { JournalEvent } from '../../model/journal.js'
import { isHampered } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** L27: a point of no return, and it is marked. */
export const neverInBetween: Checker = (story) =>
  story.runs.flatMap((run) => [...halfBack(run, story), ...leftStanding(run, story), ...wentOn(run)])

function halfBack(run: Run, story: Story): readonly Breach[] {
  const { closed, entries, id, plan } = run
  if (closed?.outcome !== 'went-back') return []
  const breach = (what: string): Breach => ({ atMs: closed.atMs, incident: id, what })
  const open = new Set<string>()
  for (const { entry } of entries) {
    if (entry.event.kind === 'step-started') open.add(entry.event.step)
    if (entry.event.kind === 'step-undone') open.delete(entry.event.step)
  }
  const started = new Set(entriesOf(entries, 'step-started').map(({ event }) => event.step))
  const final = plan?.steps.find((step) => started.has(step.id) && step.undo.kind === 'impossible')
  return [
    ...[...open].map((step) => breach(`went back, and ${step} was not taken back`)),
    ...(final ? [breach(`went back from beyond ${final.id}, which cannot be undone`)] : []),
    ...changed(run, closed.atMs, story).map((what) => breach(`went back, and ${what}`)),
  ]
}

/** What was taken back may take a moment to be seen. */
const SEEN_MS = 60_000

function changed(run: Run, atMs: number, { sceneAt, scenesIn }: Story): readonly string[] {
  const before = sceneAt(run.atMs)
  const after = scenesIn(atMs, atMs + SEEN_MS)
  if (!before || after.length === 0) return []
  const differing = after.map((scene) =>
    Object.keys(before.answers).find((zone) => before.answers[zone] !== scene.answers[zone]),
  )
  const moved = differing.every((zone) => zone !== undefined) ? differing[0] : undefined
  return moved ? [`the name leads to ${moved} as it did not before`] : []
}

/** Beyond the deadlines of what may have to be taken back. */
const PATIENCE_MS = 10 * 60_000

const ENDS: ReadonlySet<JournalEvent['kind']> = new Set(['halted', 'incident-closed', 'resumed'])

function leftStanding(run: Run, story: Story): readonly Breach[] {
  const failed = entriesOf(run.entries, 'step-failed').filter(({ event }) => event.leadsTo !== 'carry-on')
  return failed.flatMap(({ atMs, event }) => {
    // To be resumed, it has to have halted first, or its controller to have been cut off.
    const ended = run.entries.find(({ atMs: at, entry }) => at >= atMs && ENDS.has(entry.event.kind))
    const settled = ended !== undefined && ended.entry.event.kind !== 'resumed'
    // A run that halts takes back only what was to be proved.
    const back = (run.plan?.steps ?? []).filter(({ proof }) => event.leadsTo === 'undo' || proof)
    const patienceMs = PATIENCE_MS + back.reduce((sum, { deadlineMs }) => sum + deadlineMs, 0)
    const dueMs = ended ? ended.atMs : atMs + patienceMs
    const toMs = Math.min(dueMs, story.trace.endedMs)
    if (settled || dueMs > story.trace.endedMs || isHampered(atMs, toMs, story)) return []
    return [{ atMs, incident: run.id, what: `${event.step} failed, and the run neither went back nor halted` }]
  })
}

/** After a failure that leads back nothing new is begun. */
function wentOn({ entries, id }: Run): readonly Breach[] {
  const back = entriesOf(entries, 'step-failed').find(({ event }) => event.leadsTo === 'undo')
  if (!back) return []
  return entriesOf(entries, 'step-started')
    .filter(({ atMs }) => atMs > back.atMs)
    .map(({ atMs, event }) => ({ atMs, incident: id, what: `${event.step} was begun on the way back` }))
}
