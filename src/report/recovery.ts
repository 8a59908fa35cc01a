/**
 * How long it took, from the first bad sample to users served (law 17), cut into segments that meet end to end:
 * noticed (judged impaired), decided, executed (the last step holds), converged (users seen served).
 */
import type { JournalEntry, Loss, Objectives } from '../model/journal.js'

export interface Segment {
  readonly name: 'noticed' | 'decided' | 'executed' | 'converged'
  /** Ms since the start. */
  readonly fromMs: number
  readonly toMs: number
}

/** Instants in ms since the epoch, absent while they have not come; `timeMs` only once users are seen served. */
export interface Recovery {
  readonly firstBadAt?: number
  readonly noticedAt?: number
  readonly decidedAt: number
  readonly executedAt?: number
  readonly servedAt?: number
  readonly timeMs?: number
  readonly timeObjectiveMs: number
  readonly point: Loss
  readonly pointObjectiveMs: number
  readonly segments: readonly Segment[]
}

/** What an incident's opening says of when it began. */
export interface Opening {
  readonly at: number
  readonly firstBadAt?: number
  readonly noticedAt?: number
  readonly objectives: Objectives
}

/** The recovery of one incident from its own `entries`, oldest first; counted from its opening where nothing was bad. */
export function recoveryOf(opening: Opening, entries: readonly JournalEntry[]): Recovery {
  const { firstBadAt, noticedAt, objectives } = opening
  const verified = entries.flatMap(({ event }) => (event.kind === 'verified' ? [event] : [])).at(-1)
  const executedAt = executed(entries)
  const served = verified?.verification.is === 'served' ? verified.verification : undefined
  const servedAt = served?.servedAt
  const startAt = firstBadAt ?? opening.at
  const instants = {
    ...(firstBadAt === undefined ? {} : { firstBadAt }),
    ...(noticedAt === undefined ? {} : { noticedAt }),
    decidedAt: opening.at,
    ...(executedAt === undefined ? {} : { executedAt }),
    ...(servedAt === undefined ? {} : { servedAt }),
  }
  return {
    ...instants,
    ...(servedAt === undefined ? {} : { timeMs: Math.max(0, servedAt - startAt) }),
    timeObjectiveMs: objectives.recoveryTimeMs,
    point: verified?.loss ?? { is: 'unknown', because: 'not counted yet' },
    pointObjectiveMs: objectives.recoveryPointMs,
    segments: segmentsOf(startAt, instants),
  }
}

/** When the last step of the plan settled; absent while one is under way, waits, or was taken back. */
function executed(entries: readonly JournalEntry[]): number | undefined {
  const open = new Set<string>()
  let lastAt: number | undefined
  for (const { at, event } of entries) {
    if (event.kind === 'plan-accepted') for (const { id } of event.plan.steps) open.add(id)
    const skipped = event.kind === 'step-failed' && event.leadsTo === 'carry-on'
    if (event.kind === 'step-started') open.add(event.step)
    if (event.kind === 'step-done' || skipped) {
      open.delete(event.step)
      lastAt = at
    }
    if (event.kind === 'step-undone') return undefined
  }
  return open.size === 0 ? lastAt : undefined
}

type Instants = Pick<Recovery, 'noticedAt' | 'decidedAt' | 'executedAt' | 'servedAt'>

/**
 * Two hosts' clocks may disagree: a segment never runs backwards, each begins where the one before it ended, and none
 * runs past the instant users were served.
 */
function segmentsOf(startAt: number, { decidedAt, executedAt, noticedAt, servedAt }: Instants): readonly Segment[] {
  const ends = [
    { name: 'noticed', at: noticedAt },
    { name: 'decided', at: decidedAt },
    { name: 'executed', at: executedAt },
    { name: 'converged', at: servedAt },
  ] as const
  const segments: Segment[] = []
  const endMs = servedAt === undefined ? Number.POSITIVE_INFINITY : Math.max(0, servedAt - startAt)
  let fromMs = 0
  for (const { at, name } of ends) {
    if (at === undefined) continue
    const toMs = Math.min(endMs, Math.max(fromMs, at - startAt))
    segments.push({ name, fromMs, toMs })
    fromMs = toMs
  }
  return segments
}
