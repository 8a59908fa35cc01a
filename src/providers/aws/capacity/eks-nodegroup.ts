/** `eks-nodegroup`: the nodes that the app's pods run on, as a managed node group of EKS keeps them. */
import type { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'
import { capacityKeys, raiseMax } from './capacity-settings.js'

const named = (what: string) => patterned(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$/, what)

/** What the policy says of it. */
export const settings = awsResource({
  cluster: byRegion(named('the name of an EKS cluster')).describe('The EKS cluster of each region.'),
  nodegroup: byRegion(named('the name of a node group')).describe('The managed node group of each region.'),
  ...capacityKeys('Nodes'),
  raise_max: raiseMax(),
})
export type Settings = z.output<typeof settings>

/** What it wants of IAM. The group that EKS keeps its nodes in is named by EKS, and cannot be known here. */
export const grants: GrantsOf<Settings> = ({ cluster, nodegroup }) => {
  const on = Object.entries(nodegroup).map(
    ([region, name]) => `arn:aws:eks:${region}:*:nodegroup/${cluster[region] ?? '*'}/${name}/*`,
  )
  return {
    looking: [
      { service: 'eks', operations: ['DescribeNodegroup'], on },
      { service: 'autoscaling', operations: ['DescribeAutoScalingGroups'], on: ['*'] },
      { service: 'ec2', operations: ['DescribeSubnets'], on: ['*'] },
    ],
    acting: [{ service: 'eks', operations: ['UpdateNodegroupConfig'], on }],
  }
}
