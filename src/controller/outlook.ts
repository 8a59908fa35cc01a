/**
 * What a failover to each other region would be, as things stand; and the same move drawn again with something gone. It is
 * the planner of the day that says what a plan survives, by what was seen on a calm one (law 13).
 */
import type { Controller, Outlook } from '../audit/facts.js'
import { type Loss, lossesFor } from '../audit/losses.js'
import { without } from '../audit/survives.js'
import type { LagHistory } from '../forecast/lags.js'
import type { Assessment } from '../model/health.js'
import type { JournalEntry } from '../model/journal.js'
import type { Region, Subject } from '../model/place.js'
import type { Inspection } from '../model/resource.js'
import type { World } from '../model/world.js'
import type { Draft } from '../plan/draft.js'
import type { Policy } from '../policy/policy.js'
import { prospectsIn } from './foretell.js'
import { planFor } from './tick.js'

/** What was seen, and what is known from before. */
export interface OutlookGrounds {
  readonly inspections: readonly Inspection[]
  readonly controller: Controller
  readonly active: Region
  /** The whole journal of the app. */
  readonly entries: readonly JournalEntry[]
  readonly lags: LagHistory
}

/** One for each region that the app does not stand in. Asks nobody. */
export function outlooksOf(
  world: World,
  policy: Policy,
  { active, controller, entries, inspections, lags }: OutlookGrounds,
): readonly Outlook[] {
  const now = world.clock.now()
  const drawn = (move: Outlook['move'], gone: readonly Subject[]): Draft => {
    const assessments = gone.map((of): Assessment => ({ of, measured: { kind: 'impaired', since: now }, tallies: [] }))
    return planFor(world, { assessments, frozen: [], now, policy }, inspections, { move })
  }
  const moves = policy.regions.flatMap(({ region: to }): readonly Outlook['move'][] =>
    to === active ? [] : [{ kind: 'failover', from: active, to }],
  )
  const calm = moves.map((move) => ({ move, draft: drawn(move, []) }))
  const losses: readonly Loss[] = lossesFor(policy, plansIn(calm))
  return calm.map(({ draft, move }) => {
    const plan =
      draft.is === 'plan'
        ? { plan: draft.plan, prospects: prospectsIn({ plan: draft.plan, policy, entries, lags, now }) }
        : {}
    return {
      ...{ move, ...plan, objections: draft.is === 'refused' ? draft.objections : [] },
      without: losses.map((loss) => without(loss, { move, ...plan }, drawn(move, loss.takes), controller)),
    }
  })
}

const plansIn = (calm: readonly { readonly draft: Draft }[]) =>
  calm.flatMap(({ draft }) => (draft.is === 'plan' ? [draft.plan] : []))
