/**
 * `rds-restore`: an RDS writer without a replica, whose automated backups RDS copies to another region. A failover
 * restores it there: it takes as long as its size, and loses what the backups do not have yet.
 */
import { z } from 'zod'
import { byRegion } from '../../../policy/named.js'
import type { RegionPolicy } from '../../../policy/policy.js'
import { fenceGrants } from '../fences/fence-grants.js'
import { fenceList } from '../fences/fence-settings.js'
import type { Grants } from '../grants.js'
import { arn, awsResource } from '../shared-settings.js'
import { besideInstances, lookAtBackups, restoreFrom } from './rds-grants.js'
import { dbInstanceId, instanceShape } from './rds-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  instance: byRegion(dbInstanceId()).describe(
    'The DB instance of each region: the writer, and the name that a restored one gets.',
  ),
  fence: fenceList(),
  automated_backup: byRegion(arn('rds', 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-…')).describe(
    'The replicated automated backup of each region that can be restored in.',
  ),
  restored: byRegion(instanceShape())
    .default({})
    .describe('What a restored instance is made with. AWS gives it the default groups where this says nothing.'),
  backup_retention_days: z
    .int()
    .min(1)
    .max(35)
    .default(7)
    .describe('Days of automated backups of a restored instance.'),
})
export type Settings = z.infer<typeof settings>

/** What it wants of IAM. */
export function grants({ automated_backup, fence, instance }: Settings, regions: readonly RegionPolicy[]): Grants {
  const fences = fenceGrants(fence, regions)
  const instances = Object.entries(instance).map(([at, id]) => `arn:aws:rds:${at}:*:db:${id.toLowerCase()}*`)
  const made = [...instances, ...besideInstances(Object.keys(instance))]
  return {
    looking: [{ service: 'rds', operations: ['DescribeDBInstances'], on: ['*'] }, lookAtBackups, ...fences.looking],
    acting: [restoreFrom(Object.values(automated_backup), made), ...fences.acting],
  }
}
