/** The ways to move a simulated database's writer, as plain data: names, planes, prerequisites and undo as on AWS. */
import type { Region } from '../model/place.js'
import type { Action, End, EndOf, Tactic } from '../model/plan.js'
import type { Inspection } from '../model/resource.js'
import type { Database } from './databases.js'
import { objectIn, textIn } from './settings.js'
import { answersFact, controlOf, dataOf, type SimContext } from './sim-driver.js'
import { fenceTactics, liftPlanes } from './sim-fences.js'
import { IMPOSSIBLE, NOT_NEEDED, tactic, toldIn } from './sim-tactic.js'
import {
  AVAILABLE,
  backupFact,
  idleFact,
  keyFact,
  LOSS_ALLOWED,
  noReplicaFact,
  ONE_WRITER,
  replicaFact,
  SAME_VERSION,
  thereFact,
  versionsFact,
} from './sim-writer-facts.js'

const MINUTE_MS = 60_000

/** The tactics of a database for `end`, best first. */
export function writerTactics(context: SimContext, database: Database, end: End, seen: Inspection): readonly Tactic[] {
  switch (database.engine) {
    case 'rds':
      return rds(context, database, end, seen)
    case 'aurora':
      return aurora(context, database, end, seen)
    case 'postgres':
      return postgres(context, database, end, seen)
    case 'dynamodb':
      return end.kind === 'caught-up' || end.kind === 'replica' ? [seeActive(context, database, end.at)] : []
  }
}

function rds(context: SimContext, database: Database, end: End, seen: Inspection): readonly Tactic[] {
  switch (end.kind) {
    case 'replica':
      return [readReplica(context, database, end, seen)]
    case 'fenced':
      return fenceTactics(context, end, 'rds')
    case 'caught-up':
      return [replicaLag(context, end, seen)]
    case 'writer':
      return [promoteReplica(context, end, seen), ...(end.planned ? [] : restores(context, end.at))]
    default:
      return []
  }
}

function readReplica(context: SimContext, database: Database, { at, of }: EndOf<'replica'>, seen: Inspection): Tactic {
  const { name } = context.resource
  const isAfter = seen.active !== undefined && seen.active !== of
  const follows = toldIn(seen, at)?.follows === of
  const isQuick = follows || isAfter
  return tactic(context, {
    name: 'read-replica',
    says: follows
      ? `see that ${name} in ${at} follows ${of}`
      : `${isAfter ? 'order' : 'rebuild'} ${name} in ${at}, a read replica of ${of}`,
    ...{ verb: 'rebuild', data: { at, of, waits: !isAfter } },
    needs: follows ? [controlOf('rds', at)] : [controlOf('rds', at), controlOf('rds', of), controlOf('ebs', at)],
    prerequisites: isQuick ? [thereFact(database, of)] : [thereFact(database, of), ONE_WRITER, keyFact(at)],
    undo: NOT_NEEDED,
    expectedMs: isQuick ? 5_000 : 60 * MINUTE_MS,
    deadlineMs: isQuick ? 2 * MINUTE_MS : 180 * MINUTE_MS,
    onFailure: isAfter ? 'carry-on' : 'halt',
  })
}

/** A planned move to where no replica follows goes to the one that it builds first; what stands there now does not matter. */
const isBuilt = (planned: boolean, at: Region, of: Region, seen: Inspection): boolean =>
  planned && toldIn(seen, at)?.follows !== of

function replicaLag(context: SimContext, { at, of, planned }: EndOf<'caught-up'>, seen: Inspection): Tactic {
  return tactic(context, {
    name: 'replica-lag',
    says: `wait until ReplicaLag of ${context.resource.name} in ${at} is 0, measured after the fence`,
    ...{ verb: 'catch-up', data: { at, of } },
    needs: [controlOf('rds', at), dataOf('cloudwatch', at)],
    prerequisites: isBuilt(planned, at, of, seen) ? [] : [replicaFact(at)],
    undo: NOT_NEEDED,
    ...(planned
      ? { expectedMs: 3 * MINUTE_MS, deadlineMs: 15 * MINUTE_MS, onFailure: 'halt' as const }
      : { expectedMs: 2_000, deadlineMs: 5_000, onFailure: 'carry-on' as const }),
  })
}

