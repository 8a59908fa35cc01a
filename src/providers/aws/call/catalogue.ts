/**
 * Every AWS service the drivers talk to: how its client is made, and the region that answers for it. Each SDK is loaded
 * when it is first needed; a driver's own file may import commands statically, since drivers are loaded lazily too.
 */
import type { ACMClient } from '@aws-sdk/client-acm'
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { ECRClient } from '@aws-sdk/client-ecr'
import type { ECSClient } from '@aws-sdk/client-ecs'
import type { EFSClient } from '@aws-sdk/client-efs'
import type { EKSClient } from '@aws-sdk/client-eks'
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ElastiCacheClient } from '@aws-sdk/client-elasticache'
import type { GlobalAcceleratorClient } from '@aws-sdk/client-global-accelerator'
import type { HealthClient } from '@aws-sdk/client-health'
import type { KafkaClient } from '@aws-sdk/client-kafka'
import type { KMSClient } from '@aws-sdk/client-kms'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { OpenSearchClient } from '@aws-sdk/client-opensearch'
import type { RDSClient } from '@aws-sdk/client-rds'
import type { Route53Client } from '@aws-sdk/client-route-53'
import type { Route53RecoveryClusterClient } from '@aws-sdk/client-route53-recovery-cluster'
import type { S3Client } from '@aws-sdk/client-s3'
import type { S3ControlClient } from '@aws-sdk/client-s3-control'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { STSClient } from '@aws-sdk/client-sts'
import type { ClientSettings } from './client-settings.js'

/** The clients by the name this project gives the service; the key is also the prefix in `operations.ts`. */
export interface Clients {
  readonly acm: ACMClient
  readonly autoscaling: AutoScalingClient
  readonly cloudwatch: CloudWatchClient
  readonly dynamodb: DynamoDBClient
  readonly ec2: EC2Client
  readonly ecr: ECRClient
  readonly ecs: ECSClient
  readonly efs: EFSClient
  readonly eks: EKSClient
  readonly elasticache: ElastiCacheClient
  readonly elbv2: ElasticLoadBalancingV2Client
  readonly globalaccelerator: GlobalAcceleratorClient
  readonly health: HealthClient
  readonly kafka: KafkaClient
  readonly kms: KMSClient
  readonly lambda: LambdaClient
  readonly opensearch: OpenSearchClient
  readonly rds: RDSClient
  readonly route53: Route53Client
  readonly 'route53-recovery-cluster': Route53RecoveryClusterClient
  readonly s3: S3Client
  readonly s3control: S3ControlClient
  readonly secretsmanager: SecretsManagerClient
  readonly servicequotas: ServiceQuotasClient
  readonly ssm: SSMClient
  readonly sts: STSClient
}
/** `arc-zonal-shift` has no client of its own here: it is asked over signed REST (`signed-rest.ts`). */
export type AwsService = keyof Clients | 'arc-zonal-shift'

type Loaders = { readonly [Service in keyof Clients]: (settings: ClientSettings) => Promise<Clients[Service]> }

/** Makes one client. */
export const LOADERS: Loaders = {
  acm: async (settings) => new (await import('@aws-sdk/client-acm')).ACMClient(settings),
  autoscaling: async (settings) => new (await import('@aws-sdk/client-auto-scaling')).AutoScalingClient(settings),
  cloudwatch: async (settings) => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(settings),
  dynamodb: async (settings) => new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(settings),
  ec2: async (settings) => new (await import('@aws-sdk/client-ec2')).EC2Client(settings),
  ecr: async (settings) => new (await import('@aws-sdk/client-ecr')).ECRClient(settings),
  ecs: async (settings) => new (await import('@aws-sdk/client-ecs')).ECSClient(settings),
  efs: async (settings) => new (await import('@aws-sdk/client-efs')).EFSClient(settings),
  eks: async (settings) => new (await import('@aws-sdk/client-eks')).EKSClient(settings),
  elasticache: async (settings) => new (await import('@aws-sdk/client-elasticache')).ElastiCacheClient(settings),
  elbv2: async (settings) =>
    new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2Client(settings),
  globalaccelerator: async (settings) =>
    new (await import('@aws-sdk/client-global-accelerator')).GlobalAcceleratorClient(settings),
  health: async (settings) => new (await import('@aws-sdk/client-health')).HealthClient(settings),
  kafka: async (settings) => new (await import('@aws-sdk/client-kafka')).KafkaClient(settings),
  kms: async (settings) => new (await import('@aws-sdk/client-kms')).KMSClient(settings),
  lambda: async (settings) => new (await import('@aws-sdk/client-lambda')).LambdaClient(settings),
  opensearch: async (settings) => new (await import('@aws-sdk/client-opensearch')).OpenSearchClient(settings),
  rds: async (settings) => new (await import('@aws-sdk/client-rds')).RDSClient(settings),
  route53: async (settings) => new (await import('@aws-sdk/client-route-53')).Route53Client(settings),
  'route53-recovery-cluster': async (settings) =>
    new (await import('@aws-sdk/client-route53-recovery-cluster')).Route53RecoveryClusterClient(settings),
  s3: async (settings) => {
    // An endpoint of one's own has no name for each bucket.
    const forcePathStyle = (settings.endpoint ?? endpointOverride('S3')) !== undefined
    return new (await import('@aws-sdk/client-s3')).S3Client({
      ...settings,
      forcePathStyle,
      followRegionRedirects: false,
    })
  },
  s3control: async (settings) => {
    const client = new (await import('@aws-sdk/client-s3-control')).S3ControlClient(settings)
    const own = settings.endpoint ?? endpointOverride('S3_CONTROL')
    if (own !== undefined) withoutAccountHost(client, new URL(own).hostname)
    return client
  },
  secretsmanager: async (settings) =>
    new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(settings),
  servicequotas: async (settings) => new (await import('@aws-sdk/client-service-quotas')).ServiceQuotasClient(settings),
  ssm: async (settings) => new (await import('@aws-sdk/client-ssm')).SSMClient(settings),
  sts: async (settings) => new (await import('@aws-sdk/client-sts')).STSClient(settings),
}

/** `AWS_ENDPOINT_URL`, or that of the service (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). */
const endpointOverride = (service: string): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL

/** Nor has an endpoint of one's own a name for each account, which the SDK puts before it. */
function withoutAccountHost(client: S3ControlClient, hostname: string): void {
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { hostname })
      return next(args)
    },
    { step: 'build', name: 'failoverWithoutAccountHost' },
  )
}
