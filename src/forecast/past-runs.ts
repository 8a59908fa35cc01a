/** What this app's own journal says of how long things took: its steps, and how long users took to follow. */
import type { JournalEntry, JournalEvent } from '../model/journal.js'
import type { MoveKind } from '../model/move.js'
import type { Plan, Step, StepId } from '../model/plan.js'
import { expectedOf } from '../plan/graph.js'

export interface PastStep {
  readonly id: string
  readonly tactic: string
  readonly expectedMs: number
  readonly tookMs: number
}

/** From the last step held until users were seen served. */
export interface PastFollowing {
  readonly move: MoveKind
  /** The tactics that turned traffic. */
  readonly by: string
  readonly tookMs: number
}

export interface PastRuns {
  readonly steps: readonly PastStep[]
  readonly followings: readonly PastFollowing[]
}

/** So many of the newest count: what took long years ago was another app. */
const NEWEST = 20
/** A step of which there was little to do says nothing of one with much to do. */
const LIKE = 3

/** Everything of the journal that was done, or tried and done without, and not found done; a step that was taken up again counts once. */
export function pastRuns(entries: readonly JournalEntry[]): PastRuns {
  const plans = new Map<string, Plan>()
  const doneAt = new Map<string, number>()
  const startedAt = new Map<string, number>()
  const steps: PastStep[] = []
  const followings: PastFollowing[] = []
  for (const { at, event, incident } of entries) {
    const plan = plans.get(incident)
    if (event.kind === 'plan-accepted') plans.set(incident, event.plan)
    if (event.kind === 'step-started') startedAt.set(`${incident} ${event.step}`, at)
    const took = tookIn(event, at, startedAt.get(`${incident} ${'step' in event ? event.step : ''}`))
    if (took && plan) {
      doneAt.set(incident, at)
      const step = plan.steps.find(({ id }) => id === took.step)
      if (step && took.ms !== undefined) {
        steps.push({ id: step.id, tactic: step.tactic, expectedMs: expectedOf(step), tookMs: took.ms })
      }
    }
    if (event.kind === 'resumed') doneAt.delete(incident)
    const since = doneAt.get(incident)
    if (event.kind === 'verified' && event.verification.servedAt !== undefined && plan && since !== undefined) {
      const tookMs = Math.max(0, event.verification.servedAt - since)
      followings.push({ move: plan.move.kind, by: turnedBy(plan), tookMs })
    }
  }
  return { steps, followings }
}

/** The step that is over with `event`, and how long it took; what was found done took no time worth learning from. */
function tookIn(
  event: JournalEvent,
  at: number,
  startedAt: number | undefined,
): { readonly step: StepId; readonly ms?: number } | undefined {
  if (event.kind === 'step-done') return { step: event.step, ...(event.already ? {} : { ms: event.tookMs }) }
  if (event.kind !== 'step-failed' || event.leadsTo !== 'carry-on') return undefined
  // What was asked in vain, and done without, was waited for as well.
  return { step: event.step, ...(startedAt === undefined ? {} : { ms: Math.max(0, at - startedAt) }) }
}

/** The names of the tactics that turn traffic in `plan`. */
export const turnedBy = ({ steps }: Plan): string =>
  steps.flatMap(({ follow, id, tactic }) => (follow ? [`${id} ${tactic}`] : [])).join(', ')

/** What earlier runs of `step` took, newest last. */
export function earlierOf(step: Step, { steps }: PastRuns): readonly number[] {
  const expectedMs = expectedOf(step)
  const isLike = (past: PastStep): boolean =>
    past.expectedMs <= expectedMs * LIKE && past.expectedMs >= expectedMs / LIKE
  return steps
    .filter((past) => past.id === step.id && past.tactic === step.tactic && isLike(past))
    .slice(-NEWEST)
    .map(({ tookMs }) => tookMs)
}

/** What users took to follow earlier moves of this kind, turned in this way. */
export const earlierFollowings = (plan: Plan, { followings }: PastRuns): readonly number[] =>
  followings
    .filter(({ by, move }) => move === plan.move.kind && by === turnedBy(plan))
    .slice(-NEWEST)
    .map(({ tookMs }) => tookMs)
