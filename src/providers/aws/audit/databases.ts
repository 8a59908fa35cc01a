/** The databases of the policy and of the app's tag: instances and clusters of RDS, caches, and their continuous backups. */
import { DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache'
import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  type VpcSecurityGroupMembership,
} from '@aws-sdk/client-rds'
import type { Backups, Database } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import type { ResourcePolicy } from '../../../policy/policy.js'
import type { Target } from '../call/client-settings.js'
import { regionOfArn } from '../rds/rds-instance.js'
import { lineOf } from '../rds/rds-lineage.js'
import { everyPage } from '../watch/watch.js'
import { type ZoneNames, zoneNames } from '../zone-names.js'
import type { Gathering } from './gathering.js'
import { doorOf } from './network.js'
import { ASK_MS, isTagged, namedIn, ofTypes, targetOf } from './tagged.js'

/** Those of `at`. An instance of a cluster is told as its cluster. */
export async function databasesIn(at: Region, gathering: Gathering): Promise<readonly Database[]> {
  const [instances, clusters, caches] = await Promise.all([
    instancesIn(at, gathering),
    clustersIn(at, gathering),
    cachesIn(at, gathering),
  ])
  return [...new Map([...instances, ...clusters, ...caches].map((one) => [`${one.engine} ${one.id}`, one])).values()]
}

/** The policy's names of what it names in `at`, by the id. */
function owners(
  at: Region,
  { policy }: Gathering,
  key: string,
  ...types: readonly string[]
): ReadonlyMap<string, string> {
  const named = ofTypes(policy, ...types).flatMap((resource): readonly (readonly [string, string])[] => {
    const id = namedIn(resource, key, at)
    if (id === undefined) return []
    const ids = key === 'instance' ? lineOf(id) : [id]
    return ids.map((each) => [each.toLowerCase(), resource.name])
  })
  return new Map(named)
}

/** Asked once under each role that the resources name, and as whoever runs this for what the tag finds. */
async function listed<Item>(
  at: Region,
  resources: readonly ResourcePolicy[],
  page: (target: Target, token: string | undefined) => Promise<{ items: readonly Item[]; next: string | undefined }>,
): Promise<readonly Item[]> {
  const targets = [targetOf(at), ...resources.map((resource) => targetOf(at, resource))]
  const each = [...new Map(targets.map((target) => [target.role ?? '', target])).values()]
  const found = await Promise.all(
    each.map((target) => everyPage<Item>(`databases in ${at}`, (token) => page(target, token))),
  )
  return found.flat()
}

async function instancesIn(at: Region, gathering: Gathering): Promise<readonly Database[]> {
  const { context, policy, signal } = gathering
  const named = owners(at, gathering, 'instance', 'rds-replica', 'rds-restore')
  const all = await listed<DBInstance>(at, ofTypes(policy, 'rds-replica', 'rds-restore'), async (target, Marker) => {
    const command = new DescribeDBInstancesCommand({ Marker })
    const { DBInstances = [], Marker: next } = await context.aws.call('rds', target, command, signal, ASK_MS)
    return { items: DBInstances, next }
  })
  const own = all.filter(
    ({ DBClusterIdentifier: cluster, DBInstanceIdentifier: id = '', TagList }) =>
      (cluster === undefined || cluster === '') && (named.has(id.toLowerCase()) || isTagged(TagList, policy)),
  )
  if (own.length === 0) return []
  const names = await zoneNames(context.aws, at, undefined, signal)
  return Promise.all(
    own.map((instance) => {
      const resource = named.get((instance.DBInstanceIdentifier ?? '').toLowerCase())
      const { DbInstancePort, Endpoint, VpcSecurityGroups } = instance
      // The port of an instance in a VPC is its endpoint's; the other is 0 there.
      const port = Endpoint?.Port ?? DbInstancePort
      return withDoor(instanceOf(instance, at, names, resource), VpcSecurityGroups, port, gathering)
    }),
  )
}

/** With whom it lets in. Of what the policy does not name nobody asks. */
async function withDoor(
  database: Database,
  groups: readonly VpcSecurityGroupMembership[] | undefined,
  port: number | undefined,
  gathering: Gathering,
): Promise<Database> {
  const { id, region, resource: name } = database
  const ids = (groups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? [])
  if (name === undefined || port === undefined || port === 0 || ids.length === 0) return database
  const resource = gathering.policy.plan.resources.find((each) => each.name === name)
  const [door] = await gathering.seen(`security groups of ${id} in ${region}`, async () => [
    await doorOf(ids, port, targetOf(region, resource), gathering),
  ])
  return door ? { ...database, door } : database
}

