/**
 * Every resource type a policy may name, one line each. Settings only: drivers and SDKs are loaded by their world, so
 * that checking a policy loads nothing of any provider.
 */
import type { ResourceTypes } from '../policy/load.js'
import * as autoscalingGroup from './aws/autoscaling-group.js'
import * as rdsReplica from './aws/rds-replica.js'
import * as route53Record from './aws/route53-record.js'
import * as appServers from './local/app-servers.js'
import * as dnsRecord from './local/dns-record.js'
import * as postgres from './local/postgres.js'

/** Resource types by the name a policy gives them. */
export const resourceTypes: ResourceTypes = new Map([
  ['autoscaling-group', { schema: autoscalingGroup.settings, world: 'aws' }],
  ['rds-replica', { schema: rdsReplica.settings, world: 'aws' }],
  ['route53-record', { schema: route53Record.settings, world: 'aws' }],
  ['app-servers', { schema: appServers.settings, world: 'local' }],
  ['dns-record', { schema: dnsRecord.settings, world: 'local' }],
  ['postgres', { schema: postgres.settings, world: 'local' }],
])
