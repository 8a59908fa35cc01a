/** The ways to move a self-run PostgreSQL's writer, as plain data: what each needs, and whether it can be taken back. */
import type { Region } from '../../../model/place.js'
import type { Action, End, EndOf, Json, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import type { Fence } from '../fences/fence-settings.js'
import { fenceTactics, liftsFor } from '../fences/fences.js'
import { dataOf } from '../places.js'

/** Names of the facts that tactics rest on. */
export const databaseFact = (at: Region): string => `database in ${at}`
export const replicaFact = (at: Region): string => `replica in ${at}`
export const ONE_WRITER = 'one writer'

export const VERBS = {
  catchUp: 'catch-up',
  promote: 'promote',
  /** Waits until a database streams from the writer; whoever runs it makes it so. */
  seeStreaming: 'see-streaming',
} as const

/** The tactics of the resource for `end`, best first, from what was seen of it. */
export function postgresTactics(
  resource: string,
  fences: readonly Fence[],
  end: End,
  seen: Inspection,
): readonly Tactic[] {
  switch (end.kind) {
    case 'replica':
      return [streams(resource, end, seen)]
    case 'fenced':
      return fenceTactics(resource, fences, end, seen, 'postgres')
    case 'caught-up':
      return [catchUp(resource, end)]
    case 'writer':
      return [promote(resource, fences, end, seen)]
    default:
      return []
  }
}

const action = (resource: string, verb: string, data: Action['with']): Action => ({ resource, verb, with: data })

function catchUp(resource: string, { at, of, planned }: EndOf<'caught-up'>): Tactic {
  return {
    name: 'wait',
    says: `wait until ${resource} in ${at} has all that ${of} acknowledged`,
    action: action(resource, VERBS.catchUp, { at, of }),
    needs: [dataOf('postgres', at), dataOf('postgres', of)],
    prerequisites: [databaseFact(of)],
    undo: { kind: 'not-needed' },
    ...(planned
      ? { expectedMs: 1_000, deadlineMs: 60_000, onFailure: 'halt' }
      : { expectedMs: 1_000, deadlineMs: 3_000, onFailure: 'carry-on' }),
  }
}

/** Leans on nothing but the replica itself. */
function promote(resource: string, fences: readonly Fence[], { at, from }: EndOf<'writer'>, seen: Inspection): Tactic {
  return {
    name: 'promote',
    says: `promote ${resource} in ${at} (pg_promote)`,
    action: action(resource, VERBS.promote, {
      ...{ at, from, timeline: timelineOf(seen, at) },
      lifts: liftsFor(resource, fences, at, seen),
    }),
    needs: [dataOf('postgres', at)],
    prerequisites: [replicaFact(at)],
    undo: { kind: 'impossible' },
    ...{ expectedMs: 3_000, deadlineMs: 120_000, onFailure: 'halt' },
  }
}

/** The timeline that the replica followed when it was seen; a promotion starts the next one. */
function timelineOf({ state: { timelines } }: Inspection, at: Region): number {
  const found =
    typeof timelines === 'object' ? (timelines as { readonly [region: string]: Json } | null)?.[at] : undefined
  return typeof found === 'number' ? found : 0
}

/**
 * SQL cannot turn an old writer into a replica: that takes pg_rewind or pg_basebackup on its host. So this waits for it,
 * and says so. Before a writer moves it must hold; behind one that has moved, users are served already.
 */
function streams(resource: string, { at, of }: EndOf<'replica'>, { active, state }: Inspection): Tactic {
  const isAfter = active !== undefined && active !== of
  const isSo = !isAfter && Array.isArray(state.streaming) && state.streaming.includes(at)
  return {
    name: 'verify-only',
    says: isSo
      ? `see that ${resource} in ${at} streams from ${of}`
      : `wait until ${resource} in ${at} streams from ${of}: someone has to run pg_rewind or pg_basebackup there`,
    action: action(resource, VERBS.seeStreaming, { at, of }),
    needs: [dataOf('postgres', at), dataOf('postgres', of)],
    prerequisites: isAfter ? [] : [databaseFact(at), databaseFact(of), ONE_WRITER],
    undo: { kind: 'not-needed' },
    ...(isAfter
      ? { expectedMs: 5_000, deadlineMs: 30_000, onFailure: 'carry-on' }
      : { expectedMs: 1_000, deadlineMs: isSo ? 30_000 : 60 * 60_000, onFailure: 'halt' }),
  }
}