function instanceOf(found: DBInstance, region: Region, names: ZoneNames, resource: string | undefined): Database {
  const {
    AvailabilityZone: zone,
    ReadReplicaSourceDBInstanceIdentifier: source,
    SecondaryAvailabilityZone: second,
  } = found
  const zones = [zone, second].flatMap((name) => (name === undefined ? [] : [names.idOf(name) ?? name]))
  return {
    ...(resource === undefined ? {} : { resource }),
    ...{
      id: found.DBInstanceIdentifier ?? 'an instance without id',
      region,
      engine: found.Engine ?? 'unknown',
      on: 'ebs',
    },
    role: source === undefined || source === '' ? 'writer' : 'replica',
    ...{ zones, isMultiZone: found.MultiAZ === true },
    ...(found.KmsKeyId ? { key: found.KmsKeyId } : {}),
    backups: backupsOf(found),
  }
}

/** The instance itself names where its backups are copied to. */
function backupsOf(found: DBInstance): Backups {
  const { BackupRetentionPeriod: retentionDays = 0, DBInstanceAutomatedBackupsReplications: copies = [] } = found
  if (retentionDays === 0) return { is: 'off' }
  const latest = found.LatestRestorableTime?.getTime()
  return {
    ...{ is: 'on', retentionDays, ...(latest === undefined ? {} : { latest }) },
    copiedTo: copies.flatMap(({ DBInstanceAutomatedBackupsArn: arn }) => (arn === undefined ? [] : [regionOfArn(arn)])),
  }
}

async function clustersIn(at: Region, gathering: Gathering): Promise<readonly Database[]> {
  const { context, policy, signal } = gathering
  const named = owners(at, gathering, 'cluster', 'aurora-global')
  const all = await listed<DBCluster>(at, ofTypes(policy, 'aurora-global'), async (target, Marker) => {
    const command = new DescribeDBClustersCommand({ Marker })
    const { DBClusters = [], Marker: next } = await context.aws.call('rds', target, command, signal, ASK_MS)
    return { items: DBClusters, next }
  })
  const own = all.filter(
    ({ DBClusterIdentifier: id = '', TagList }) => named.has(id.toLowerCase()) || isTagged(TagList, policy),
  )
  if (own.length === 0) return []
  const names = await zoneNames(context.aws, at, undefined, signal)
  return Promise.all(
    own.map((cluster) => {
      const { DBClusterIdentifier = '', Port, VpcSecurityGroups } = cluster
      const told = clusterOf(cluster, at, names, named.get(DBClusterIdentifier.toLowerCase()))
      return withDoor(told, VpcSecurityGroups, Port, gathering)
    }),
  )
}

/** Storage of its own has Aurora, as DocumentDB and Neptune; a Multi-AZ cluster of another engine stands on EBS three times. */
function clusterOf(found: DBCluster, region: Region, names: ZoneNames, resource: string | undefined): Database {
  const { AvailabilityZones = [], BackupRetentionPeriod: retentionDays = 0, Engine: engine = 'unknown' } = found
  const isDistributed = /^aurora|^docdb|^neptune/.test(engine)
  const latest = found.LatestRestorableTime?.getTime()
  const members = found.DBClusterMembers?.length ?? 0
  const source = found.ReplicationSourceIdentifier
  return {
    ...(resource === undefined ? {} : { resource }),
    ...{
      id: found.DBClusterIdentifier ?? 'a cluster without id',
      region,
      engine,
      on: isDistributed ? 'distributed' : 'ebs',
    },
    role: source === undefined || source === '' ? 'writer' : 'replica',
    ...{ zones: AvailabilityZones.map((name) => names.idOf(name) ?? name), isMultiZone: members > 1 },
    ...(found.KmsKeyId ? { key: found.KmsKeyId } : {}),
    backups:
      retentionDays === 0 ? { is: 'off' } : { is: 'on', retentionDays, ...(latest === undefined ? {} : { latest }) },
  }
}

async function cachesIn(at: Region, { context, policy, seen, signal }: Gathering): Promise<readonly Database[]> {
  const named = ofTypes(policy, 'elasticache-global').flatMap((resource) => {
    const id = namedIn(resource, 'group', at)
    return id === undefined ? [] : [{ id, resource }]
  })
  const found = await Promise.all(
    named.map(({ id, resource }) =>
      seen(`${resource.name} in ${at}`, async () => {
        const command = new DescribeReplicationGroupsCommand({ ReplicationGroupId: id })
        const answer = await context.aws.call('elasticache', targetOf(at, resource), command, signal, ASK_MS)
        return (answer.ReplicationGroups ?? []).map(
          ({ MultiAZ }): Database => ({
            ...{ resource: resource.name, id, region: at, engine: 'elasticache', on: 'memory', role: 'writer' },
            ...{ zones: [], isMultiZone: MultiAZ === 'enabled' },
          }),
        )
      }),
    ),
  )
  return found.flat()
}
