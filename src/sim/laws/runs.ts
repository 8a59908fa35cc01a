/** The incidents of a trace: what moved, why, by which plan, and what the journal says of it. */
import type { Assessment } from '../../model/health.js'
import type { JournalEvent } from '../../model/journal.js'
import type { GuardName, Move, Trigger } from '../../model/move.js'
import type { Plan } from '../../model/plan.js'
import type { Trace, Written } from '../trace.js'

type EventOf<Kind extends JournalEvent['kind']> = Extract<JournalEvent, { kind: Kind }>

export interface Run {
  readonly id: string
  /** When it was opened, in ms from minute 0, and by whose clock (ms since the epoch). */
  readonly atMs: number
  readonly openedAt: number
  readonly host: string
  readonly opened: EventOf<'incident-opened'>
  readonly move: Move
  readonly trigger: Trigger
  readonly evidence: readonly Assessment[]
  /** Nobody asked for it. */
  readonly byItself: boolean
  readonly waived: readonly GuardName[]
  readonly plan?: Plan
  readonly entries: readonly Written[]
  readonly closed?: { readonly atMs: number; readonly outcome: EventOf<'incident-closed'>['outcome'] }
}

/** The incidents in the order in which they were opened; one that was never opened is L20's to find. */
export function runsOf({ entries }: Pick<Trace, 'entries'>): readonly Run[] {
  const byIncident = new Map<string, Written[]>()
  for (const written of entries) {
    const known = byIncident.get(written.entry.incident)
    if (known) known.push(written)
    else byIncident.set(written.entry.incident, [written])
  }
  return [...byIncident.values()].flatMap(runOf)
}

function runOf(entries: readonly Written[]): readonly Run[] {
  const first = entries.find(({ entry }) => entry.event.kind === 'incident-opened')
  if (first?.entry.event.kind !== 'incident-opened') return []
  const opened = first.entry.event
  const { evidence, move, trigger } = opened
  const plan = entriesOf(entries, 'plan-accepted').at(-1)?.event.plan
  const closing = entriesOf(entries, 'incident-closed').at(-1)
  const run: Run = {
    ...{ id: first.entry.incident, atMs: first.atMs, openedAt: first.entry.at, host: first.host },
    ...{ opened, move, trigger, evidence, entries },
    byItself: trigger.kind === 'impairment' || trigger.kind === 'recovery',
    waived: trigger.kind === 'operator' ? trigger.waives : [],
    ...(plan ? { plan } : {}),
    ...(closing ? { closed: { atMs: closing.atMs, outcome: closing.event.outcome } } : {}),
  }
  return [run]
}

export interface Told<Kind extends JournalEvent['kind']> {
  readonly atMs: number
  readonly host: string
  readonly event: EventOf<Kind>
}

/** The entries of one kind, in order. */
export function entriesOf<Kind extends JournalEvent['kind']>(
  entries: readonly Written[],
  kind: Kind,
): readonly Told<Kind>[] {
  return entries.flatMap(({ atMs, entry: { event }, host }) => (isOf(event, kind) ? [{ atMs, host, event }] : []))
}

const isOf = <Kind extends JournalEvent['kind']>(event: JournalEvent, kind: Kind): event is EventOf<Kind> =>
  event.kind === kind

/** Whether it changed anything for good: one that went back or was abandoned did not. */
export const moved = ({ closed }: Run): boolean => closed?.outcome !== 'went-back' && closed?.outcome !== 'abandoned'
