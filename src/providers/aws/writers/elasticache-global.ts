/**
 * `elasticache-global`: an ElastiCache Global Datastore, a primary replication group in one region and secondaries in
 * others (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html).
 */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import { fenceGrants } from '../fences/fence-grants.js'
import { fenceList } from '../fences/fence-settings.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

/** What the policy says of it. */
export const settings = awsResource({
  global_datastore: patterned(/^[a-zA-Z](-?[a-zA-Z0-9]){0,62}$/, 'a Global Datastore such as ldgnf-sessions').describe(
    'The full name of the Global Datastore, with the prefix that AWS put before it.',
  ),
  group: byRegion(patterned(/^[a-zA-Z](-?[a-zA-Z0-9]){0,39}$/, 'a replication group such as sessions-eu')).describe(
    'The replication group of each region: the primary in one, secondaries in the others.',
  ),
  allow_data_loss: z
    .boolean()
    .default(false)
    .describe(
      'Whether the primary may move at all: AWS promotes a secondary without waiting for what it lacks, in a planned move ' +
        'as well. For what is a cache, say true.',
    ),
  fence: fenceList(['stop', 'read-only']),
})
export type Settings = z.output<typeof settings>

/** Any region answers for the whole, and any secondary's region may be asked to take over. */
export const grants: GrantsOf<Settings> = ({ fence, global_datastore, group }, regions) => {
  const fences = fenceGrants(fence, regions)
  const groups = Object.entries(group).map(([region, id]) => `arn:aws:elasticache:${region}:*:replicationgroup:${id}`)
  const on = [`arn:aws:elasticache::*:globalreplicationgroup:${global_datastore}`, ...groups]
  return {
    looking: [
      { service: 'elasticache', operations: ['DescribeGlobalReplicationGroups', 'DescribeReplicationGroups'], on },
      { service: 'cloudwatch', operations: ['GetMetricData'], on: ['*'] },
      ...fences.looking,
    ],
    acting: [{ service: 'elasticache', operations: ['FailoverGlobalReplicationGroup'], on }, ...fences.acting],
  }
}
