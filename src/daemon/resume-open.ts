/**
 * Takes up the incident that is open, before anything else is decided (law 15). One that was cut off is resumed at once.
 * One that halted is said once, with whose turn it is (law 25): a person's, or the leader's own after a while, where what
 * it halted for passes by itself. One that someone asked to halt waits for a person.
 */
import { type Ended, resume } from '../controller/carry-out.js'
import { triesAgain } from '../controller/try-again.js'
import type { JournalEntry } from '../model/journal.js'
import { describeMove, isAside } from '../model/move.js'
import type { Inspection } from '../model/resource.js'
import { formatMs } from '../model/units.js'
import { type Incident, incidents } from '../report/incident.js'
import { haltable } from './act.js'
import type { Watch } from './watch-run.js'

/** A halted incident as this leader found it. */
export interface Halted {
  /** Of the incident as it stands; another one is news. */
  readonly key: string
  /** When it is tried again, on the monotonic clock; absent where it is a person's turn. */
  readonly dueMs?: number
}

/** What came of an open incident: it ended, or it is halted; neither when none is open. */
export interface TakenUp {
  readonly ended?: Ended
  readonly halted?: Halted
}

/** `known` is what the round before found halted. */
export async function resumeOpen(
  run: Watch,
  inspections: readonly Inspection[],
  known: Halted | undefined,
): Promise<TakenUp> {
  const { world } = run
  const entries = await world.store.read()
  const open = incidents(entries).findLast(({ closedAt }) => closedAt === undefined)
  if (!open) return {}
  const asked = (await world.store.get(`halt-${open.id}`))?.text
  if (isAside(open.move)) return resumeAside(run, open, inspections, known)
  if (open.state === 'halted' || asked !== undefined) {
    const halted = haltedAs(run, open, entries, asked, known)
    if (halted.dueMs === undefined || world.clock.monotonic() < halted.dueMs) return { halted }
  }
  return { ended: await resumeNow(run, open, inspections) }
}

/** A freeze or a thaw waits for nobody: what is left of it is tried, once by each leader, and it is closed. */
async function resumeAside(
  run: Watch,
  open: Incident,
  inspections: readonly Inspection[],
  known: Halted | undefined,
): Promise<TakenUp> {
  if (known?.key === open.id) return { halted: known }
  const ended = await resumeNow(run, open, inspections)
  return ended.is === 'halted' ? { ended, halted: { key: open.id } } : { ended }
}

/** Resumes it now, as `by` wants it; without one, by the leader's own will. */
export async function resumeNow(
  run: Watch,
  open: Pick<Incident, 'id' | 'move'>,
  inspections: readonly Inspection[],
  by?: string,
): Promise<Ended> {
  run.watcher.onResuming(open.id, describeMove(open.move))
  const ended = await haltable(run, () => resume(run, open.id, inspections, by))
  run.watcher.onEnded(ended)
  return ended
}

function haltedAs(
  { watcher, world: { clock, random } }: Watch,
  open: Incident,
  entries: readonly JournalEntry[],
  asked: string | undefined,
  known: Halted | undefined,
): Halted {
  const key = `${open.id} ${open.timeline.length} ${asked ?? ''}`
  if (known?.key === key) return known
  const again = asked === undefined ? triesAgain(entries, open.id, clock.now()) : undefined
  const inMs = again && again.inMs * (0.75 + random() / 4)
  const because = open.state === 'halted' ? open.because : (asked ?? '')
  const person = open.next ?? 'run "failover resume" to go on'
  const next =
    again && inMs !== undefined ? `tried again in ${formatMs(inMs)}, ${again.nth} of ${again.of}; or ${person}` : person
  const isMine = inMs !== undefined
  watcher.onWaiting({ incident: open.id, move: describeMove(open.move), because, next, ...(isMine ? { inMs } : {}) })
  return { key, ...(isMine ? { dueMs: clock.monotonic() + inMs } : {}) }
}
