/** What the fences of a policy want of IAM. No SDK in here: it is loaded with the settings. */
import type { RegionPolicy } from '../../../policy/policy.js'
import type { Grant, Grants } from '../grants.js'
import type { Fence } from './fence-settings.js'

/** The permissions of all fences, to be put among a type's own. */
export function fenceGrants(fences: readonly Fence[], regions: readonly RegionPolicy[]): Grants {
  const all = fences.map((fence) => grantsOf(fence, regions))
  return { looking: all.flatMap(({ looking }) => looking), acting: all.flatMap(({ acting }) => acting) }
}

const grant = (service: Grant['service'], operations: readonly string[], on: readonly string[]): Grant => ({
  ...{ service, operations, on },
})

function grantsOf(fence: Fence, regions: readonly RegionPolicy[]): Grants {
  switch (fence.by) {
    case 'security-group': {
      const groups = Object.entries(fence.group).map(([at, id]) => `arn:aws:ec2:${at}:*:security-group/${id}`)
      return {
        // EC2's describe actions know no resource.
        looking: [grant('ec2', ['DescribeSecurityGroups'], ['*'])],
        acting: [grant('ec2', ['RevokeSecurityGroupIngress', 'AuthorizeSecurityGroupIngress'], groups)],
      }
    }
    case 'stop': {
      const instances = regions.map(({ region }) => `arn:aws:rds:${region}:*:db:*`)
      return {
        looking: [grant('rds', ['DescribeDBInstances'], instances)],
        acting: [grant('rds', ['StopDBInstance', 'StartDBInstance'], instances)],
      }
    }
    case 'scale-to-zero': {
      const groups = Object.entries(fence.group).map(
        ([at, name]) => `arn:aws:autoscaling:${at}:*:autoScalingGroup:*:autoScalingGroupName/${name}`,
      )
      return {
        looking: [grant('autoscaling', ['DescribeAutoScalingGroups'], ['*'])],
        acting: [grant('autoscaling', ['UpdateAutoScalingGroup'], groups)],
      }
    }
    case 'read-only':
      return { looking: [], acting: [] }
    case 'object': {
      const objects = [`arn:aws:s3:::${fence.bucket}/${fence.key.replaceAll('{region}', '*')}`]
      return {
        // Leave to list the bucket also makes S3 say "not found", not "denied", of an object that is not there.
        looking: [grant('s3', ['HeadObject'], objects), grant('s3', ['HeadBucket'], [`arn:aws:s3:::${fence.bucket}`])],
        acting: [grant('s3', ['PutObject', 'DeleteObject'], objects)],
      }
    }
  }
}
