/** One DB instance as plain data: all that acting needs to know of it, so that acting asks nothing of a dead region. */
import type { DBInstance } from '@aws-sdk/client-rds'
import type { Json } from '../../../model/plan.js'

/** A type, since an interface is no `Json`. */
export type Instance = {
  readonly id: string
  readonly arn: string
  readonly status: string
  /** ARN of what it replicates from; absent for one that stands alone. */
  readonly source?: string
  readonly replicas: readonly string[]
  readonly engine: string
  readonly version: string
  readonly class: string
  readonly isMultiAz: boolean
  readonly sizeGib: number
  readonly isEncrypted: boolean
  readonly key?: string
  readonly subnetGroup?: string
  readonly securityGroups: readonly string[]
  readonly parameterGroup?: string
  readonly retentionDays: number
  readonly backupWindow?: string
  readonly isProtected: boolean
  /** Whose it is, by our tag: `APP/RESOURCE`; absent for what a person made. */
  readonly owner?: string
  /** The epoch it was promoted or restored under; 0 for what a person made. */
  readonly epoch: number
}

/** Tags by which instances are told apart after the first failover. */
export const OWNER_TAG = 'failover:resource'
export const EPOCH_TAG = 'failover:writer-epoch'

/** The instance as the API gives it; absent without id or ARN. `at` completes the ARN of a source in the same region. */
export function instanceOf(found: DBInstance): Instance | undefined {
  const { DBInstanceArn: arn, DBInstanceIdentifier: id } = found
  if (id === undefined || arn === undefined) return undefined
  const tag = (name: string): string | undefined => found.TagList?.find(({ Key }) => Key === name)?.Value
  const source = found.ReadReplicaSourceDBInstanceIdentifier
  const owner = tag(OWNER_TAG)
  return {
    ...{ id, arn, status: found.DBInstanceStatus ?? 'unknown' },
    ...(source === undefined || source === '' ? {} : { source: arnBeside(arn, source) }),
    replicas: (found.ReadReplicaDBInstanceIdentifiers ?? []).map((replica) => arnBeside(arn, replica)),
    ...{ engine: found.Engine ?? '', version: found.EngineVersion ?? '', class: found.DBInstanceClass ?? '' },
    ...{ isMultiAz: found.MultiAZ ?? false, sizeGib: found.AllocatedStorage ?? 0 },
    isEncrypted: found.StorageEncrypted ?? false,
    ...(found.KmsKeyId === undefined ? {} : { key: found.KmsKeyId }),
    ...placeOf(found),
    retentionDays: found.BackupRetentionPeriod ?? 0,
    ...(found.PreferredBackupWindow === undefined ? {} : { backupWindow: found.PreferredBackupWindow }),
    isProtected: found.DeletionProtection ?? false,
    ...(owner === undefined ? {} : { owner }),
    epoch: Number(tag(EPOCH_TAG) ?? 0) || 0,
  }
}

function placeOf({
  DBParameterGroups,
  DBSubnetGroup,
  VpcSecurityGroups = [],
}: DBInstance): Pick<Instance, 'subnetGroup' | 'securityGroups' | 'parameterGroup'> {
  const subnetGroup = DBSubnetGroup?.DBSubnetGroupName
  const parameterGroup = DBParameterGroups?.[0]?.DBParameterGroupName
  return {
    ...(subnetGroup === undefined ? {} : { subnetGroup }),
    securityGroups: VpcSecurityGroups.flatMap(({ VpcSecurityGroupId: id }) => (id === undefined ? [] : [id])),
    ...(parameterGroup === undefined ? {} : { parameterGroup }),
  }
}

/** In its own region RDS names an instance by its id, in another by its ARN. */
const arnBeside = (arn: string, named: string): string =>
  named.startsWith('arn:') ? named : `${arn.split(':').slice(0, 6).join(':')}:${named}`

/** The region of an RDS ARN, or nothing when it has none. */
export const regionOfArn = (arn: string): string => arn.split(':')[3] ?? ''
/** `orders` of `arn:aws:rds:us-east-1:123456789012:db:orders`. */
export const idOfArn = (arn: string): string => arn.split(':')[6] ?? arn

/** An instance as it was kept in an inspection's state. */
export const keptInstance = (state: Json | undefined): Instance | undefined =>
  typeof state === 'object' && state !== null && 'arn' in state && 'id' in state ? (state as Instance) : undefined
