/**
 * L14: journal before leaping. Every change asked of the world belongs to a step that the journal says is at work; a step
 * is done only after it started; what cannot be undone is not done twice; and a promotion that was asked for and comes to
 * pass is not given up meanwhile, whoever has resumed it.
 *
 * A change and the entry before it may bear the same instant: then the order of the two cannot be seen. What lets a change
 * be recognised as done twice is its wording, so two changes that are told alike are taken for one and the same.
 */
import { targetOf } from '../../model/move.js'
import type { Call } from '../trace.js'
import type { Breach, Checker } from './law.js'
import { entriesOf, type Run } from './runs.js'
import type { Story } from './story.js'

/** L14: look, then leap; journal before leaping. */
export const journalFirst: Checker = (story) => [
  ...unannounced(story),
  ...story.runs.flatMap((run) => [...unstarted(run), ...twice(run, story), ...gaveUp(run, story)]),
]

/** What was refused before it left changed nothing. */
const isChange = ({ does, outcome }: Call): boolean => does === 'change' && outcome !== 'refused'

const unannounced = ({ openSteps, trace }: Story): readonly Breach[] =>
  trace.calls
    .filter((call) => isChange(call) && openSteps(call).length === 0)
    .map(({ atMs, what }) => ({ atMs, what: `"${what}" was asked, and no step of the journal was at work on it` }))

function unstarted({ entries, id, plan }: Run): readonly Breach[] {
  const known = new Set(plan?.steps.map((step) => step.id))
  const open = new Set<string>()
  const breaches: Breach[] = []
  for (const { atMs, entry } of entries) {
    const { event } = entry
    if (event.kind === 'step-started') {
      open.add(event.step)
      if (!known.has(event.step)) breaches.push({ atMs, incident: id, what: `${event.step} is no step of its plan` })
    }
    if (event.kind !== 'step-done') continue
    if (!open.delete(event.step)) breaches.push({ atMs, incident: id, what: `${event.step} was done and not started` })
  }
  return breaches
}

function twice(run: Run, { openSteps, trace }: Story): readonly Breach[] {
  const seen = new Set<string>()
  return trace.calls
    .filter((call) => isChange(call) && call.outcome === 'ok')
    .flatMap((call) => {
      const open = openSteps(call)
      const isFinal = open.length > 0 && open.every(({ step }) => step.undo.kind === 'impossible')
      if (!isFinal || !open.some((each) => each.run.id === run.id)) return []
      const key = `${call.resource} ${call.what}`
      if (!seen.has(key)) {
        seen.add(key)
        return []
      }
      return [{ atMs: call.atMs, incident: run.id, what: `"${call.what}" was done twice, and cannot be undone` }]
    })
}

/** A step fails while what it asked for is under way, and comes true within its own deadline. */
function gaveUp(run: Run, { openSteps, scenesIn, trace }: Story): readonly Breach[] {
  const to = targetOf(run.move)
  return entriesOf(run.entries, 'step-failed').flatMap(({ atMs, event }) => {
    const step = run.plan?.steps.find(({ id }) => id === event.step)
    if (!to || step?.end !== 'writer' || event.leadsTo === 'carry-on') return []
    const { resource } = step.action
    const asked = trace.calls.find(
      (call) =>
        call.resource === resource &&
        isChange(call) &&
        call.outcome !== 'failed' &&
        call.atMs <= atMs &&
        openSteps(call).some((open) => open.step.id === step.id && open.run.id === run.id),
    )
    const isSo = (scene: { readonly writers: { readonly [name: string]: readonly string[] } }): boolean =>
      scene.writers[resource]?.includes(to) === true
    const dueMs = (asked?.atMs ?? 0) + step.deadlineMs
    const isEarly = asked && atMs < dueMs && !scenesIn(atMs, atMs).some(isSo) && scenesIn(atMs, dueMs).some(isSo)
    return isEarly ? [{ atMs, incident: run.id, what: `${step.id} was given up, and came to pass` }] : []
  })
}
