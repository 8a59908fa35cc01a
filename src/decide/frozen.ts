/**
 * What is frozen, folded from the journal (law 24): a region is frozen from when the plan of a freeze was accepted there,
 * whatever of it could be suspended, until a thaw of it is done. What moves the app elsewhere does not lift it.
 */
import type { JournalEntry, JournalEvent } from '../model/journal.js'
import { type Freeze, isAside, type Thaw, type Trigger } from '../model/move.js'
import type { Plane, Region, Subject } from '../model/place.js'
import type { Objection, Plan, Step } from '../model/plan.js'

/** What could not be suspended, and what it would lean on. */
export interface Pending {
  readonly resource: string
  readonly because: string
  readonly planes: readonly Plane[]
}

/** A region that is frozen. Instants in ms since the epoch. */
export interface Frozen {
  readonly region: Region
  readonly since: number
  /** The incident that froze it, or the last that tried to suspend the rest. */
  readonly incident: string
  /** Nobody asked for it, and so nobody need ask to lift it. */
  readonly byItself: boolean
  /** What was sick, when something was. */
  readonly of?: Subject
  readonly pending: readonly Pending[]
  /** When it was last tried to suspend what is pending. */
  readonly triedAt: number
  /** When a thaw was last tried that did not lift it. */
  readonly thawTriedAt?: number
}

/** What is pending, and a thaw that failed, is not tried again sooner; ms. */
export const AGAIN_MS = 10 * 60_000

interface Run {
  readonly move: Freeze | Thaw
  readonly trigger: Trigger
  readonly plan?: Plan
  readonly settled: ReadonlySet<string>
}

/** Every region that is frozen, the one frozen first to begin with. */
export function frozenIn(entries: readonly JournalEntry[]): readonly Frozen[] {
  const frozen = new Map<Region, Frozen>()
  const runs = new Map<string, Run>()
  for (const { at, event, incident } of entries) {
    if (event.kind === 'incident-opened' && isAside(event.move))
      runs.set(incident, { move: event.move, trigger: event.trigger, settled: new Set() })
    const run = runs.get(incident)
    if (!run) continue
    const after = advanced(run, event)
    runs.set(incident, after)
    const next = fold(frozen.get(after.move.region), after, { at, event, incident })
    if (next) frozen.set(after.move.region, next)
    else frozen.delete(after.move.region)
  }
  return [...frozen.values()]
}

function advanced(run: Run, event: JournalEvent): Run {
  if (event.kind === 'plan-accepted') return { ...run, plan: event.plan }
  const isSettled = event.kind === 'step-done' || event.kind === 'step-failed'
  return isSettled ? { ...run, settled: new Set([...run.settled, event.step]) } : run
}

function fold(
  before: Frozen | undefined,
  { move, plan, settled, trigger }: Run,
  { at, event, incident }: Pick<JournalEntry, 'at' | 'event' | 'incident'>,
): Frozen | undefined {
  if (move.kind === 'thaw') {
    if (event.kind !== 'incident-closed' || !before) return before
    return event.outcome === 'done' ? undefined : { ...before, thawTriedAt: at }
  }
  if (event.kind === 'plan-accepted') {
    const begun = before ?? { region: move.region, since: at, byItself: trigger.kind !== 'operator' }
    const of = trigger.kind === 'impairment' ? { of: trigger.of } : {}
    return { ...begun, ...of, incident, triedAt: at, pending: (event.plan.leftOut ?? []).reduce(added, []) }
  }
  if (!before || !plan) return before
  const missed =
    event.kind === 'step-failed'
      ? plan.steps.filter(({ id }) => id === event.step).map((step) => unmade(step, event.because))
      : event.kind === 'incident-closed'
        ? plan.steps.filter(({ id }) => !settled.has(id)).map((step) => unmade(step, 'it was not begun, or cut off'))
        : []
  return { ...before, pending: [...before.pending, ...missed] }
}

/** Every objection to a resource's only way stands for the one resource, and the first is its reason. */
function added(pending: readonly Pending[], { detail, plane, step }: Objection): readonly Pending[] {
  const resource = step.replace(/\.frozen$/, '')
  const known = pending.find((each) => each.resource === resource)
  const planes = [...(known?.planes ?? []), ...(plane ? [plane] : [])]
  const others = pending.filter((each) => each !== known)
  return [...others, { resource, because: known?.because ?? detail, planes }]
}

const unmade = ({ action, needs }: Step, because: string): Pending => ({
  ...{ resource: action.resource, because, planes: needs },
})
