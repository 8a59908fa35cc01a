/**
 * `rds-replica`: an RDS writer in one region with a read replica in each other one. A failover promotes the replica, and
 * that cannot be taken back: the way home is a new replica beside the old primary (`rds-lineage.ts`).
 */
import { z } from 'zod'
import { byRegion } from '../../../policy/named.js'
import type { RegionPolicy } from '../../../policy/policy.js'
import { fenceGrants } from '../fences/fence-grants.js'
import { fenceList } from '../fences/fence-settings.js'
import type { Grant, Grants } from '../grants.js'
import { arn, awsResource } from '../shared-settings.js'
import { besideInstances, FOR_ENCRYPTED, lookAtBackups, restoreFrom } from './rds-grants.js'
import { dbInstanceId, instanceShape } from './rds-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  instance: byRegion(dbInstanceId()).describe(
    'The DB instance of each region: the writer in one, read replicas in the others. Those that a way back builds are found by themselves.',
  ),
  fence: fenceList(),
  replica: byRegion(instanceShape())
    .default({})
    .describe(
      'What a new replica or a restored instance of a region is made with; by default as the one it follows there.',
    ),
  automated_backup: byRegion(arn('rds', 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-…'))
    .default({})
    .describe(
      'Replicated automated backups in a region: what to restore from there when no replica lives. Ends in auto-backup:ab-….',
    ),
  backup_retention_days: z
    .int()
    .min(1)
    .max(35)
    .default(7)
    .describe('Days of automated backups of a promoted instance.'),
})
export type Settings = z.infer<typeof settings>

/** What it wants of IAM. */
export function grants(policy: Settings, regions: readonly RegionPolicy[]): Grants {
  const fences = fenceGrants(policy.fence, regions)
  const instances = Object.entries(policy.instance).map(([at, id]) => `arn:aws:rds:${at}:*:db:${id.toLowerCase()}*`)
  const beside = besideInstances(Object.keys(policy.instance))
  const backups = Object.values(policy.automated_backup)
  const promote: Grant = { service: 'rds', operations: ['PromoteReadReplica', 'AddTagsToResource'], on: instances }
  const rebuild: Grant = {
    ...{ service: 'rds', operations: ['CreateDBInstanceReadReplica'], on: [...instances, ...beside] },
    also: FOR_ENCRYPTED,
  }
  return {
    looking: [
      { service: 'rds', operations: ['DescribeDBInstances'], on: ['*'] },
      { service: 'cloudwatch', operations: ['GetMetricData'], on: ['*'] },
      ...(backups.length > 0 ? [lookAtBackups] : []),
      ...fences.looking,
    ],
    acting: [
      promote,
      rebuild,
      ...(backups.length > 0 ? [restoreFrom(backups, [...instances, ...beside])] : []),
      ...fences.acting,
    ],
  }
}
