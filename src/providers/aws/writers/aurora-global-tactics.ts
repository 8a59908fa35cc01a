/**
 * The ways to move the writer of a global database, as plain data.
 *
 * A switchover does its own fencing and catching up: Aurora stops writes at the primary, waits until the secondary has
 * all, and exchanges the roles. So the fence of a planned move is to see that it can. A failover only tries to stop writes
 * (AWS calls it best effort), so the policy's own fences come first, and relying on AWS alone wants the policy's leave.
 */
import type { Plane, Region } from '../../../model/place.js'
import type { Action, End, EndOf, Json, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { answersFact } from '../driver-context.js'
import type { Fence } from '../fences/fence-settings.js'
import { fenceTactics, liftsFor } from '../fences/fences.js'
import { controlOf, dataOf } from '../places.js'

/** Names of the facts that tactics rest on. */
export const clusterFact = (at: Region): string => `cluster in ${at}`
export const AVAILABLE = 'global database available'
export const SAME_VERSION = 'same engine version'
export const LOSS_ALLOWED = 'data loss allowed'

export const VERBS = {
  /** Sees that AWS can move the writer, fencing the old one as it does. */
  seeMovable: 'see-movable',
  switchOver: 'switch-over',
  failOver: 'fail-over',
  /** Waits until a cluster follows the writer; AWS makes it so. */
  seeFollowing: 'see-following',
} as const

/** The tactics of the resource for `end`, best first, from what was seen of it. */
export function auroraTactics(
  resource: string,
  fences: readonly Fence[],
  end: End,
  seen: Inspection,
): readonly Tactic[] {
  switch (end.kind) {
    case 'fenced': {
      if (end.planned) return [switchoverFences(resource, end, seen)]
      const named = fences.length > 0 ? fenceTactics(resource, fences, end, seen, 'aurora') : []
      return [...named, failoverFences(resource, end, seen)]
    }
    case 'writer':
      return [end.planned ? switchOver(resource, fences, end, seen) : failOver(resource, fences, end, seen)]
    case 'replica':
      return [follows(resource, end, seen)]
    default:
      return []
  }
}

/** An ARN from a calm day; none where it was never seen, and then a fact of the inspection objects. */
function arnOf({ state: { arns } }: Inspection, at: Region): string {
  const found =
    typeof arns === 'object' && arns !== null && !Array.isArray(arns)
      ? (arns as { [key: string]: Json })[at]
      : undefined
  return typeof found === 'string' ? found : ''
}

const action = (resource: string, verb: string, data: Action['with']): Action => ({ resource, verb, with: data })

function switchoverFences(resource: string, { at, successor }: EndOf<'fenced'>, seen: Inspection): Tactic {
  return {
    name: 'switchover-fences',
    says: `see that ${resource} can switch over: Aurora itself stops writes in ${at} before ${successor} takes over`,
    action: action(resource, VERBS.seeMovable, { ask: at, to: successor, arn: arnOf(seen, successor), whole: true }),
    needs: [controlOf('rds', at)],
    prerequisites: planned(at, successor),
    undo: { kind: 'not-needed' },
    ...{ expectedMs: 500, deadlineMs: 30_000, onFailure: 'halt' },
  }
}

function failoverFences(resource: string, { at, successor }: EndOf<'fenced'>, seen: Inspection): Tactic {
  return {
    name: 'failover-fences',
    says: `leave the fence of ${resource} in ${at} to the failover, by which Aurora tries to stop writes there (best effort)`,
    action: action(resource, VERBS.seeMovable, {
      ask: successor,
      to: successor,
      arn: arnOf(seen, successor),
      whole: false,
    }),
    needs: [controlOf('rds', successor)],
    prerequisites: [clusterFact(successor)],
    undo: { kind: 'not-needed' },
    ...{ expectedMs: 500, deadlineMs: 10_000, onFailure: 'halt', leave: 'unreachable_writer' },
  }
}

const planned = (from: Region, to: Region): readonly string[] => [
  ...[AVAILABLE, SAME_VERSION, clusterFact(from), clusterFact(to)],
  answersFact(controlOf('rds', from)),
]

/** Asked of the primary's region, as AWS wants it; taken back by a switchover the other way. */
function switchOver(
  resource: string,
  fences: readonly Fence[],
  { at, from }: EndOf<'writer'>,
  seen: Inspection,
): Tactic {
  const to = (target: Region, source: Region): Action =>
    action(resource, VERBS.switchOver, {
      ...{ ask: source, to: target, arn: arnOf(seen, target) },
      lifts: liftsFor(resource, fences, target, seen),
    })
  return {
    name: 'switchover',
    says: `switch ${resource} over to ${at} (SwitchoverGlobalCluster, asked of ${from}; loses nothing)`,
    action: to(at, from),
    needs: moving(at, from),
    prerequisites: planned(from, at),
    undo: { kind: 'action', action: to(from, at) },
    ...{ expectedMs: 120_000, deadlineMs: 15 * 60_000, onFailure: 'halt' },
  }
}

/** Asked of the secondary's region, so that the one that fails is not needed. */
function failOver(resource: string, fences: readonly Fence[], { at, from }: EndOf<'writer'>, seen: Inspection): Tactic {
  return {
    name: 'failover',
    says: `fail ${resource} over to ${at}, losing what ${from} had not replicated (FailoverGlobalCluster with AllowDataLoss)`,
    action: action(resource, VERBS.failOver, {
      ...{ ask: at, to: at, arn: arnOf(seen, at) },
      lifts: liftsFor(resource, fences, at, seen),
    }),
    needs: [controlOf('rds', at), dataOf('aurora', at)],
    prerequisites: [LOSS_ALLOWED, SAME_VERSION, clusterFact(at)],
    undo: { kind: 'impossible' },
    ...{ expectedMs: 180_000, deadlineMs: 20 * 60_000, onFailure: 'halt' },
  }
}

const moving = (at: Region, from: Region): readonly Plane[] => [
  ...[controlOf('rds', from), controlOf('rds', at)],
  ...[dataOf('aurora', from), dataOf('aurora', at)],
]

/**
 * AWS makes the old writer a secondary: at once in a switchover; after a failover when its region is well again, from a
 * new volume, which takes minutes to hours.
 */
function follows(resource: string, { at, of }: EndOf<'replica'>, { active, state }: Inspection): Tactic {
  const isAfter = active !== undefined && active !== of
  const isSo = !isAfter && Array.isArray(state.following) && state.following.includes(at)
  return {
    name: 'aws-rejoins',
    says: isSo
      ? `see that ${resource} in ${at} follows ${of}`
      : `wait until AWS has made ${resource} in ${at} follow ${of}`,
    action: action(resource, VERBS.seeFollowing, { ask: of, at, of }),
    needs: [controlOf('rds', of)],
    prerequisites: isAfter ? [] : [AVAILABLE],
    undo: { kind: 'not-needed' },
    ...{
      expectedMs: isSo ? 500 : 5_000,
      deadlineMs: isSo ? 60_000 : 60 * 60_000,
      onFailure: isAfter ? 'carry-on' : 'halt',
    },
  }
}
