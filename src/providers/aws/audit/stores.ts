/** Stores of the app that its policy has no type for, found by its tag: file systems, streams, searches, and what each stands on. */
import {
  DescribeFileSystemsCommand,
  DescribeReplicationConfigurationsCommand,
  type Destination,
  type FileSystemDescription,
  type ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { type Cluster, ListClustersV2Command } from '@aws-sdk/client-kafka'
import {
  DescribeDomainsCommand,
  type DomainStatus,
  ListDomainNamesCommand,
  ListTagsCommand,
} from '@aws-sdk/client-opensearch'
import type { Copy, Store } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import { everyPage, inGroups } from '../watch/watch.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, isTagged, TAG, targetOf } from './tagged.js'

/** So many domains are described in one call (Amazon OpenSearch Service API Reference, DescribeDomains). */
const DOMAINS = 5

/** Those of `at`. */
export async function storesIn(at: Region, gathering: Gathering): Promise<readonly Store[]> {
  const { seen } = gathering
  const found = await Promise.all([
    seen(`file systems in ${at}`, () => fileSystemsIn(at, gathering)),
    seen(`MSK clusters in ${at}`, () => clustersIn(at, gathering)),
    seen(`OpenSearch domains in ${at}`, () => domainsIn(at, gathering)),
  ])
  return found.flat()
}

async function fileSystemsIn(at: Region, gathering: Gathering): Promise<readonly Store[]> {
  const { context, policy, seen, signal } = gathering
  const all = await everyPage<FileSystemDescription>(`file systems in ${at}`, async (Marker) => {
    const command = new DescribeFileSystemsCommand({ Marker })
    const { FileSystems = [], NextMarker: next } = await context.aws.call('efs', targetOf(at), command, signal, ASK_MS)
    return { items: FileSystems, next }
  })
  const own = all.filter(({ Tags }) => isTagged(Tags, policy))
  if (own.length === 0) return []
  const [copies] = await seen(`copies of file systems in ${at}`, async () => [await copiesFrom(at, gathering)])
  return own.map(({ AvailabilityZoneId: zone, FileSystemId: id = 'a file system without id', Name }) => ({
    ...{ id: Name ?? id, region: at, what: 'file system', on: 'distributed' },
    ...{ zones: zone === undefined ? [] : [zone], isMultiZone: zone === undefined },
    says: zone === undefined ? 'EFS: storage of its own over several zones' : 'EFS One Zone: storage of its own',
    ...(copies ? { copies: copies.get(id) ?? [] } : {}),
  }))
}

/** By the file system that they are made from. */
async function copiesFrom(at: Region, { context, signal }: Gathering): Promise<ReadonlyMap<string, readonly Copy[]>> {
  const all = await everyPage<ReplicationConfigurationDescription>(`copies from ${at}`, async (NextToken) => {
    const command = new DescribeReplicationConfigurationsCommand({ NextToken })
    const { NextToken: next, Replications = [] } = await context.aws.call(
      ...(['efs', targetOf(at), command, signal, ASK_MS] as const),
    )
    return { items: Replications, next }
  })
  return new Map(
    all
      .filter(({ SourceFileSystemRegion: from }) => from === at)
      .map(({ Destinations = [], SourceFileSystemId: id = '' }) => [id, Destinations.map(copyOf)]),
  )
}

const copyOf = ({ LastReplicatedTimestamp, Region: region = '', Status: state }: Destination): Copy => ({
  ...{ region, state: state ?? 'in no state' },
  ...(LastReplicatedTimestamp === undefined ? {} : { at: LastReplicatedTimestamp.getTime() }),
})

async function clustersIn(at: Region, { context, policy, signal }: Gathering): Promise<readonly Store[]> {
  const all = await everyPage<Cluster>(`MSK clusters in ${at}`, async (NextToken) => {
    const command = new ListClustersV2Command({ NextToken })
    const { ClusterInfoList = [], NextToken: next } = await context.aws.call(
      ...(['kafka', targetOf(at), command, signal, ASK_MS] as const),
    )
    return { items: ClusterInfoList, next }
  })
  return all.filter(({ Tags = {} }) => Tags[TAG] === policy.app).map((cluster) => clusterOf(cluster, at))
}

/** Brokers of Express and of Serverless have storage that is not theirs (Amazon MSK Developer Guide, "Broker types"). */
function clusterOf({ ClusterName: id = 'a cluster without name', Provisioned }: Cluster, region: Region): Store {
  const { InstanceType: type = '', StorageInfo, ZoneIds: zones = [] } = Provisioned?.BrokerNodeGroupInfo ?? {}
  const isOnEbs = Provisioned !== undefined && !type.startsWith('express.')
  const gib = StorageInfo?.EbsStorageInfo?.VolumeSize
  return {
    ...{ id, region, what: 'stream', on: isOnEbs ? 'ebs' : 'distributed', zones, isMultiZone: true },
    says: isOnEbs
      ? `MSK: ${type || 'its brokers'} with ${gib === undefined ? 'volumes' : `${gib} GiB`} of EBS each`
      : 'MSK: storage of its own',
  }
}

async function domainsIn(at: Region, { context, policy, signal }: Gathering): Promise<readonly Store[]> {
  const target = targetOf(at)
  const { DomainNames = [] } = await context.aws.call(
    ...(['opensearch', target, new ListDomainNamesCommand({}), signal, ASK_MS] as const),
  )
  const names = DomainNames.flatMap(({ DomainName }) => DomainName ?? [])
  const described = await Promise.all(
    inGroups(names, DOMAINS).map(async (group) => {
      const command = new DescribeDomainsCommand({ DomainNames: [...group] })
      const { DomainStatusList = [] } = await context.aws.call('opensearch', target, command, signal, ASK_MS)
      return DomainStatusList
    }),
  )
  const own = await Promise.all(
    described.flat().map(async (domain) => {
      const command = new ListTagsCommand({ ARN: domain.ARN })
      const { TagList } = await context.aws.call('opensearch', target, command, signal, ASK_MS)
      return isTagged(TagList, policy) ? [domainOf(domain, at)] : []
    }),
  )
  return own.flat()
}

function domainOf(
  { ClusterConfig, DomainName: id = 'a domain without name', EBSOptions }: DomainStatus,
  region: Region,
): Store {
  const type = ClusterConfig?.InstanceType ?? 'its nodes'
  const isOnEbs = EBSOptions?.EBSEnabled === true
  return {
    ...{ id, region, what: 'search', on: isOnEbs ? 'ebs' : 'store', zones: [] },
    isMultiZone: ClusterConfig?.ZoneAwarenessEnabled === true,
    says: `OpenSearch: ${type} with ${isOnEbs ? 'volumes of EBS' : 'disks inside the hosts'}`,
  }
}
