/**
 * L10: a writer is promoted only after its predecessor was fenced, or by the policy's leave; and no database takes writes
 * in two regions, but by that leave, while the failover is under way, and for a moment when the old writer returns.
 *
 * A database that takes writes in every region by design (DynamoDB's global tables) has no writer to speak of. That the old
 * writer was fenced on its return shows only as this: it takes no writes a moment later.
 */
import type { Step } from '../../model/plan.js'
import { isMultiActive } from '../drill.js'
import { isHampered } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** L10: never two writers. */
export const oneWriter: Checker = (story) => [...story.runs.flatMap((run) => unfenced(run, story)), ...twoAtOnce(story)]

function unfenced(run: Run, { policy }: Story): readonly Breach[] {
  const steps = new Map(run.plan?.steps.map((step) => [step.id, step]))
  const hasLeave = policy.plan.unreachableWriter === 'promote'
  return entriesOf(run.entries, 'step-started').flatMap(({ atMs, event }) => {
    const step = steps.get(event.step)
    if (step?.end !== 'writer' || isFenced(run, step, atMs, hasLeave)) return []
    return [{ atMs, incident: run.id, what: `${step.action.resource} was promoted before its old writer was fenced` }]
  })
}

/** By leave, a fence that could not be had is enough: it was tried. */
function isFenced({ entries, plan }: Run, writer: Step, atMs: number, hasLeave: boolean): boolean {
  const fences = (plan?.steps ?? []).filter(
    ({ action, end }) => end === 'fenced' && action.resource === writer.action.resource,
  )
  const settled = new Set([
    ...entriesOf(entries, 'step-done').flatMap((told) => (told.atMs <= atMs ? [told.event.step] : [])),
    ...entriesOf(entries, 'step-failed').flatMap((told) =>
      hasLeave && told.atMs <= atMs && told.event.leadsTo === 'carry-on' ? [told.event.step] : [],
    ),
  ])
  return fences.some(({ id }) => settled.has(id))
}

/** How long a leader may take to find that a writer is back, and to fence it. */
const graceMs = ({ policy }: Story): number => 2 * policy.observe.everyMs + 30_000

function twoAtOnce(story: Story): readonly Breach[] {
  return spansOfTwo(story).flatMap(({ atMs, database, regions, untilMs }) => {
    const dueMs = allowedUntilMs(database, atMs, story)
    if (untilMs <= dueMs || (dueMs > atMs && isExcused(database, atMs, dueMs, story))) return []
    // One that was not answered is followed by another.
    const isTried = dueMs > atMs && triesOf(database, atMs, dueMs, story).some(({ outcome }) => outcome !== 'ok')
    if (isTried && untilMs <= dueMs + NEXT_TRY_MS) return []
    return [{ atMs: Math.max(atMs, dueMs), what: `${database} takes writes in ${regions.join(' and ')} at once` }]
  })
}

interface Span {
  readonly database: string
  readonly regions: readonly string[]
  readonly atMs: number
  readonly untilMs: number
}

function spansOfTwo({ trace }: Story): readonly Span[] {
  const { drill, endedMs, scenes } = trace
  const names = Object.keys(scenes[0]?.writers ?? {}).filter((name) => !isMultiActive(drill, name))
  return names.flatMap((database) => {
    const spans: Span[] = []
    for (const [index, { atMs, writers }] of scenes.entries()) {
      const regions = writers[database] ?? []
      if (regions.length < 2) continue
      const untilMs = scenes[index + 1]?.atMs ?? endedMs
      const last = spans.at(-1)
      if (last?.untilMs === atMs) spans[spans.length - 1] = { ...last, untilMs }
      else spans.push({ database, regions, atMs, untilMs })
    }
    return spans
  })
}

/** By the policy's leave, as long as the failover is under way; and a while after the writer it could not fence is back. */
function allowedUntilMs(database: string, atMs: number, story: Story): number {
  const { policy, runs, trace } = story
  if (policy.plan.unreachableWriter !== 'promote') return atMs
  const run = runs.findLast((each) => each.move.kind === 'failover' && each.atMs <= atMs)
  if (!run) return atMs
  const closedMs = run.closed?.atMs ?? trace.endedMs
  const steps = run.plan?.steps.filter(({ action, end }) => end === 'fenced' && action.resource === database) ?? []
  const isOwed = entriesOf(run.entries, 'step-failed').some(({ event }) => steps.some(({ id }) => id === event.step))
  return Math.max(closedMs, atMs) + (isOwed ? graceMs(story) : 0)
}

/** A try is given up after ten seconds, and made again half a minute later. */
const NEXT_TRY_MS = 40_000

const triesOf = (database: string, fromMs: number, dueMs: number, { trace }: Story): Story['trace']['calls'] =>
  trace.calls.filter(
    ({ atMs, resource, what }) => resource === database && what.startsWith('fence ') && atMs >= fromMs && atMs <= dueMs,
  )

/** Whoever should fence it could not act, or tried and was not answered. */
function isExcused(database: string, fromMs: number, dueMs: number, story: Story): boolean {
  const tried = triesOf(database, fromMs, dueMs, story)
  return isHampered(fromMs, dueMs, story) || (tried.length > 0 && tried.every(({ outcome }) => outcome !== 'ok'))
}
