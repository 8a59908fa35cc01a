/**
 * Every resource type a policy may name, one line each. Settings and permissions only: drivers and SDKs are loaded by
 * their world, so that checking a policy loads nothing of any provider.
 */
import type { z } from 'zod'
import type { ResourceWorld } from '../policy/policy.js'
import * as execAction from './actions/exec-action.js'
import * as httpAction from './actions/http-action.js'
import * as lambdaAction from './actions/lambda-action.js'
import * as autoscalingGroup from './aws/capacity/autoscaling-group.js'
import * as ecsService from './aws/capacity/ecs-service.js'
import * as eksNodegroup from './aws/capacity/eks-nodegroup.js'
import * as eventSources from './aws/capacity/event-sources.js'
import * as lambdaConcurrency from './aws/capacity/lambda-concurrency.js'
import type { GrantsOf } from './aws/grants.js'
import * as rdsReplica from './aws/rds/rds-replica.js'
import * as rdsRestore from './aws/rds/rds-restore.js'
import * as route53Record from './aws/route53/route53-record.js'
import * as globalAccelerator from './aws/traffic/global-accelerator.js'
import * as loadBalancerZone from './aws/traffic/load-balancer-zone.js'
import * as s3MultiRegionAccessPoint from './aws/traffic/s3-multi-region-access-point.js'
import * as zonalShift from './aws/traffic/zonal-shift.js'
import * as auroraGlobal from './aws/writers/aurora-global.js'
import * as dynamodbGlobal from './aws/writers/dynamodb-global.js'
import * as elasticacheGlobal from './aws/writers/elasticache-global.js'
import * as selfManagedPostgres from './aws/writers/self-managed-postgres.js'
import * as appServers from './local/app-servers.js'
import * as dnsRecord from './local/dns-record.js'
import * as postgres from './local/postgres.js'

interface RegisteredType {
  readonly schema: z.ZodType
  readonly world: ResourceWorld
  /** What it wants of IAM; each takes the settings of its own type. */
  readonly grants?: GrantsOf<never>
}

/** Resource types by the name a policy gives them. */
export const resourceTypes: ReadonlyMap<string, RegisteredType> = new Map<string, RegisteredType>([
  ['autoscaling-group', { schema: autoscalingGroup.settings, world: 'aws', grants: autoscalingGroup.grants }],
  ['ecs-service', { schema: ecsService.settings, world: 'aws', grants: ecsService.grants }],
  ['eks-nodegroup', { schema: eksNodegroup.settings, world: 'aws', grants: eksNodegroup.grants }],
  ['lambda', { schema: lambdaConcurrency.settings, world: 'aws', grants: lambdaConcurrency.grants }],
  ['event-sources', { schema: eventSources.settings, world: 'aws', grants: eventSources.grants }],
  ['rds-replica', { schema: rdsReplica.settings, world: 'aws', grants: rdsReplica.grants }],
  ['rds-restore', { schema: rdsRestore.settings, world: 'aws', grants: rdsRestore.grants }],
  ['route53-record', { schema: route53Record.settings, world: 'aws', grants: route53Record.grants }],
  ['global-accelerator', { schema: globalAccelerator.settings, world: 'aws', grants: globalAccelerator.grants }],
  ['load-balancer-zone', { schema: loadBalancerZone.settings, world: 'aws', grants: loadBalancerZone.grants }],
  [
    's3-multi-region-access-point',
    { schema: s3MultiRegionAccessPoint.settings, world: 'aws', grants: s3MultiRegionAccessPoint.grants },
  ],
  ['zonal-shift', { schema: zonalShift.settings, world: 'aws', grants: zonalShift.grants }],
  ['aurora-global', { schema: auroraGlobal.settings, world: 'aws', grants: auroraGlobal.grants }],
  ['dynamodb-global', { schema: dynamodbGlobal.settings, world: 'aws', grants: dynamodbGlobal.grants }],
  ['elasticache-global', { schema: elasticacheGlobal.settings, world: 'aws', grants: elasticacheGlobal.grants }],
  ['self-managed-postgres', { schema: selfManagedPostgres.settings, world: 'aws', grants: selfManagedPostgres.grants }],
  ['lambda-action', { schema: lambdaAction.settings, world: 'aws', grants: lambdaAction.grants }],
  ['exec-action', { schema: execAction.settings, world: 'any' }],
  ['http-action', { schema: httpAction.settings, world: 'any' }],
  ['app-servers', { schema: appServers.settings, world: 'local' }],
  ['dns-record', { schema: dnsRecord.settings, world: 'local' }],
  ['postgres', { schema: postgres.settings, world: 'local' }],
])
