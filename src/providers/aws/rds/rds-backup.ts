/**
 * Restoring from automated backups that RDS keeps copied to another region: the last tactic (law 9), for when no replica
 * lives. It needs nothing of the region that is lost, and launches new volumes where it restores. What was written after
 * the last restorable time, commonly some minutes ago, is lost
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.PiTR.html).
 */
import { DescribeDBInstanceAutomatedBackupsCommand, RestoreDBInstanceToPointInTimeCommand } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import type { Reading } from '../../../model/health.js'
import { type Region, region } from '../../../model/place.js'
import type { Action, Json, Tactic } from '../../../model/plan.js'
import type { Fact } from '../../../model/resource.js'
import { formatMs } from '../../../model/units.js'
import {
  type Act,
  type Acts,
  type Asked,
  type AwsContext,
  numberIn,
  targetIn,
  textIn,
  unseenFact,
} from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'
import { liftAll } from '../fences/fence-lift.js'
import { controlOf } from '../places.js'
import { EPOCH_TAG, type Instance, OWNER_TAG } from './rds-instance.js'
import { instanceAt } from './rds-look.js'
import { shapeIn } from './rds-shape.js'
import { SERVES, servesAlone, until } from './rds-wait.js'

/** Name of the fact that there is a backup in `at` to restore from. */
export const backupFact = (at: Region): string => `backup in ${at}`
const ASK_MS = 2_500
const CREATE_MS = 20_000
const MINUTE_MS = 60_000

/** A replicated backup as plain data; times in ms since the epoch. A type, since an interface is no `Json`. */
export type Backup = {
  readonly arn: string
  readonly status: string
  readonly sizeGib: number
  readonly latest?: number
}

/** The backup with this ARN, as its own region tells. */
export async function backupIn(
  { aws }: AwsContext,
  role: Roles,
  at: Region,
  arn: string,
  signal: AbortSignal,
): Promise<Backup> {
  const command = new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceAutomatedBackupsArn: arn })
  const { DBInstanceAutomatedBackups = [] } = await aws.call('rds', targetIn(at, role), command, signal, ASK_MS)
  const [found] = DBInstanceAutomatedBackups
  if (!found) throw new OperatingError('not-found', `there is no automated backup ${arn} in ${at}`)
  const latest = found.RestoreWindow?.LatestTime?.getTime()
  return {
    ...{ arn, status: found.Status ?? 'unknown', sizeGib: found.AllocatedStorage ?? 0 },
    ...(latest === undefined ? {} : { latest }),
  }
}

/** Whether something can be restored from it. */
export function backupMet(found: Asked<Backup>): Fact {
  if (found.is === 'none') return unseenFact(found)
  const { arn, latest, status } = found.answer
  if (latest === undefined) return { is: 'unmet', because: `${arn} is ${status} and has no restorable time yet` }
  return { is: 'met', because: `${arn} is ${status}, restorable up to ${new Date(latest).toISOString()}` }
}

/** What a restore would lose now; ms. */
export function backupLag(found: Asked<Backup>, now: number): Reading {
  if (found.is === 'none') return { is: 'unknown', because: found.because }
  const { arn, latest } = found.answer
  if (latest === undefined) return { is: 'unknown', because: `${arn} has no restorable time yet` }
  return { is: 'known', value: Math.max(0, now - latest) }
}

/**
 * Twenty minutes, and twelve seconds for each GiB: a volume of that size filled at some 85 MB a second, and the logs since
 * the last snapshot played. Ours, on the safe side; AWS gives no figure. ms.
 */
export const restoreMs = (sizeGib: number): number => 20 * MINUTE_MS + sizeGib * 12_000

interface Restore {
  readonly resource: string
  readonly at: Region
  readonly instance: string
  readonly owner: string
  readonly backup: Backup
  readonly shape: { readonly [key: string]: Json }
  readonly retentionDays: number
  readonly lifts: readonly Json[]
  readonly prerequisites: readonly string[]
}

/** The tactic. It launches volumes, so that a policy which avoids block storage takes it last. */
export function restoreTactic({ backup, prerequisites, resource, ...data }: Restore): Tactic {
  const expectedMs = restoreMs(backup.sizeGib)
  const action: Action = { resource, verb: 'restore', with: { ...data, backup: backup.arn } }
  return {
    name: 'restore',
    says: `restore ${data.instance} in ${data.at} from ${backup.arn} (${backup.sizeGib} GiB, about ${formatMs(expectedMs)})`,
    action,
    needs: [controlOf('rds', data.at), controlOf('ebs', data.at)],
    prerequisites: [backupFact(data.at), ...prerequisites],
    undo: { kind: 'impossible' },
    ...{ expectedMs, deadlineMs: expectedMs * 3, onFailure: 'halt' },
  }
}

/** The act behind it; `acts` are those of the fences. */
export function restore(context: AwsContext, role: Roles, acts: Acts): Act {
  const look = (data: Action['with'], signal: AbortSignal): Promise<Instance | undefined> =>
    instanceAt(context, role, region(textIn(data, 'at')), textIn(data, 'instance'), signal)
  return {
    holds: async (data, leash) => {
      const found = await look(data, leash.signal)
      if (!found) return { is: 'no', because: `there is no ${textIn(data, 'instance')} in ${textIn(data, 'at')}` }
      return servesAlone(found, acts, data.lifts, leash)
    },
    apply: async (data, leash) => {
      const [at, id, owner] = [region(textIn(data, 'at')), textIn(data, 'instance'), textIn(data, 'owner')]
      const { epoch, signal } = leash
      const found = await look(data, signal)
      if (found && found.owner !== owner) {
        throw new OperatingError(
          'conflict',
          `${id} in ${at} is there already, and not made by this policy`,
          'name another instance',
        )
      }
      if (!found) {
        const command = new RestoreDBInstanceToPointInTimeCommand({
          ...{ SourceDBInstanceAutomatedBackupsArn: textIn(data, 'backup'), TargetDBInstanceIdentifier: id },
          ...{ UseLatestRestorableTime: true, CopyTagsToSnapshot: true, ...shapeIn(data.shape, false) },
          BackupRetentionPeriod: numberIn(data, 'retentionDays'),
          Tags: [
            { Key: OWNER_TAG, Value: owner },
            { Key: EPOCH_TAG, Value: String(epoch) },
          ],
        })
        await context.aws.call('rds', targetIn(at, role), command, signal, CREATE_MS)
      }
      const isUp = (seen: Instance | undefined): true | undefined =>
        seen && SERVES.has(seen.status) ? true : undefined
      await until(
        context.clock,
        signal,
        () => look(data, signal),
        isUp,
        (seen) => `${id} in ${at} is ${seen?.status ?? 'not there'}`,
      )
      await liftAll(acts).apply(data.lifts, leash)
    },
  }
}
