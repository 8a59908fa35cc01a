import type { Rule } from '../finding.js'

/** A store of the app that goes with its zone. */
export const storeInOneZone: Rule = {
  id: 'store-in-one-zone',
  severity: 'warning',
  title: 'a store of the app stands in one zone',
  why: 'What is kept in one zone cannot be had while that zone is down, and is lost with it: leaving the zone does not bring it along.',
  find: ({ estate }) =>
    estate.stores
      .filter(({ isMultiZone }) => !isMultiZone)
      .map(({ id, region, says, what, zones }) => ({
        resource: id,
        evidence: `the ${what} ${id} in ${region} stands in ${zones.join() || 'one zone'} alone (${says})`,
        mend: MENDS[what],
      })),
}

const MENDS = {
  'file system':
    'copy it into one of Regional type (Terraform: aws_efs_file_system without availability_zone_name); the type of one that exists cannot be changed',
  search: 'let it know its zones (Terraform: aws_opensearch_domain cluster_config zone_awareness_enabled = true)',
  stream: 'give it brokers in three zones (Terraform: aws_msk_cluster broker_node_group_info client_subnets)',
} as const
