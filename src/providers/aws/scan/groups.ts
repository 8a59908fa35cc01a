/** Auto Scaling groups of the app, and the managed node groups of EKS, which are kept in such groups and say so by tags. */
import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import type { FoundResource, Part } from './found.js'
import { matchOf } from './match.js'
import { nameFor } from './name-for.js'
import { byRegionOf, type Pair, type Placed, pair, sayAlone, sayPair } from './pair.js'
import type { Questions } from './questions.js'

/** A group of the app. */
export interface Group extends Placed {
  readonly desired: number
  readonly max: number
  readonly subnets: readonly string[]
  readonly zoneNames: readonly string[]
  readonly targetGroups: readonly string[]
  /** Where EKS keeps it. */
  readonly nodegroup?: { readonly cluster: string; readonly name: string }
}

/** The groups of the app in every region. */
export const readGroups = (questions: Questions): Promise<readonly Group[]> =>
  questions.inEach(async (region) => {
    const all = await questions.list(
      'autoscaling',
      region,
      (NextToken) => new DescribeAutoScalingGroupsCommand({ MaxRecords: 100, NextToken }),
      ({ AutoScalingGroups: items = [], NextToken: next }) => ({ items, next }),
    )
    return all.flatMap((group): readonly Group[] => {
      const { AutoScalingGroupName: name = '', Tags = [] } = group
      const nodegroup = nodegroupIn(group)
      const because =
        matchOf(questions.app, name, Tags) ??
        (nodegroup && matchOf(questions.app, `${nodegroup.cluster} ${nodegroup.name}`))
      return because === undefined
        ? []
        : [{ ...plainGroup(group), region, because, ...(nodegroup ? { nodegroup } : {}) }]
    })
  })

const plainGroup = (group: AutoScalingGroup): Omit<Group, 'region' | 'because' | 'nodegroup'> => ({
  ...{ name: group.AutoScalingGroupName ?? '', desired: group.DesiredCapacity ?? 0, max: group.MaxSize ?? 0 },
  subnets: (group.VPCZoneIdentifier ?? '').split(',').filter((id) => id !== ''),
  zoneNames: group.AvailabilityZones ?? [],
  targetGroups: group.TargetGroupARNs ?? [],
})

/** EKS tags the groups it makes (https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html). */
function nodegroupIn({ Tags = [] }: AutoScalingGroup): Group['nodegroup'] {
  const tag = (key: string): string | undefined => Tags.find(({ Key }) => Key === key)?.Value
  const [cluster, name] = [tag('eks:cluster-name'), tag('eks:nodegroup-name')]
  return cluster === undefined || name === undefined ? undefined : { cluster, name }
}

/** What the policy says of them. */
export function groupsPart(groups: readonly Group[], { app, regions }: Pick<Questions, 'app' | 'regions'>): Part {
  const plain = pair(
    groups.filter(({ nodegroup }) => !nodegroup),
    regions,
  )
  const nodes = pair(
    groups.flatMap((group) => (group.nodegroup ? [{ ...group, name: group.nodegroup.name }] : [])),
    regions,
  )
  const resourceOf = (type: string, what: string, { how, members }: Pair<Group>): FoundResource => ({
    type,
    name: nameFor(members[0], app, 'servers'),
    settings: { ...namesOf(type, members), capacity: Math.max(1, members[0].desired) },
    because: [...sayPair(what, { how, members }, regions), ...sayRoom(members)],
  })
  return {
    resources: [
      ...plain.pairs.map((found) => resourceOf('autoscaling-group', 'Auto Scaling groups', found)),
      ...nodes.pairs.map((found) => resourceOf('eks-nodegroup', 'Managed node groups of EKS', found)),
    ],
    notFound: [],
    leftOut: [
      ...sayAlone('Auto Scaling groups', plain.alone, regions),
      ...sayAlone('Managed node groups of EKS', nodes.alone, regions),
    ],
  }
}

function namesOf(type: string, members: readonly Group[]): FoundResource['settings'] {
  if (type === 'autoscaling-group') return { group: byRegionOf(members, ({ name }) => name) }
  return {
    cluster: byRegionOf(members, ({ nodegroup }) => nodegroup?.cluster ?? ''),
    nodegroup: byRegionOf(members, ({ name }) => name),
  }
}

/** What runs today, and whether each standby may grow to it. */
function sayRoom([home, ...standbys]: Pair<Group>['members']): readonly string[] {
  const wanted = Math.max(1, home.desired)
  const small = standbys.filter(({ max }) => max < wanted)
  return [
    `capacity is what ${home.region} runs today: ${home.desired}${home.desired === 0 ? ', so 1 stands here' : ''}.`,
    ...standbys.map(({ desired, max, region }) => `${region} runs ${desired} and may grow to ${max}.`),
    ...small.map(({ max, region }) => `Too small: raise the maximum of ${max} in ${region}, or add raise_max: true.`),
  ]
}
