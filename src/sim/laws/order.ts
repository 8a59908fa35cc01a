/**
 * L11: capacity first, then the fence, then the writer, traffic last and in stages, each settled before the next; and
 * nobody is sent to a region whose database takes no writes there.
 *
 * What a stage must prove is asked of the public name, which leaves no trace but the step's own word.
 */
import { targetOf } from '../../model/move.js'
import type { EndKind, Step } from '../../model/plan.js'
import { isStruck } from './happenings.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** What may begin only when everything of a lower rank is settled; replicas come before or after, as the move needs. */
const RANK: { readonly [end in EndKind]?: number } = { capacity: 1, fenced: 2, 'caught-up': 3, writer: 4, traffic: 5 }

/** L11: capacity first, writer second, traffic last. */
export const rightOrder: Checker = (story) =>
  story.runs.flatMap((run) => [...outOfOrder(run), ...withoutWriter(run, story)])

function outOfOrder({ entries, id, plan }: Run): readonly Breach[] {
  const steps = plan?.steps ?? []
  const settled = new Set<string>()
  const breaches: Breach[] = []
  for (const { atMs, entry } of entries) {
    const { event } = entry
    if (event.kind === 'step-done') settled.add(event.step)
    if (event.kind === 'step-failed' && event.leadsTo === 'carry-on') settled.add(event.step)
    if (event.kind === 'step-undone') settled.delete(event.step)
    if (event.kind !== 'step-started') continue
    const step = steps.find((each) => each.id === event.step)
    const early = step && steps.find((other) => comesBefore(other, step, steps) && !settled.has(other.id))
    if (early) breaches.push({ atMs, incident: id, what: `${event.step} was started before ${early.id} was settled` })
  }
  return breaches
}

/** Stages of one resource's traffic come one after another, in the plan's own order. */
function comesBefore(other: Step, step: Step, steps: readonly Step[]): boolean {
  const [rank, own] = [RANK[other.end], RANK[step.end]]
  if (rank === undefined || own === undefined || other.id === step.id) return false
  if (rank !== own) return rank < own
  const isSame = other.action.resource === step.action.resource
  return step.end === 'traffic' && isSame && steps.indexOf(other) < steps.indexOf(step)
}

/** What befalls the target once the move is under way is no reason to send users back to where nothing is left. */
function withoutWriter(run: Run, story: Story): readonly Breach[] {
  const { sceneAt } = story
  const to = targetOf(run.move)
  const writers = (run.plan?.steps ?? []).filter(({ end }) => end === 'writer')
  const traffic = new Set(run.plan?.steps.flatMap(({ end, id }) => (end === 'traffic' ? [id] : [])))
  const first = entriesOf(run.entries, 'step-started').find(({ event }) => traffic.has(event.step))
  if (!first || !to) return []
  const { atMs } = first
  if (isStruck(to, run.atMs, atMs, story)) return []
  return writers.flatMap(({ action: { resource } }) => {
    const regions = sceneAt(atMs)?.writers[resource]
    if (!regions || regions.includes(to)) return []
    return [{ atMs, incident: run.id, what: `users were sent to ${to}, where ${resource} took no writes` }]
  })
}