function promoteReplica(context: SimContext, { at, from, planned }: EndOf<'writer'>, seen: Inspection): Tactic {
  const ready = planned ? [replicaFact(at), idleFact(at), versionsFact(at)] : [replicaFact(at), idleFact(at)]
  return tactic(context, {
    name: 'promote',
    says: `promote ${context.resource.name} in ${at} (PromoteReadReplica: reboots, and cannot be taken back)`,
    ...{ verb: 'promote', data: { at, from } },
    needs: [controlOf('rds', at), ...liftPlanes(context, at, toldIn(seen, at)?.fences ?? [], 'rds')],
    prerequisites: isBuilt(planned, at, from, seen) ? [] : ready,
    undo: IMPOSSIBLE,
    ...{ expectedMs: 5 * MINUTE_MS, deadlineMs: 40 * MINUTE_MS },
  })
}

/** Where the policy has a copy of the backups, and only while no replica lives. */
function restores(context: SimContext, at: Region): readonly Tactic[] {
  const { name, settings } = context.resource
  const backup = textIn(objectIn(settings, 'automated_backup'), at)
  if (backup === undefined) return []
  const expectedMs = context.cloud.duration('restore-backup')
  return [
    tactic(context, {
      name: 'restore',
      says: `restore ${name} in ${at} from ${backup}`,
      ...{ verb: 'restore', data: { at, backup } },
      needs: [controlOf('rds', at), controlOf('ebs', at)],
      prerequisites: [backupFact(at), noReplicaFact(at)],
      undo: IMPOSSIBLE,
      ...{ expectedMs, deadlineMs: 3 * expectedMs },
    }),
  ]
}

function aurora(context: SimContext, database: Database, end: End, seen: Inspection): readonly Tactic[] {
  switch (end.kind) {
    case 'replica':
      return [awsRejoins(context, end, seen)]
    case 'fenced': {
      if (end.planned) return [switchoverFences(context, database, end)]
      const named = fenceTactics(context, end, 'aurora')
      // Without a fence of the policy's own there is nothing that could be tried on the writer's return.
      return [...(named.length > 1 ? named : []), failoverFences(context, database, end)]
    }
    case 'writer':
      return [end.planned ? switchOver(context, database, end) : failOver(context, database, end)]
    default:
      return []
  }
}

const planned = (database: Database, from: Region, to: Region): readonly string[] => [
  ...[AVAILABLE, SAME_VERSION, thereFact(database, from), thereFact(database, to)],
  answersFact(controlOf('rds', from)),
]

function switchoverFences(context: SimContext, database: Database, { at, successor }: EndOf<'fenced'>): Tactic {
  return tactic(context, {
    name: 'switchover-fences',
    says: `see that ${context.resource.name} can switch over: Aurora itself stops writes in ${at}`,
    ...{ verb: 'see-movable', data: { ask: at, to: successor, whole: true } },
    needs: [controlOf('rds', at)],
    prerequisites: planned(database, at, successor),
    undo: NOT_NEEDED,
    ...{ expectedMs: 500, deadlineMs: 30_000 },
  })
}

function failoverFences(context: SimContext, database: Database, { at, successor }: EndOf<'fenced'>): Tactic {
  const { name } = context.resource
  const says = `leave the fence of ${name} in ${at} to the failover, by which Aurora tries to stop writes there`
  const seen = tactic(context, {
    ...{ name: 'failover-fences', says, verb: 'see-movable', data: { ask: successor, to: successor, whole: false } },
    needs: [controlOf('rds', successor)],
    prerequisites: [thereFact(database, successor)],
    undo: NOT_NEEDED,
    ...{ expectedMs: 500, deadlineMs: 10_000 },
  })
  return { ...seen, leave: 'unreachable_writer' }
}

function switchOver(context: SimContext, database: Database, { at, from }: EndOf<'writer'>): Tactic {
  const { name } = context.resource
  const to = (target: Region, ask: Region): Action => ({
    resource: name,
    verb: 'switch-over',
    with: { ask, to: target },
  })
  return tactic(context, {
    name: 'switchover',
    says: `switch ${name} over to ${at} (SwitchoverGlobalCluster, asked of ${from}; loses nothing)`,
    ...{ verb: 'switch-over', data: to(at, from).with },
    needs: [controlOf('rds', from), controlOf('rds', at), dataOf('aurora', from), dataOf('aurora', at)],
    prerequisites: planned(database, from, at),
    undo: { kind: 'action', action: to(from, at) },
    ...{ expectedMs: 2 * MINUTE_MS, deadlineMs: 15 * MINUTE_MS },
  })
}

