import { CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { CreateTableCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  CreateClusterCommand as CreateEcsCluster,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { CreateFileSystemCommand } from '@aws-sdk/client-efs'
import { CreateClusterCommand as CreateEksCluster, CreateNodegroupCommand } from '@aws-sdk/client-eks'
import { CreateReplicationGroupCommand } from '@aws-sdk/client-elasticache'
import { CreateClusterV2Command } from '@aws-sdk/client-kafka'
import { CreateDomainCommand } from '@aws-sdk/client-opensearch'
import { CreateDBClusterCommand, CreateDBInstanceCommand } from '@aws-sdk/client-rds'
import { expect, it } from 'vitest'
import { type EbsReport, ebsOf } from '../../../../src/audit/ebs.js'
import { thingRows } from '../../../../src/audit/ebs-text.js'
import { region } from '../../../../src/model/place.js'
import { load } from '../../../../src/policy/load.js'
import type { Policy } from '../../../../src/policy/policy.js'
import { gatherEstate } from '../../../../src/providers/aws/audit/gather.js'
import { resourceTypes } from '../../../../src/providers/registry.js'
import { FACTS } from '../../../audit/fixtures/sound.js'
import { type AwsStand, describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'

const HOME = region('us-east-1')
const ROLE = 'arn:aws:iam::123456789012:role/any'
const TAGS = [{ Key: 'app', Value: 'shop' }]
const tagged = (ResourceType: 'instance' | 'volume') => [{ ResourceType, Tags: TAGS }]

const policyOn = ({ regions }: AwsStand): Policy => {
  const zones = (code: string): string => (regions.find((each) => each.region === code)?.zones ?? []).join(', ')
  const text = `version: 1
app: shop
regions:
  us-east-1: { role: primary, zones: [${zones('us-east-1')}] }
  eu-west-1: { role: standby, zones: [${zones('eu-west-1')}] }
observe:
  vantages: [us-west-2, eu-central-1, ap-southeast-1]
  signals: { http: { probe: http, url: "https://{zone}.shop.example.com/", per: zone } }
plan:
  resources:
    web: { type: autoscaling-group, capacity: 2, group: { us-east-1: web } }
    api: { type: ecs-service, cluster: { us-east-1: shop }, service: { us-east-1: api }, capacity: 4 }
    workers: { type: eks-nodegroup, cluster: { us-east-1: shop }, nodegroup: { us-east-1: workers }, capacity: 3 }
    orders: { type: rds-replica, instance: { us-east-1: orders, eu-west-1: orders-eu }, fence: [{ by: stop }] }
    carts: { type: dynamodb-global, table: carts }
    sessions: { type: elasticache-global, global_datastore: ldgnf-sessions, group: { us-east-1: sessions, eu-west-1: sessions } }
`
  const loaded = load(text, 'mixed.yaml', resourceTypes)
  if (loaded.is === 'policy') return loaded.policy
  throw new Error(loaded.faults.map(({ line, message }) => `${line}: ${message}`).join('\n'))
}

/** The names of the first three zones of the region, and a subnet in each. */
async function network(stand: AwsStand) {
  const ec2 = await stand.sdk('ec2', HOME)
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  return Promise.all(
    AvailabilityZones.slice(0, 3).map(async ({ ZoneId = '', ZoneName: name = '' }, index) => {
      const CidrBlock = `10.0.${index}.0/24`
      const made = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone: name }))
      return { id: ZoneId, name, subnet: made.Subnet?.SubnetId ?? '' }
    }),
  )
}
type Zones = Awaited<ReturnType<typeof network>>

