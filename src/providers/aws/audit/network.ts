/** Who stands where in the network, and who lets in whom: subnets and security groups, as EC2 tells of them. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, type IpPermission } from '@aws-sdk/client-ec2'
import type { Door, Network } from '../../../audit/estate.js'
import type { Target } from '../call/client-settings.js'
import type { Gathering } from './gathering.js'
import { ASK_MS } from './tagged.js'

type Asking = Pick<Gathering, 'context' | 'signal'>

/** Of what is launched into `subnets` with the security groups `groups`. */
export async function networkOf(
  groups: readonly string[],
  subnets: readonly string[],
  target: Target,
  { context, signal }: Asking,
): Promise<Network> {
  if (subnets.length === 0) return { groups, ranges: [] }
  const command = new DescribeSubnetsCommand({ SubnetIds: [...subnets] })
  const { Subnets = [] } = await context.aws.call('ec2', target, command, signal, ASK_MS)
  return { groups, ranges: Subnets.flatMap(({ CidrBlock }) => CidrBlock ?? []).sort() }
}

/** Whom the security groups `groups` admit at `port`. */
export async function doorOf(
  groups: readonly string[],
  port: number,
  target: Target,
  { context, signal }: Asking,
): Promise<Door> {
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [...groups] })
  const { SecurityGroups = [] } = await context.aws.call('ec2', target, command, signal, ASK_MS)
  const admits = SecurityGroups.flatMap(({ IpPermissions = [] }) =>
    IpPermissions.filter((permission) => isAt(port, permission)).flatMap(sourcesOf),
  )
  return { port, groups, admits: [...new Set(admits)].sort() }
}

/** `-1` is every protocol, and every port of it. */
const isAt = (port: number, { FromPort, IpProtocol, ToPort }: IpPermission): boolean =>
  IpProtocol === '-1' || (IpProtocol === 'tcp' && (FromPort ?? 0) <= port && port <= (ToPort ?? 65_535))

const sourcesOf = ({ IpRanges = [], PrefixListIds = [], UserIdGroupPairs = [] }: IpPermission): readonly string[] => [
  ...UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? []),
  ...IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []),
  ...PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []),
]
