/**
 * Every AWS operation this project sends, as reading or changing. The interlock of a dry run lets only readings leave
 * (law 18); an operation that is on neither list is a bug, found by a test over the source. `action` is the IAM action
 * where it is named differently from the operation.
 */
import type { AwsService } from './catalogue.js'

interface Operation {
  readonly does: 'read' | 'change'
  /** The IAM action that allows it; by default `SERVICE:OPERATION`. */
  readonly action?: string
}

const read = (action?: string): Operation => ({ does: 'read', ...(action === undefined ? {} : { action }) })
const change = (action?: string): Operation => ({ does: 'change', ...(action === undefined ? {} : { action }) })

type Table = { readonly [service in AwsService]: { readonly [operation: string]: Operation } }

export const OPERATIONS: Table = {
  'arc-zonal-shift': {
    GetManagedResource: read(),
    StartZonalShift: change(),
    UpdateZonalShift: change(),
    CancelZonalShift: change(),
  },
  acm: {
    DescribeCertificate: read(),
  },
  autoscaling: {
    DescribeAutoScalingGroups: read(),
    DescribeScalingActivities: read(),
    UpdateAutoScalingGroup: change(),
    CreateOrUpdateTags: change(),
    DeleteTags: change(),
    SuspendProcesses: change(),
    ResumeProcesses: change(),
  },
  cloudwatch: {
    GetMetricData: read(),
    DescribeAlarms: read(),
  },
  dynamodb: {
    DescribeTable: read(),
    DescribeContinuousBackups: read(),
    ListTables: read(),
    ListTagsOfResource: read(),
  },
  ec2: {
    DescribeAvailabilityZones: read(),
    DescribeCapacityReservations: read(),
    DescribeImages: read(),
    DescribeInstanceStatus: read(),
    DescribeInstances: read(),
    DescribeInstanceTypeOfferings: read(),
    DescribeInstanceTypes: read(),
    DescribeLaunchTemplateVersions: read(),
    DescribeSecurityGroups: read(),
    DescribeSubnets: read(),
    DescribeVolumes: read(),
    DescribeVolumeStatus: read(),
    RevokeSecurityGroupIngress: change(),
    AuthorizeSecurityGroupIngress: change(),
  },
  ecr: {
    DescribeImages: read(),
  },
  ecs: {
    DescribeServices: read(),
    DescribeTaskDefinition: read(),
    ListClusters: read(),
    ListServices: read(),
    UpdateService: change(),
  },
  efs: {
    DescribeFileSystems: read('elasticfilesystem:DescribeFileSystems'),
    DescribeReplicationConfigurations: read('elasticfilesystem:DescribeReplicationConfigurations'),
  },
  eks: {
    DescribeNodegroup: read(),
    UpdateNodegroupConfig: change(),
  },
  elasticache: {
    DescribeGlobalReplicationGroups: read(),
    DescribeReplicationGroups: read(),
    FailoverGlobalReplicationGroup: change(),
  },
  elbv2: {
    DescribeLoadBalancers: read('elasticloadbalancing:DescribeLoadBalancers'),
    DescribeLoadBalancerAttributes: read('elasticloadbalancing:DescribeLoadBalancerAttributes'),
    DescribeTargetGroups: read('elasticloadbalancing:DescribeTargetGroups'),
    DescribeTargetHealth: read('elasticloadbalancing:DescribeTargetHealth'),
    DescribeTags: read('elasticloadbalancing:DescribeTags'),
    DescribeListeners: read('elasticloadbalancing:DescribeListeners'),
    DescribeListenerCertificates: read('elasticloadbalancing:DescribeListenerCertificates'),
    RegisterTargets: change('elasticloadbalancing:RegisterTargets'),
    DeregisterTargets: change('elasticloadbalancing:DeregisterTargets'),
  },
  globalaccelerator: {
    DescribeAccelerator: read(),
    ListListeners: read(),
    ListEndpointGroups: read(),
    DescribeEndpointGroup: read(),
    UpdateEndpointGroup: change(),
  },
  health: {
    DescribeEvents: read(),
  },
  kafka: {
    ListClustersV2: read(),
  },
  kms: {
    DescribeKey: read(),
  },
  lambda: {
    GetAccountSettings: read(),
    GetFunctionConcurrency: read(),
    GetFunctionConfiguration: read(),
    GetEventSourceMapping: read(),
    ListEventSourceMappings: read(),
    PutFunctionConcurrency: change(),
    UpdateEventSourceMapping: change(),
    Invoke: change('lambda:InvokeFunction'),
  },
  opensearch: {
    ListDomainNames: read('es:ListDomainNames'),
    DescribeDomains: read('es:DescribeDomains'),
    ListTags: read('es:ListTags'),
  },
  rds: {
    DescribeDBInstances: read(),
    DescribeDBInstanceAutomatedBackups: read(),
    DescribeDBClusters: read(),
    DescribeGlobalClusters: read(),
    DescribeDBClusterParameters: read(),
    CreateDBInstanceReadReplica: change(),
    AddTagsToResource: change(),
    PromoteReadReplica: change(),
    RestoreDBInstanceToPointInTime: change(),
    StartDBInstance: change(),
    StopDBInstance: change(),
    SwitchoverGlobalCluster: change(),
    FailoverGlobalCluster: change(),
  },
  route53: {
    GetChange: read(),
    GetHealthCheck: read(),
    GetHealthCheckStatus: read(),
    ListHostedZones: read(),
    ListHostedZonesByName: read(),
    ListResourceRecordSets: read(),
    ListTagsForResource: read(),
    ChangeResourceRecordSets: change(),
  },
  'route53-recovery-cluster': {
    GetRoutingControlState: read(),
    UpdateRoutingControlStates: change(),
  },
  s3: {
    GetObject: read(),
    HeadObject: read('s3:GetObject'),
    HeadBucket: read('s3:ListBucket'),
    GetBucketReplication: read('s3:GetReplicationConfiguration'),
    GetBucketVersioning: read(),
    PutObject: change(),
    DeleteObject: change(),
  },
  s3control: {
    GetMultiRegionAccessPointRoutes: read('s3:GetMultiRegionAccessPointRoutes'),
    SubmitMultiRegionAccessPointRoutes: change('s3:SubmitMultiRegionAccessPointRoutes'),
  },
  secretsmanager: {
    DescribeSecret: read(),
  },
  servicequotas: {
    GetServiceQuota: read(),
  },
  ssm: {
    DescribeParameters: read(),
  },
  sts: {
    GetCallerIdentity: read(),
  },
}

/** The operation, or nothing when this project has not declared it. */
export const operationOf = (service: AwsService, operation: string): Operation | undefined =>
  OPERATIONS[service][operation]

/** The IAM action that allows it. */
export const iamAction = (service: AwsService, operation: string): string =>
  operationOf(service, operation)?.action ?? `${service}:${operation}`
