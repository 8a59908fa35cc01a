/** A trace as laws read it: with its incidents folded, and the world at any instant. */
import type { Policy } from '../../policy/policy.js'
import type { Call, Scene, Trace } from '../trace.js'
import { type OpenStep, openerOf } from './open-steps.js'
import { type Run, runsOf } from './runs.js'

export interface Story {
  readonly trace: Trace
  readonly policy: Policy
  /** In the order in which they were opened. */
  readonly runs: readonly Run[]
  /** The world as it was at `atMs`; absent before the first scene. */
  sceneAt(atMs: number): Scene | undefined
  /** Every scene that lasted into the span, the one at its beginning included. */
  scenesIn(fromMs: number, toMs: number): readonly Scene[]
  /** The steps of a call's resource that may be at work when it is made, by the journal alone. */
  openSteps(call: Pick<Call, 'atMs' | 'resource'>): readonly OpenStep[]
  /** How far hosts' clocks were set wrong in this drill: what a duration between two hosts' entries cannot tell. */
  readonly skewMs: number
}

/** How the trace reads. */
export function storyOf(trace: Trace): Story {
  const { scenes } = trace
  const last = (atMs: number): number => lastAt(scenes, atMs)
  const skews = trace.drill.events.flatMap((event) => (event.kind === 'clock' ? [Math.abs(event.skewMs)] : []))
  const runs = runsOf(trace)
  return {
    trace,
    policy: trace.drill.policy,
    runs,
    openSteps: openerOf(runs),
    sceneAt: (atMs) => scenes[last(atMs)],
    scenesIn: (fromMs, toMs) => scenes.slice(Math.max(0, last(fromMs)), last(toMs) + 1),
    skewMs: Math.max(0, ...skews),
  }
}

/** Index of the last item at or before `atMs`; -1 where there is none. */
export function lastAt(items: readonly { readonly atMs: number }[], atMs: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle]?.atMs ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return low - 1
}
