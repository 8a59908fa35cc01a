/**
 * Forecasts as the controller makes them: of a move that was decided, which goes on record with its plan, and of the
 * failover to each standby, were its region to be lost now.
 */
import { rankStandbys } from '../decide/rank.js'
import { forecast, type Grounds } from '../forecast/forecast.js'
import { lossProspect, timeProspect } from '../forecast/prospect.js'
import type { Forecast, Prospects } from '../model/forecast.js'
import type { JournalEntry } from '../model/journal.js'
import type { Move } from '../model/move.js'
import type { Region } from '../model/place.js'
import type { Plan } from '../model/plan.js'
import type { World } from '../model/world.js'
import { planFor, type Tick } from './tick.js'

/** What is expected of a move that was decided at `now`, counted from the first bad sample, or from the order. */
export function foretoldOf(found: Tick, plan: Plan, entries: readonly JournalEntry[], now: number): Forecast {
  const { decision, memory } = found
  const trigger = decision.kind === 'act' ? decision.trigger : undefined
  const at = groundsOf(found, plan, entries, now)
  if (trigger?.kind !== 'impairment') return forecast({ ...at, begun: { decidedMs: 0 } })
  const noticedAt = memory.assessments.find(({ of }) => of === trigger.of)?.measured.since
  const since = (instant: number): number => Math.max(0, instant - trigger.firstBadAt)
  const noticed = noticedAt === undefined ? {} : { noticedMs: since(noticedAt) }
  return forecast({ ...at, begun: { ...noticed, decidedMs: since(now) } })
}

const groundsOf = (
  { memory: { lags = [] }, situation: { policy } }: Tick,
  plan: Plan,
  entries: Grounds['entries'],
  now: number,
): Grounds => ({
  ...{ plan, policy, entries, lags, now },
})

/** What is foretold of `plan`, were it begun by itself on a day to come, against the policy's objectives. */
export const prospectsOf = (found: Tick, plan: Plan, entries: readonly JournalEntry[]): Prospects =>
  prospectsIn(groundsOf(found, plan, entries, found.situation.now))

/** The same, from its grounds alone. */
export function prospectsIn(grounds: Omit<Grounds, 'begun'>): Prospects {
  const told = forecast(grounds)
  const { objectives } = grounds.policy.report
  return { forecast: told, time: timeProspect(told, objectives), loss: lossProspect(told.loss, objectives) }
}

/** The failover to one standby as things stand now: what is foretold of it, or what objects to every way of it. */
export type Outlook = { readonly to: Region } & (
  | ({ readonly is: 'foretold' } & Prospects)
  | { readonly is: 'refused'; readonly because: readonly string[] }
)

/** Each standby, the best first. */
export function outlooksOf(world: World, found: Tick, entries: readonly JournalEntry[]): readonly Outlook[] {
  const { memory, situation } = found
  return rankStandbys(situation).map(({ region: to }): Outlook => {
    const move: Move = { kind: 'failover', from: situation.standing.active, to }
    const drawn = planFor(world, situation, memory.inspections, { move })
    if (drawn.is === 'refused') return { to, is: 'refused', because: drawn.objections.map(({ detail }) => detail) }
    return { to, is: 'foretold', ...prospectsOf(found, drawn.plan, entries) }
  })
}