async function capacity(stand: AwsStand, zones: Zones): Promise<{ readonly onEbs: string; readonly onStore: string }> {
  const ec2 = await stand.sdk('ec2', HOME)
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))
  const ImageId = Images.find(({ RootDeviceType }) => RootDeviceType === 'ebs')?.ImageId
  const data = { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 20 } }
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId, InstanceType: 'm5.large', BlockDeviceMappings: [data] },
    }),
  )
  await (await stand.sdk('autoscaling', HOME)).send(
    new CreateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: 'web', MinSize: 1, DesiredCapacity: 2, MaxSize: 4 },
      ...{ LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' }, VPCZoneIdentifier: zones[0]?.subnet },
    }),
  )
  const alone = async (zone: number) => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ...{ ImageId, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1, SubnetId: zones[zone]?.subnet },
        TagSpecifications: tagged('instance'),
      }),
    )
    return Instances[0]?.InstanceId ?? ''
  }
  const [onEbs, onStore] = [await alone(1), await alone(2)]
  await tasks(stand)
  return { onEbs, onStore }
}

async function tasks(stand: AwsStand): Promise<void> {
  const ecs = await stand.sdk('ecs', HOME)
  await ecs.send(new CreateEcsCluster({ clusterName: 'shop' }))
  const containerDefinitions = [{ name: 'api', image: 'api:1', memory: 128 }]
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'api', containerDefinitions }))
  const service = { cluster: 'shop', serviceName: 'api', taskDefinition: 'api', launchType: 'FARGATE' as const }
  await ecs.send(new CreateServiceCommand({ ...service, desiredCount: 4 }))
  // moto runs what a service wants once it is updated.
  await ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'api', desiredCount: 4 }))
  const eks = await stand.sdk('eks', HOME)
  await eks.send(new CreateEksCluster({ name: 'shop', roleArn: ROLE, resourcesVpcConfig: {} }))
  await eks.send(
    new CreateNodegroupCommand({
      ...{ clusterName: 'shop', nodegroupName: 'workers', nodeRole: ROLE, subnets: ['subnet-1'] },
      ...{ scalingConfig: { minSize: 1, maxSize: 6, desiredSize: 3 }, instanceTypes: ['m5.large'] },
    }),
  )
}

