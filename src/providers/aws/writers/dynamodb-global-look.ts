/** What DynamoDB says of a global table: each region of its own table and of its replicas elsewhere. */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { OperatingError } from '../../../model/error.js'
import { isRegion, type Region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { targetIn } from '../driver-context.js'
import type { Settings } from './dynamodb-global.js'

export interface TableState {
  readonly status: string
  /** Status of each replica elsewhere, by region, as this region tells it. */
  readonly replicas: { readonly [region: string]: string }
  /** Strong: a write is acknowledged when another region has it too (MRSC), so that a lost region loses nothing. */
  readonly isStrong: boolean
}

/** The table as the region `at` tells it. */
export async function tableState(
  { role, table }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms?: number,
): Promise<TableState> {
  const command = new DescribeTableCommand({ TableName: table })
  const { Table: found } = await aws.call('dynamodb', targetIn(at, role), command, signal, ms)
  if (!found) throw new OperatingError('not-found', `${at} knows no table "${table}"`)
  const replicas = found.Replicas ?? []
  return {
    status: found.TableStatus ?? 'unknown',
    replicas: Object.fromEntries(
      replicas.flatMap(({ RegionName: region, ReplicaStatus: status }) =>
        region === undefined || region === at ? [] : [[region, status ?? 'unknown'] as const],
      ),
    ),
    isStrong: found.MultiRegionConsistency === 'STRONG',
  }
}

/** The regions whose replicas the app uses. */
export const regionsOf = ({ regions }: Settings, context: AwsContext): readonly Region[] =>
  regions === undefined ? context.regions.map(({ region }) => region) : regions.filter(isRegion)
