/**
 * L10: a writer is promoted only after its predecessor was fenced, or by the policy's leave; and no database takes writes
 * in two regions, but by that leave, and then no longer than until the incident is closed.
 *
 * A database that takes writes in every region by design (DynamoDB's global tables) has no writer to speak of. That the old
 * writer was fenced on its return shows only as this: it takes no writes once the name is told to be settled.
 */
import type { Step } from '../../model/plan.js'
import { isMultiActive } from '../drill.js'
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

function twoAtOnce(story: Story): readonly Breach[] {
  const { policy, runs, trace } = story
  const hasLeave = policy.plan.unreachableWriter === 'promote'
  const told = new Set<string>()
  return trace.scenes.flatMap(({ atMs, writers }) =>
    Object.entries(writers).flatMap(([database, regions]) => {
      if (regions.length < 2) {
        told.delete(database)
        return []
      }
      if (isMultiActive(trace.drill, database) || told.has(database)) return []
      const promoting = runs.find(
        (run) => run.move.kind === 'failover' && run.atMs <= atMs && (run.closed?.atMs ?? trace.endedMs) >= atMs,
      )
      if (hasLeave && promoting) return []
      told.add(database)
      return [{ atMs, what: `${database} takes writes in ${regions.join(' and ')} at once` }]
    }),
  )
}