async function databases(stand: AwsStand, zones: Zones): Promise<void> {
  const rds = await stand.sdk('rds', HOME)
  const shape = {
    DBInstanceClass: 'db.r6g.large',
    AllocatedStorage: 20,
    MasterUsername: 'u',
    MasterUserPassword: 'not-a-secret',
  }
  const instance = { ...shape, BackupRetentionPeriod: 7 }
  await rds.send(
    new CreateDBInstanceCommand({ ...instance, DBInstanceIdentifier: 'orders', Engine: 'postgres', MultiAZ: true }),
  )
  await rds.send(
    new CreateDBInstanceCommand({
      ...{ ...instance, DBInstanceIdentifier: 'reports', Engine: 'mysql', MultiAZ: false, Tags: TAGS },
      AvailabilityZone: zones[1]?.name,
    }),
  )
  const { DBInstanceClass: _, AllocatedStorage: __, ...cluster } = shape
  await rds.send(
    new CreateDBClusterCommand({ ...cluster, DBClusterIdentifier: 'stock', Engine: 'aurora-postgresql', Tags: TAGS }),
  )
  const dynamodb = await stand.sdk('dynamodb', HOME)
  await dynamodb.send(
    new CreateTableCommand({
      ...{ TableName: 'carts', BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  )
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      ...{ TableName: 'carts', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    }),
  )
  await (await stand.sdk('elasticache', HOME)).send(
    new CreateReplicationGroupCommand({
      ...{ ReplicationGroupId: 'sessions', ReplicationGroupDescription: 'sessions', Engine: 'redis' },
      ...{ CacheNodeType: 'cache.r6g.large', AutomaticFailoverEnabled: true, NumCacheClusters: 2 },
    }),
  )
}

/** What the policy has no type for. */
async function stores(stand: AwsStand, zones: Zones): Promise<void> {
  const efs = await stand.sdk('efs', HOME)
  const named = (name: string) => ({ CreationToken: name, Tags: [...TAGS, { Key: 'Name', Value: name }] })
  await efs.send(new CreateFileSystemCommand(named('shared')))
  await efs.send(new CreateFileSystemCommand({ ...named('scratch'), AvailabilityZoneName: zones[2]?.name }))
  await efs.send(new CreateFileSystemCommand({ CreationToken: 'another app’s' }))
  const kafka = await stand.sdk('kafka', HOME)
  const BrokerNodeGroupInfo = {
    ...{ ClientSubnets: zones.map(({ subnet }) => subnet), InstanceType: 'kafka.m7g.large' },
    StorageInfo: { EbsStorageInfo: { VolumeSize: 500 } },
  }
  await kafka.send(
    new CreateClusterV2Command({
      ...{ ClusterName: 'events', Tags: { app: 'shop' } },
      Provisioned: { BrokerNodeGroupInfo, KafkaVersion: '3.8.x', NumberOfBrokerNodes: 3 },
    }),
  )
  // moto tells the time of its making in a form that the SDK does not read.
  stand.gateway.answer({ service: 'kafka', operation: 'ListClustersV2' }, async ({ pass }) => {
    const reply = await pass()
    return { ...reply, body: reply.body.replaceAll(/"creationTime": "[^"]*",?/g, '') }
  })
  const opensearch = await stand.sdk('opensearch', HOME)
  await opensearch.send(
    new CreateDomainCommand({
      ...{ DomainName: 'catalog', TagList: TAGS, EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 100 } },
      ClusterConfig: { InstanceType: 'r6g.large.search', InstanceCount: 3, ZoneAwarenessEnabled: true },
    }),
  )
  await opensearch.send(
    new CreateDomainCommand({
      ...{ DomainName: 'logs', TagList: TAGS, EBSOptions: { EBSEnabled: false } },
      ClusterConfig: { InstanceType: 'i3.large.search', InstanceCount: 1 },
    }),
  )
}

/** moto's instances have roots on EBS, all of them: this one is said to have it inside the host. Its id follows its root. */
const rootOnStore = (stand: AwsStand, id: string): (() => void) =>
  stand.gateway.answer({ service: 'ec2', operation: 'DescribeInstances' }, async ({ pass }) => {
    const reply = await pass()
    const [before = '', ...after] = reply.body.split(`<instanceId>${id}<`)
    if (after.length === 0) return reply
    const root = before.lastIndexOf('<rootDeviceType>ebs<')
    const own = before.slice(root).replace('ebs', 'instance-store')
    return { ...reply, body: [before.slice(0, root) + own, ...after].join(`<instanceId>${id}<`) }
  })

describeAws('block storage of an account with mixed roots, groups and engines', () => {
  const stand = standForEach()

  it('is told as the table worked out by hand says', async () => {
    const zones = await network(stand)
    const [z1, z2, z3] = zones.map(({ id }) => id) as [string, string, string]
    const { onEbs, onStore } = await capacity(stand, zones)
    await databases(stand, zones)
    await stores(stand, zones)
    const ec2 = await stand.sdk('ec2', HOME)
    const { VolumeId: loose = '' } = await ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: zones[2]?.name, Size: 100, TagSpecifications: tagged('volume') }),
    )
    const inCluster = async (tags: Readonly<Record<string, string>>): Promise<string> => {
      const Tags = Object.entries({ KubernetesCluster: 'shop', ...tags }).map(([Key, Value]) => ({ Key, Value }))
      const TagSpecifications = [{ ResourceType: 'volume' as const, Tags }]
      const made = await ec2.send(
        new CreateVolumeCommand({ AvailabilityZone: zones[1]?.name, Size: 20, TagSpecifications }),
      )
      return made.VolumeId ?? ''
    }
    const claimed = await inCluster({ 'kubernetes.io/created-for/pvc/name': 'data-index-0', CSIVolumeName: 'pvc-1' })
    const unnamed = await inCluster({ CSIVolumeName: 'pvc-2' })
    rootOnStore(stand, onStore)
    const policy = policyOn(stand)
    const gathered = await gatherEstate({ policy, context: stand.context(), signal: AbortSignal.timeout(60_000) }, [])
    const report: EbsReport = ebsOf({ ...FACTS, active: HOME, ...gathered }, policy)
    const members = gathered.estate.machines.filter(({ resource }) => resource === 'web').map(({ id }) => id)
    expect(members).toHaveLength(2)
    const rows = thingRows(report.things.filter(({ region: at }) => at === HOME)).map(([resource, what, where, on]) => [
      resource,
      what,
      where,
      on,
    ])

    // What stands on EBS, worked out by hand. The group launches into z1 alone, with a root and a data volume on EBS, so its two
    // machines need it twice. Of the two that run by themselves, the one in z2 has its root on EBS and the one in z3 inside the
    // host. Fargate's tasks have no volume; an EKS node has its root on EBS. RDS of any engine stands on EBS, Aurora and DynamoDB on
    // storage of their own, ElastiCache in memory; EFS has storage of its own, brokers of MSK and nodes of OpenSearch stand on EBS
    // where their types have no disks. A volume that is attached to nothing is one thing more, and each that a pod claims.
    expect([...rows].sort()).toEqual(
      [
        ...members.map((id) => [`web (${id})`, 'instance', z1, 'm5.large: root on EBS, data on EBS']),
        [onEbs, 'instance', z2, 'm5.large: root on EBS'],
        [onStore, 'instance', z3, 'm5.large: root on instance store'],
        ['web', 'launch', z1, 'launches m5.large: root on EBS, data on EBS'],
        ['api', 'service', HOME, '4 tasks of Fargate, without volumes'],
        ['workers', 'launch', HOME, 'launches m5.large: root on EBS'],
        ['orders', 'database', expect.any(String), 'postgres: data and logs on EBS'],
        ['reports', 'database', z2, 'mysql: data and logs on EBS'],
        ['stock', 'database', expect.any(String), 'aurora-postgresql: storage of its own over several zones'],
        ['carts', 'database', HOME, 'dynamodb: storage of its own over several zones'],
        ['sessions', 'cache', HOME, expect.stringContaining('in memory')],
        [loose, 'volume', z3, '100 GiB, attached to nothing'],
        [`data-index-0 (${claimed})`, 'volume', z2, '20 GiB, claimed in Kubernetes'],
        [unnamed, 'volume', z2, '20 GiB, claimed in Kubernetes'],
        ['shared', 'file system', HOME, 'EFS: storage of its own over several zones'],
        ['scratch', 'file system', z3, 'EFS One Zone: storage of its own'],
        ['events', 'stream', HOME, 'MSK: kafka.m7g.large with 500 GiB of EBS each'],
        ['catalog', 'search', HOME, 'OpenSearch: r6g.large.search with volumes of EBS'],
        ['logs', 'search', HOME, 'OpenSearch: i3.large.search with disks inside the hosts'],
      ].sort(),
    )

    // What is left, in percent. A request passes every tier, so the weakest counts.
    //                         z1 hangs        z2 hangs        z3 hangs        all of the region
    //   web (2 in z1)            0              100             100              0
    //   by tag (z2, z3)        100         50 (z3 is left)      100             50
    //   api (Fargate)          100              100             100            100
    //   workers (3, spread)     67               67              67              0
    //   served on                0               50              67              0
    //   orders, Multi-AZ      takes            takes           takes        takes none
    //   reports, in z2        takes          takes none        takes        takes none
    //   written on               0                0              67              0
    const [score] = report.scores
    expect(score?.tiers.map(({ region: all, resource, zone }) => [resource, zone, all])).toEqual([
      ['web', 0, 0],
      ['api', 100, 100],
      ['workers', 67, 0],
      ['found by tag', 50, 50],
    ])
    expect(score?.serving).toEqual({ zone: 0, worstZone: z1, region: 0 })
    expect(score?.writing).toEqual({ zone: 0, worstZone: z1, region: 0 })
  }, 180_000)
})
