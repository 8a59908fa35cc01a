/**
 * Which steps of which plans may be at work at an instant, by the journal alone.
 *
 *   in the journal              | the step may call
 *   ----------------------------|-------------------------------------------------------
 *   started                     | from then on
 *   done, or carried on without | no more
 *   failed, then undo           | and all others started may, as they are taken back
 *   failed, then halt           | still, as it may be taken back
 *   undone, halted, closed      | no more
 *   resumed on the way back     | all others started may
 */
import type { Step } from '../../model/plan.js'
import type { Call } from '../trace.js'
import type { Run } from './runs.js'

export interface OpenStep {
  readonly run: Run
  readonly step: Step
}

interface Span {
  readonly step: Step
  readonly fromMs: number
  toMs: number
}

/** Gives the steps of a call's resource that may be at work when it is made. */
export function openerOf(runs: readonly Run[]): (call: Pick<Call, 'atMs' | 'resource'>) => readonly OpenStep[] {
  const spans = runs.flatMap((run) => spansOf(run).map((span) => ({ ...span, run })))
  return ({ atMs, resource }) =>
    spans.filter(({ fromMs, step, toMs }) => step.action.resource === resource && fromMs <= atMs && atMs <= toMs)
}

function spansOf({ entries, plan }: Run): readonly Span[] {
  const steps = new Map(plan?.steps.map((step) => [step.id, step]))
  const open = new Map<string, Span>()
  const spans: Span[] = []
  const started = new Set<string>()
  let goingBack = false
  const begin = (id: string, fromMs: number): void => {
    const step = steps.get(id)
    if (!step || open.has(id)) return
    const span = { step, fromMs, toMs: Number.POSITIVE_INFINITY }
    open.set(id, span)
    spans.push(span)
  }
  const end = (id: string, toMs: number): void => {
    const span = open.get(id)
    if (span) span.toMs = toMs
    open.delete(id)
  }
  const beginAll = (fromMs: number): void => started.forEach((id) => void begin(id, fromMs))
  for (const { atMs, entry } of entries) {
    const { event } = entry
    switch (event.kind) {
      case 'step-started':
        started.add(event.step)
        begin(event.step, atMs)
        break
      case 'step-done':
        end(event.step, atMs)
        break
      case 'step-failed':
        goingBack ||= event.leadsTo === 'undo'
        if (event.leadsTo === 'carry-on') end(event.step, atMs)
        if (goingBack) beginAll(atMs)
        break
      case 'step-undone':
        end(event.step, atMs)
        started.delete(event.step)
        break
      case 'resumed':
        if (goingBack) beginAll(atMs)
        break
      case 'halted':
      case 'incident-closed':
        for (const id of [...open.keys()]) end(id, atMs)
    }
  }
  return spans
}
