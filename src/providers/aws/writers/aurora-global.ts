/**
 * `aurora-global`: an Aurora global database, a writer cluster in one region and a secondary in each other one
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html).
 */
import { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import { fenceGrants } from '../fences/fence-grants.js'
import { fenceList } from '../fences/fence-settings.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

const IDENTIFIER = /^[a-zA-Z](-?[a-zA-Z0-9]){0,62}$/

/** What the policy says of it. */
export const settings = awsResource({
  global_cluster: patterned(IDENTIFIER, 'a global cluster identifier such as orders').describe(
    'The identifier of the Aurora global database.',
  ),
  cluster: byRegion(patterned(IDENTIFIER, 'a DB cluster identifier such as orders-eu')).describe(
    'The DB cluster of each region: the writer in one, secondaries in the others.',
  ),
  allow_data_loss: z
    .boolean()
    .default(false)
    .describe(
      'Whether a failover may promote a secondary that lacks the last writes; without it only switchovers run.',
    ),
  fence: fenceList(['stop']),
})
export type Settings = z.output<typeof settings>

/** Switchovers are asked of the primary's region, failovers of the secondary's; either may be any of them. */
export const grants: GrantsOf<Settings> = ({ cluster, fence, global_cluster }, regions) => {
  const fences = fenceGrants(fence, regions)
  const clusters = Object.entries(cluster).map(([region, id]) => `arn:aws:rds:${region}:*:cluster:${id}`)
  const on = [`arn:aws:rds::*:global-cluster:${global_cluster}`, ...clusters]
  const groups = Object.keys(cluster).map((region) => `arn:aws:rds:${region}:*:cluster-pg:*`)
  return {
    looking: [
      { service: 'rds', operations: ['DescribeGlobalClusters', 'DescribeDBClusters'], on },
      { service: 'rds', operations: ['DescribeDBClusterParameters'], on: groups },
      { service: 'cloudwatch', operations: ['GetMetricData'], on: ['*'] },
      ...fences.looking,
    ],
    acting: [
      { service: 'rds', operations: ['SwitchoverGlobalCluster', 'FailoverGlobalCluster'], on },
      ...fences.acting,
    ],
  }
}
