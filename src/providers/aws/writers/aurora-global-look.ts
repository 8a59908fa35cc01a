/**
 * What RDS says of a global database. Any region answers for all of it, so that the region that fails is never needed to
 * tell who the writer is (law 13); what a cluster is made of, its own region alone can tell.
 */
import { DescribeDBClustersCommand, DescribeGlobalClustersCommand, type GlobalCluster } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import { isRegion, type Region } from '../../../model/place.js'
import { type AwsContext, inRegion, targetIn } from '../driver-context.js'
import type { Settings } from './aurora-global.js'

export interface Member {
  readonly region: Region
  readonly arn: string
  readonly isWriter: boolean
  /** `connected` or `pending-resync`; absent where RDS does not say, as of the writer. */
  readonly sync?: string
}

export interface GlobalState {
  readonly status: string
  readonly members: readonly Member[]
  /** A switchover or failover that is pending or runs. */
  readonly underWay?: { readonly status: string; readonly toArn: string }
  /** The endpoint that always points to the writer. */
  readonly endpoint?: string
}

export interface ClusterState {
  readonly status: string
  readonly version: string
  readonly instances: number
  readonly parameterGroup: string
}

/** The global database as the region `at` tells it; `not-found` where there is none of that name. */
export async function globalState(
  { global_cluster: id, role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms?: number,
): Promise<GlobalState> {
  const command = new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: id })
  const { GlobalClusters = [] } = await aws.call('rds', targetIn(at, role), command, signal, ms)
  const [found] = GlobalClusters
  if (!found) throw new OperatingError('not-found', `${at} knows no Aurora global database "${id}"`)
  return stateOf(found)
}

function stateOf({ Endpoint, FailoverState, GlobalClusterMembers = [], Status }: GlobalCluster): GlobalState {
  const { Status: moving, ToDbClusterArn } = FailoverState ?? {}
  return {
    status: Status ?? 'unknown',
    members: GlobalClusterMembers.flatMap(({ DBClusterArn: arn, IsWriter, SynchronizationStatus: sync }) => {
      const region = arn === undefined ? undefined : regionOfArn(arn)
      if (arn === undefined || region === undefined) return []
      return [{ region, arn, isWriter: IsWriter === true, ...(sync === undefined ? {} : { sync }) }]
    }),
    ...(moving === undefined ? {} : { underWay: { status: moving, toArn: ToDbClusterArn ?? 'an unnamed cluster' } }),
    ...(Endpoint === undefined ? {} : { endpoint: Endpoint }),
  }
}

/** `arn:aws:rds:REGION:ACCOUNT:cluster:NAME`. */
function regionOfArn(arn: string): Region | undefined {
  const region = arn.split(':')[3] ?? ''
  return isRegion(region) ? region : undefined
}

/** The cluster of `at` as its own region tells it. */
export async function clusterState(
  { cluster, role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms?: number,
): Promise<ClusterState> {
  const command = new DescribeDBClustersCommand({ DBClusterIdentifier: inRegion(cluster, at, 'DB cluster') })
  const { DBClusters = [] } = await aws.call('rds', targetIn(at, role), command, signal, ms)
  const [found] = DBClusters
  if (!found) throw new OperatingError('not-found', `${at} knows no DB cluster "${cluster[at]}"`)
  return {
    status: found.Status ?? 'unknown',
    version: found.EngineVersion ?? 'unknown',
    instances: found.DBClusterMembers?.length ?? 0,
    parameterGroup: found.DBClusterParameterGroup ?? '',
  }
}

export const memberIn = ({ members }: GlobalState, at: Region): Member | undefined =>
  members.find(({ region }) => region === at)
export const writerOf = ({ members }: GlobalState): Member | undefined => members.find(({ isWriter }) => isWriter)

/**
 * A version without its patch: `15.4` of Aurora PostgreSQL, `8.0.mysql_aurora.3.04` of `8.0.mysql_aurora.3.04.2`. Managed
 * switchovers and failovers want the same major and minor one at either side.
 */
export function majorMinor(version: string): string {
  const [mysql] = /^\d+\.\d+\.mysql_aurora\.\d+\.\d+/.exec(version) ?? []
  return mysql ?? version.split('.').slice(0, 2).join('.')
}
