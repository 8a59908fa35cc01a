/** What ElastiCache says of a Global Datastore: any region answers for all of it, its nodes its own region alone tells. */
import { DescribeGlobalReplicationGroupsCommand, DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache'
import { OperatingError } from '../../../model/error.js'
import { isRegion, type Region } from '../../../model/place.js'
import { type AwsContext, inRegion, targetIn } from '../driver-context.js'
import type { Settings } from './elasticache-global.js'

export interface Member {
  readonly region: Region
  readonly group: string
  readonly isPrimary: boolean
  /** `associated` on a calm day. */
  readonly status: string
  readonly hasAutomaticFailover: boolean
}

export interface DatastoreState {
  /** `available`, `primary-only`, or what is being done to it. */
  readonly status: string
  readonly version: string
  readonly members: readonly Member[]
}

/** The Global Datastore as the region `at` tells it. */
export async function datastoreState(
  { global_datastore: id, role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms?: number,
): Promise<DatastoreState> {
  const command = new DescribeGlobalReplicationGroupsCommand({ GlobalReplicationGroupId: id, ShowMemberInfo: true })
  const { GlobalReplicationGroups = [] } = await aws.call('elasticache', targetIn(at, role), command, signal, ms)
  const [found] = GlobalReplicationGroups
  if (!found) throw new OperatingError('not-found', `${at} knows no Global Datastore "${id}"`)
  return {
    status: found.Status ?? 'unknown',
    version: found.EngineVersion ?? 'unknown',
    members: (found.Members ?? []).flatMap((member): Member[] => {
      const { AutomaticFailover, ReplicationGroupId: group, ReplicationGroupRegion: region = '', Role, Status } = member
      if (group === undefined || !isRegion(region)) return []
      const isPrimary = Role?.toLowerCase() === 'primary'
      const hasAutomaticFailover = AutomaticFailover === 'enabled'
      return [{ region, group, isPrimary, status: Status ?? 'unknown', hasAutomaticFailover }]
    }),
  }
}

/** The nodes of the replication group in `at`. */
export async function nodesIn(
  { group, role }: Settings,
  at: Region,
  { aws }: AwsContext,
  signal: AbortSignal,
  ms?: number,
): Promise<readonly string[]> {
  const command = new DescribeReplicationGroupsCommand({
    ReplicationGroupId: inRegion(group, at, 'replication group'),
  })
  const { ReplicationGroups = [] } = await aws.call('elasticache', targetIn(at, role), command, signal, ms)
  const [found] = ReplicationGroups
  if (!found) throw new OperatingError('not-found', `${at} knows no replication group "${group[at]}"`)
  return found.MemberClusters ?? []
}

export const memberIn = ({ members }: DatastoreState, at: Region): Member | undefined =>
  members.find(({ region }) => region === at)
export const primaryOf = ({ members }: DatastoreState): Member | undefined => members.find(({ isPrimary }) => isPrimary)
