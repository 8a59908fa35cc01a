/** The fold from what was judged, what the journal says and who leads to a `StatusDocument`. Pure. */
import type { Tick } from '../controller/tick.js'
import { describeMove } from '../model/move.js'
import { dueAt } from '../rehearse/due.js'
import { type Incident, incidents } from '../report/incident.js'
import type { DecisionStatus, IncidentSummary, RehearsalStatus, StatusDocument } from './status-document.js'
import { regionStatus, type Standpoint } from './status-places.js'
import { verdictOf } from './verdict.js'

/** Where things stand. */
export function statusOf(from: Standpoint): StatusDocument {
  const { at, entries, leader, nextLookAt, outlooks, policy, tick } = from
  const all = incidents(entries)
  const incident = all.findLast(({ closedAt }) => closedAt === undefined)
  const last = all.findLast(({ closedAt }) => closedAt !== undefined)
  const came = all.flatMap(({ foretold }) => foretold?.time?.is ?? [])
  const { active, left } = tick.situation.standing
  const { frozen } = tick.situation
  const regions = policy.regions.map((region) => regionStatus(from, region))
  const decision = decisionStatus(tick)
  return {
    ...{ version: 1, app: policy.app, at },
    verdict: verdictOf({ regions, active, left, decision, ...(incident ? { incident } : {}) }),
    ...(frozen.length > 0 ? { frozen } : {}),
    ...{ active, left, regions, decision, lookedAt: tick.situation.now },
    resources: tick.memory.inspections.map(({ at: seenAt, resource: name, type, ...seen }) => ({
      ...{ name, type, seenAt },
      ...(seen.active ? { active: seen.active } : {}),
    })),
    ...(nextLookAt === undefined ? {} : { nextLookAt }),
    ...(leader ? { leader } : {}),
    ...(incident ? { incident } : {}),
    ...(last ? { last: summaryOf(last) } : {}),
    objectives: policy.report.objectives,
    ...(outlooks ? { outlooks } : {}),
    ...(came.length > 0 ? { foretold: { held: came.filter((is) => is === 'within').length, of: came.length } } : {}),
    automatic: policy.decide.automatic,
    ...(from.gameDay ? { gameDay: from.gameDay } : {}),
    ...(policy.drills.length > 0 ? { rehearsals: rehearsalStatus(from) } : {}),
  }
}

const rehearsalStatus = ({ at, policy, rehearsals = [] }: Standpoint): readonly RehearsalStatus[] =>
  policy.drills.map((drill): RehearsalStatus => {
    const last = rehearsals.findLast((each) => each.drill === drill.name)
    return { drill: drill.name, to: drill.to, dueAt: dueAt(drill, rehearsals, at), ...(last ? { last } : {}) }
  })

function decisionStatus({ decision, objections, plan }: Tick): DecisionStatus {
  const { because, considered, kind } = decision
  return {
    ...{ kind, because, considered },
    ...(decision.kind === 'hold' ? { reason: decision.reason } : { move: decision.move }),
    ...(plan ? { plan: plan.hash } : {}),
    ...(objections ? { objections: objections.map(({ detail }) => detail) } : {}),
  }
}

/** An incident in a line of a list. */
export function summaryOf({
  because,
  closedAt,
  id,
  move,
  openedAt,
  recovery,
  severity,
  state,
}: Incident): IncidentSummary {
  return {
    ...{ id, state, because, openedAt, severity, move: describeMove(move) },
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(recovery.timeMs === undefined ? {} : { recoveryTimeMs: recovery.timeMs }),
  }
}
