/** The ways to move an RDS writer, as plain data, from what was kept of every region. Pure. */
import type { Region } from '../../../model/place.js'
import type { End, EndOf, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { fenceTactics, liftPlanes, liftsFor } from '../fences/fences.js'
import { controlOf, dataOf } from '../places.js'
import { type Backup, restoreTactic } from './rds-backup.js'
import { type Instance, keptInstance } from './rds-instance.js'
import type { Settings } from './rds-replica.js'
import { shapeFor } from './rds-shape.js'

/** Names of the facts that tactics rest on. */
export const instanceFact = (at: Region): string => `DB instance in ${at}`
export const replicaFact = (at: Region): string => `replica in ${at}`
export const idleFact = (at: Region): string => `no backup under way in ${at}`
export const noReplicaFact = (at: Region): string => `no replica lives in ${at}`
export const versionsFact = (at: Region): string => `engine version in ${at}`
export const keyFact = (at: Region): string => `key in ${at}`
export const ONE_WRITER = 'one writer'

export const instanceKey = (at: Region): string => `instance-${at}`
export const nextKey = (at: Region): string => `next-${at}`
export const backupKey = (at: Region): string => `backup-${at}`

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** What tactics are drawn for. */
export interface Drawing {
  readonly resource: string
  /** How our tag names the resource: `APP/RESOURCE`. */
  readonly owner: string
  readonly policy: Settings
}

/** The tactics of the resource for `end`, best first. */
export function rdsReplicaTactics(drawing: Drawing, end: End, seen: Inspection): readonly Tactic[] {
  switch (end.kind) {
    case 'replica':
      return [replica(drawing, end, seen)]
    case 'fenced':
      return fenceTactics(drawing.resource, drawing.policy.fence, end, seen, 'rds')
    case 'caught-up':
      return [catchUp(drawing, end, seen)]
    case 'writer':
      // A restore loses what the backup does not have: nothing for a move that is to lose nothing.
      return [promote(drawing, end, seen), ...(end.planned ? [] : restoreTactics(drawing, end.at, seen))]
    default:
      return []
  }
}

/** The instance that counts in a region; the policy's own name for it while none was seen. */
const idIn = ({ policy }: Drawing, at: Region, seen: Inspection): string =>
  kept(at, seen)?.id ?? policy.instance[at]?.toLowerCase() ?? ''

const kept = (at: Region, { state }: Inspection): Instance | undefined => keptInstance(state[instanceKey(at)])

/**
 * Before the writer moves its replica must stand; after that it is enough to have ordered one, since users are served
 * already. A replica that is there is looked at again, and is to follow the instance that is the writer by then.
 */
function replica(drawing: Drawing, { at, of }: EndOf<'replica'>, seen: Inspection): Tactic {
  const { owner, policy, resource } = drawing
  const [mine, writer] = [kept(at, seen), kept(of, seen)]
  const isAfter = seen.active !== undefined && seen.active !== of
  const source = writer?.arn ?? ''
  const follows = mine?.source !== undefined && mine.source === source
  const next = seen.state[nextKey(at)]
  const instance = follows ? mine.id : typeof next === 'string' ? next : ''
  const buildMs = replicaMs(writer?.sizeGib ?? 0)
  const waits = !isAfter
  const made = waits ? 'rebuild' : 'order'
  const shape = shapeFor(policy.replica[at], mine, writer)
  const data = { at, of, instance, source, owner, shape, waits }
  return {
    name: 'read-replica',
    says: follows
      ? `see that ${instance} in ${at} follows ${idIn(drawing, of, seen)}`
      : `${made} ${resource} in ${at}: ${instance}, a read replica of ${idIn(drawing, of, seen)}; what is there now is kept aside`,
    action: { resource, verb: 'rebuild', with: data },
    // RDS makes it from a snapshot of the writer, on volumes of its own.
    needs: follows ? [controlOf('rds', at)] : [controlOf('rds', at), controlOf('rds', of), controlOf('ebs', at)],
    prerequisites: follows || isAfter ? [instanceFact(of)] : [instanceFact(of), ONE_WRITER, keyFact(at)],
    undo: { kind: 'not-needed' },
    expectedMs: follows || isAfter ? 5 * SECOND_MS : buildMs,
    deadlineMs: follows || isAfter ? 2 * MINUTE_MS : buildMs * 3,
    onFailure: isAfter ? 'carry-on' : 'halt',
  }
}

/**
 * Half an hour, and twenty seconds for each GiB: a snapshot copied at some 50 MB a second and a volume filled from it.
 * Ours, on the safe side; AWS gives no figure. ms.
 */
export const replicaMs = (sizeGib: number): number => 30 * MINUTE_MS + sizeGib * 20 * SECOND_MS

/**
 * What moves to `at`: the instance that counts there, or, where a planned move has to build a replica first, the one it
 * builds; what stands there now does not matter then.
 */
function standbyIn(
  drawing: Drawing,
  { at, from, planned }: { readonly at: Region; readonly from: Region; readonly planned: boolean },
  seen: Inspection,
): { readonly instance: string; readonly isBuilt: boolean } {
  const mine = kept(at, seen)
  const follows = mine?.source !== undefined && mine.source === kept(from, seen)?.arn
  const next = seen.state[nextKey(at)]
  return planned && !follows && typeof next === 'string'
    ? { instance: next, isBuilt: true }
    : { instance: idIn(drawing, at, seen), isBuilt: false }
}

function catchUp(drawing: Drawing, { at, of, planned }: EndOf<'caught-up'>, seen: Inspection): Tactic {
  const { instance, isBuilt } = standbyIn(drawing, { at, from: of, planned }, seen)
  const patience = planned
    ? ({ expectedMs: 3 * MINUTE_MS, deadlineMs: 15 * MINUTE_MS, onFailure: 'halt' } as const)
    : ({ expectedMs: 2 * SECOND_MS, deadlineMs: 5 * SECOND_MS, onFailure: 'carry-on' } as const)
  return {
    name: 'replica-lag',
    says: `wait until ReplicaLag of ${instance} in ${at} is 0, measured after the fence`,
    action: { resource: drawing.resource, verb: 'catch-up', with: { at, of, instance } },
    needs: [controlOf('rds', at), dataOf('cloudwatch', at)],
    prerequisites: isBuilt ? [] : [replicaFact(at)],
    undo: { kind: 'not-needed' },
    ...patience,
  }
}

function promote(drawing: Drawing, end: EndOf<'writer'>, seen: Inspection): Tactic {
  const { owner, policy, resource } = drawing
  const { at, from, planned } = end
  const { instance, isBuilt } = standbyIn(drawing, end, seen)
  const ready = planned ? [replicaFact(at), idleFact(at), versionsFact(at)] : [replicaFact(at), idleFact(at)]
  return {
    name: 'promote',
    says: `promote ${instance} in ${at} (PromoteReadReplica: reboots, and cannot be taken back)`,
    action: {
      ...{ resource, verb: 'promote' },
      with: {
        ...{ at, from, instance, owner, retentionDays: policy.backup_retention_days },
        lifts: liftsFor(resource, policy.fence, at, seen),
      },
    },
    needs: [controlOf('rds', at), ...liftPlanes(resource, policy.fence, at, seen, 'rds')],
    prerequisites: isBuilt ? [] : ready,
    undo: { kind: 'impossible' },
    ...{ expectedMs: 5 * MINUTE_MS, deadlineMs: 40 * MINUTE_MS, onFailure: 'halt' },
  }
}

/** Only where no replica lives. */
export function restoreTactics(
  { owner, policy, resource }: Drawing,
  at: Region,
  seen: Inspection,
  prerequisites: readonly string[] = [],
): readonly Tactic[] {
  const arn = policy.automated_backup[at]
  if (arn === undefined) return []
  const found = seen.state[backupKey(at)]
  const backup = (
    typeof found === 'object' && found !== null ? found : { arn, status: 'unknown', sizeGib: 0 }
  ) as Backup
  const next = seen.state[nextKey(at)]
  // The first of the line where none stands there yet.
  const isFree = seen.facts[instanceFact(at)]?.is === 'unmet' && kept(at, seen) === undefined
  const first = policy.instance[at]?.toLowerCase() ?? ''
  return [
    restoreTactic({
      ...{ resource, at, owner, backup },
      instance: !isFree && typeof next === 'string' ? next : first,
      shape: shapeFor(policy.replica[at], kept(at, seen), undefined),
      retentionDays: policy.backup_retention_days,
      lifts: liftsFor(resource, policy.fence, at, seen),
      prerequisites: [noReplicaFact(at), ...prerequisites],
    }),
  ]
}
