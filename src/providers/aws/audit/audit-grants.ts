/** What `failover audit` wants of IAM beyond looking: listings, of which AWS knows no resource to limit them to. */
import type { Grant } from '../grants.js'

const ANY = ['*'] as const
const ec2: Grant = {
  service: 'ec2',
  operations: [
    'DescribeAvailabilityZones',
    'DescribeCapacityReservations',
    'DescribeInstanceTypes',
    'DescribeInstances',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeVolumes',
  ],
  on: ANY,
}
const rds: Grant = { service: 'rds', operations: ['DescribeDBInstances', 'DescribeDBClusters'], on: ANY }

const quotas: Grant = { service: 'servicequotas', operations: ['GetServiceQuota'], on: ANY }

const ecs: Grant = { service: 'ecs', operations: ['DescribeTaskDefinition'], on: ANY }

/** What tasks fetch is looked for, and not read. */
const fetched: readonly Grant[] = [
  { service: 'ecr', operations: ['DescribeImages'], on: ANY },
  { service: 'secretsmanager', operations: ['DescribeSecret'], on: ANY },
  { service: 'ssm', operations: ['DescribeParameters'], on: ANY },
]

const shown: readonly Grant[] = [
  {
    service: 'elbv2',
    operations: ['DescribeTargetGroups', 'DescribeListeners', 'DescribeListenerCertificates'],
    on: ANY,
  },
  { service: 'acm', operations: ['DescribeCertificate'], on: ANY },
  { service: 'kms', operations: ['DescribeKey'], on: ANY },
]

const stores: readonly Grant[] = [
  { service: 'efs', operations: ['DescribeFileSystems', 'DescribeReplicationConfigurations'], on: ANY },
  { service: 'kafka', operations: ['ListClustersV2'], on: ANY },
  { service: 'opensearch', operations: ['ListDomainNames', 'DescribeDomains', 'ListTags'], on: ANY },
]

const alarms: Grant = { service: 'cloudwatch', operations: ['DescribeAlarms'], on: ANY }

/** For whoever runs it: what the app's tag finds. */
export const auditGrants: readonly Grant[] = [alarms, ec2, rds, quotas, ecs, ...fetched, ...shown, ...stores]
