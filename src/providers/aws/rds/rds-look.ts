/** Asking RDS what stands for a resource in a region. */
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'
import { type Instance, instanceOf } from './rds-instance.js'
import { lineOf } from './rds-lineage.js'

const ASK_MS = 2_500

/** All instances there with an id of the line that `first` begins, asked for at once. */
export async function instancesIn(
  { aws }: AwsContext,
  role: Roles,
  at: Region,
  first: string,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const command = new DescribeDBInstancesCommand({ Filters: [{ Name: 'db-instance-id', Values: [...lineOf(first)] }] })
  const { DBInstances = [] } = await aws.call('rds', targetIn(at, role), command, signal, ASK_MS)
  return DBInstances.flatMap((found) => instanceOf(found) ?? [])
}

/** The instance with this id, or nothing when there is none. */
export async function instanceAt(
  { aws }: AwsContext,
  role: Roles,
  at: Region,
  id: string,
  signal: AbortSignal,
): Promise<Instance | undefined> {
  const command = new DescribeDBInstancesCommand({ Filters: [{ Name: 'db-instance-id', Values: [id] }] })
  const { DBInstances = [] } = await aws.call('rds', targetIn(at, role), command, signal, ASK_MS)
  return DBInstances.flatMap((found) => instanceOf(found) ?? [])[0]
}

/** The same; that there is none is an error. */
export async function instanceThere(
  context: AwsContext,
  role: Roles,
  at: Region,
  id: string,
  signal: AbortSignal,
): Promise<Instance> {
  const found = await instanceAt(context, role, at, id, signal)
  if (found) return found
  throw new OperatingError('not-found', `there is no DB instance ${id} in ${at}`)
}
