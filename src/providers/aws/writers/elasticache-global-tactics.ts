/**
 * The ways to move the primary of a Global Datastore, as plain data. AWS has one call for it, which never waits for what
 * the secondary lacks, so that a planned move wants the same leave to lose as a failover. Where the old primary's region
 * answers, AWS makes it a secondary in the same move; where it does not, nothing keeps it from taking writes but the
 * policy's own fences.
 */
import type { Region } from '../../../model/place.js'
import type { Action, End, EndOf, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { answersFact } from '../driver-context.js'
import type { Fence } from '../fences/fence-settings.js'
import { fenceTactics, liftsFor } from '../fences/fences.js'
import { controlOf } from '../places.js'

/** Names of the facts that tactics rest on. */
export const memberFact = (at: Region): string => `replication group in ${at}`
export const AVAILABLE = 'global datastore available'
export const LOSS_ALLOWED = 'data loss allowed'

export const VERBS = {
  /** Sees that AWS can move the primary, making the old one a secondary as it does. */
  seeMovable: 'see-movable',
  failOver: 'fail-over',
  /** Waits until a replication group follows the primary; AWS makes it so. */
  seeFollowing: 'see-following',
} as const

/** What of the policy the tactics depend on: its fences, and the replication group of each region. */
interface Named {
  readonly fence: readonly Fence[]
  readonly group: { readonly [region: string]: string }
}

/** The tactics of the resource for `end`, best first, from what was seen of it. */
export function cacheTactics(resource: string, named: Named, end: End, seen: Inspection): readonly Tactic[] {
  switch (end.kind) {
    case 'fenced': {
      const own = named.fence.length > 0 ? fenceTactics(resource, named.fence, end, seen) : []
      return end.planned ? [awsFences(resource, end)] : [...own, awsFences(resource, end)]
    }
    case 'writer':
      return [failOver(resource, named, end, seen)]
    case 'replica':
      return [follows(resource, end, seen)]
    default:
      return []
  }
}

const action = (resource: string, verb: string, data: Action['with']): Action => ({ resource, verb, with: data })

function awsFences(resource: string, { at, planned, successor }: EndOf<'fenced'>): Tactic {
  const from = controlOf('elasticache', at)
  return {
    name: 'aws-demotes',
    says: planned
      ? `see that ${resource} can move: AWS makes the group in ${at} a secondary, which takes no writes, as ${successor} takes over`
      : `leave the fence of ${resource} in ${at} to the failover, by which AWS makes it a secondary once it can be reached`,
    action: action(resource, VERBS.seeMovable, { ask: planned ? at : successor, to: successor }),
    needs: planned ? [from] : [controlOf('elasticache', successor)],
    prerequisites: planned ? [AVAILABLE, memberFact(successor), answersFact(from)] : [memberFact(successor)],
    undo: { kind: 'not-needed' },
    ...{ expectedMs: 500, deadlineMs: 10_000, onFailure: 'halt' },
    ...(planned ? {} : { leave: 'unreachable_writer' }),
  }
}

/** Asked of the region that takes over. What was written meanwhile is not brought back by moving back. */
function failOver(
  resource: string,
  { fence, group }: Named,
  { at, from, planned }: EndOf<'writer'>,
  seen: Inspection,
): Tactic {
  const to = (target: Region): Action =>
    action(resource, VERBS.failOver, {
      ...{ to: target, group: group[target] ?? '' },
      lifts: liftsFor(resource, fence, target, seen),
    })
  const both = planned ? [controlOf('elasticache', from), controlOf('elasticache', at)] : [controlOf('elasticache', at)]
  return {
    name: 'failover',
    says: `make ${resource} in ${at} the primary, losing what it lacks by then (FailoverGlobalReplicationGroup)`,
    action: to(at),
    needs: both,
    prerequisites: planned ? [LOSS_ALLOWED, AVAILABLE, memberFact(at)] : [LOSS_ALLOWED, memberFact(at)],
    undo: planned ? { kind: 'action', action: to(from) } : { kind: 'impossible' },
    // AWS promises a promotion in less than a minute.
    ...{ expectedMs: 60_000, deadlineMs: 10 * 60_000, onFailure: 'halt' },
  }
}

/** AWS makes all other groups secondaries of the new primary by itself. */
function follows(resource: string, { at, of }: EndOf<'replica'>, { active, state }: Inspection): Tactic {
  const isAfter = active !== undefined && active !== of
  const isSo = !isAfter && Array.isArray(state.following) && state.following.includes(at)
  return {
    name: 'aws-rejoins',
    says: isSo
      ? `see that ${resource} in ${at} follows ${of}`
      : `wait until AWS has made ${resource} in ${at} a secondary of ${of}`,
    action: action(resource, VERBS.seeFollowing, { ask: of, at, of }),
    needs: [controlOf('elasticache', of)],
    prerequisites: isAfter ? [] : [AVAILABLE],
    undo: { kind: 'not-needed' },
    ...{
      expectedMs: isSo ? 500 : 60_000,
      deadlineMs: isSo ? 60_000 : 30 * 60_000,
      onFailure: isAfter ? 'carry-on' : 'halt',
    },
  }
}
