/** What the controller remembers from one tick to the next. Everything an incident needs is in the journal instead. */

import type { Standing } from '../decide/situation.js'
import type { LagHistory } from '../forecast/lags.js'
import type { Assessment } from '../model/health.js'
import { invariant } from '../model/invariant.js'
import type { JournalEntry } from '../model/journal.js'
import { targetOf } from '../model/move.js'
import type { Region } from '../model/place.js'
import { isZoneId } from '../model/place.js'
import type { Inspection } from '../model/resource.js'
import type { Policy } from '../policy/policy.js'

export interface Memory {
  readonly assessments: readonly Assessment[]
  readonly inspections: readonly Inspection[]
  /** What was seen of the lag of every replica, by the hour. */
  readonly lags?: LagHistory
  /** Quick looks made in the present burst. */
  readonly burst: number
}

export const blank: Memory = { assessments: [], inspections: [], burst: 0 }

/**
 * Where the app stands: where its resources are seen to be, unless that was seen before the last move ended; else where
 * the last finished move brought it; failing that, its primary.
 */
export function standingOf(
  policy: Policy,
  inspections: readonly Inspection[],
  entries: readonly JournalEntry[],
): Standing {
  const last = lastMove(entries)
  const isNews = ({ at, placedAt = at }: Inspection): boolean => last === undefined || placedAt >= last.endedAt
  const current = inspections.filter(isNews)
  const placed = current.find(({ active, left }) => active !== undefined && left !== undefined)
  const active = placed?.active ?? last?.target ?? primary(policy)
  const zones = policy.regions.find(({ region }) => region === active)?.zones ?? []
  // What knows only zones (a load balancer, a zonal shift) tells what has left them, whoever tells the region.
  const left = new Set(current.flatMap((seen) => seen.left ?? []).filter(isZoneId))
  return { active, left: zones.filter((zone) => left.has(zone)) }
}

/** Of the moves that were finished, the last one that changed region: where it led, and when it ended. */
function lastMove(entries: readonly JournalEntry[]): { readonly target: Region; readonly endedAt: number } | undefined {
  const ended = new Map(
    entries.flatMap(({ at, event, incident }): [string, number][] =>
      event.kind === 'incident-closed' && event.outcome === 'recovered' ? [[incident, at]] : [],
    ),
  )
  const moves = entries.flatMap(({ event, incident }) => {
    const endedAt = ended.get(incident)
    const target = event.kind === 'incident-opened' ? targetOf(event.move) : undefined
    return target === undefined || endedAt === undefined ? [] : [{ target, endedAt }]
  })
  return moves.at(-1)
}

function primary({ regions }: Policy): Region {
  const home = regions.find(({ role }) => role === 'primary') ?? regions[0]
  invariant(home, 'a policy has at least one region')
  return home.region
}