function failOver(context: SimContext, database: Database, { at, from }: EndOf<'writer'>): Tactic {
  return tactic(context, {
    name: 'failover',
    says: `fail ${context.resource.name} over to ${at}, losing what ${from} had not replicated`,
    ...{ verb: 'fail-over', data: { ask: at, to: at } },
    needs: [controlOf('rds', at), dataOf('aurora', at)],
    prerequisites: [LOSS_ALLOWED, SAME_VERSION, thereFact(database, at)],
    undo: IMPOSSIBLE,
    ...{ expectedMs: 3 * MINUTE_MS, deadlineMs: 20 * MINUTE_MS },
  })
}

function awsRejoins(context: SimContext, { at, of }: EndOf<'replica'>, seen: Inspection): Tactic {
  const isAfter = seen.active !== undefined && seen.active !== of
  const isSo = !isAfter && toldIn(seen, at)?.follows === of
  return tactic(context, {
    name: 'aws-rejoins',
    says: `${isSo ? 'see that' : 'wait until'} ${context.resource.name} in ${at} follows ${of}`,
    ...{ verb: 'see-following', data: { ask: of, at, of } },
    needs: [controlOf('rds', of)],
    prerequisites: isAfter ? [] : [AVAILABLE],
    undo: NOT_NEEDED,
    ...{ expectedMs: isSo ? 500 : 5_000, deadlineMs: isSo ? MINUTE_MS : 60 * MINUTE_MS },
    onFailure: isAfter ? 'carry-on' : 'halt',
  })
}

function postgres(context: SimContext, database: Database, end: End, seen: Inspection): readonly Tactic[] {
  const { name } = context.resource
  switch (end.kind) {
    case 'fenced':
      return fenceTactics(context, end, 'postgres')
    case 'caught-up': {
      const { at, of, planned: isPlanned } = end
      return [
        tactic(context, {
          name: 'wait',
          says: `wait until ${name} in ${at} has all that ${of} acknowledged`,
          ...{ verb: 'catch-up', data: { at, of } },
          needs: [dataOf('postgres', at), dataOf('postgres', of)],
          prerequisites: [thereFact(database, of)],
          undo: NOT_NEEDED,
          ...{ expectedMs: 1_000, deadlineMs: isPlanned ? 60_000 : 3_000, onFailure: isPlanned ? 'halt' : 'carry-on' },
        }),
      ]
    }
    case 'writer':
      return [
        tactic(context, {
          ...{ name: 'promote', says: `promote ${name} in ${end.at} (pg_promote)`, verb: 'promote' },
          data: { at: end.at, from: end.from },
          needs: [dataOf('postgres', end.at)],
          prerequisites: [replicaFact(end.at)],
          undo: IMPOSSIBLE,
          ...{ expectedMs: 3_000, deadlineMs: 120_000 },
        }),
      ]
    case 'replica':
      return [streams(context, database, end, seen)]
    default:
      return []
  }
}

function streams(context: SimContext, database: Database, { at, of }: EndOf<'replica'>, seen: Inspection): Tactic {
  const isAfter = seen.active !== undefined && seen.active !== of
  const isSo = !isAfter && toldIn(seen, at)?.follows === of
  return tactic(context, {
    name: 'verify-only',
    says: `${isSo ? 'see that' : 'wait until'} ${context.resource.name} in ${at} streams from ${of}`,
    ...{ verb: 'see-streaming', data: { at, of } },
    needs: [dataOf('postgres', at), dataOf('postgres', of)],
    prerequisites: isAfter ? [] : [thereFact(database, at), thereFact(database, of), ONE_WRITER],
    undo: NOT_NEEDED,
    ...(isAfter
      ? { expectedMs: 5_000, deadlineMs: 30_000, onFailure: 'carry-on' as const }
      : { expectedMs: 1_000, deadlineMs: isSo ? 30_000 : 60 * MINUTE_MS }),
  })
}

function seeActive(context: SimContext, database: Database, at: Region): Tactic {
  return tactic(context, {
    name: 'see-active',
    says: `see that ${context.resource.name} takes writes in ${at} (a global table: nothing to promote, the later write wins)`,
    ...{ verb: 'see-active', data: { at } },
    needs: [controlOf('dynamodb', at), dataOf('dynamodb', at)],
    prerequisites: [thereFact(database, at)],
    undo: NOT_NEEDED,
    ...{ expectedMs: 500, deadlineMs: MINUTE_MS },
  })
}
