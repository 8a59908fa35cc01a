/** The capacity that the policy names: what each group has, where it stands, and what it would launch now. */
import { DescribeNodegroupCommand } from '@aws-sdk/client-eks'
import type { Disk, Group, Launch } from '../../../audit/estate.js'
import { FARGATE } from '../../../audit/vcpu-quota.js'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { ResourcePolicy } from '../../../policy/policy.js'
import type { Settings } from '../capacity/autoscaling-group.js'
import { launchOf } from '../capacity/autoscaling-group-launch.js'
import { type GroupSeen, groupIn } from '../capacity/autoscaling-group-look.js'
import { type Ground, groundOf, isRootOnEbs, serviceIn } from '../capacity/ecs-service-look.js'
import { zoneNames } from '../zone-names.js'
import type { Gathering } from './gathering.js'
import { networkOf } from './network.js'
import { marked } from './present.js'
import { reservedOf } from './reserved.js'
import { ASK_MS, namedIn, ofTypes, targetOf } from './tagged.js'
import { needsOf } from './task-needs.js'

/** Those of `at`. */
export async function groupsIn(at: Region, gathering: Gathering): Promise<readonly Group[]> {
  const { policy, seen } = gathering
  const each = (type: string, ask: typeof scalingGroup) =>
    ofTypes(policy, type).map((resource) =>
      seen(`${resource.name} in ${at}`, async () => {
        const group = await ask(resource, at, gathering)
        return group ? [group] : []
      }),
    )
  const found = await Promise.all([
    ...each('autoscaling-group', scalingGroup),
    ...each('ecs-service', service),
    ...each('eks-nodegroup', nodegroup),
  ])
  return found.flat()
}

async function scalingGroup(resource: ResourcePolicy, at: Region, gathering: Gathering): Promise<Group | undefined> {
  const { context, seen: ask, signal } = gathering
  const settings = resource.settings as unknown as Settings
  if (settings.group[at] === undefined) return undefined
  const seen = await groupIn(settings, at, context, signal, ASK_MS)
  const names = await zoneNames(context.aws, at, targetOf(at, resource).role, signal)
  const { desired, max } = seen.figures
  const { groups, ...launch } = await launchSeen(seen, settings, at, { context, signal })
  const [network] = await ask(`subnets of ${resource.name} in ${at}`, async () =>
    groups ? [await networkOf(groups, seen.subnets, targetOf(at, resource), gathering)] : [],
  )
  const { kind } = launch
  const [reserved] = await ask(`capacity reservations for ${resource.name} in ${at}`, async () =>
    kind === undefined ? [] : [await reservedOf(kind, seen.zones, targetOf(at, resource), gathering)],
  )
  return {
    ...{ resource: resource.name, name: seen.name, region: at, by: 'autoscaling', desired, useful: seen.useful },
    ...(reserved === undefined ? {} : { reserved }),
    ...(max === undefined ? {} : { max }),
    zones: seen.zones.map((name) => names.idOf(name) ?? name),
    ...{ launch, ...(network ? { network } : {}), targetGroups: seen.raw.TargetGroupARNs ?? [] },
  }
}

async function launchSeen(
  seen: GroupSeen,
  settings: Settings,
  at: Region,
  { context, signal }: Pick<Gathering, 'context' | 'signal'>,
): Promise<Launch & { readonly groups?: readonly string[] }> {
  try {
    const { data, groups, keys, root, says, type } = await launchOf(seen, settings, at, context, signal, () => ASK_MS)
    const disks: readonly Disk[] = [
      { use: 'root', on: root === 'instance-store' ? 'store' : 'ebs', name: 'root' },
      ...data.map((name): Disk => ({ use: 'data', on: 'ebs', name })),
    ]
    return {
      is: 'whole',
      says,
      disks,
      keys,
      ...(type === undefined ? {} : { kind: type }),
      ...(groups ? { groups } : {}),
    }
  } catch (thrown) {
    if (!(thrown instanceof OperatingError)) throw thrown
    return { is: thrown.code === 'not-found' ? 'missing' : 'unknown', says: thrown.message, disks: [] }
  }
}

async function service(resource: ResourcePolicy, at: Region, gathering: Gathering): Promise<Group | undefined> {
  const { context, seen, signal } = gathering
  const [cluster, name] = [namedIn(resource, 'cluster', at), namedIn(resource, 'service', at)]
  if (cluster === undefined || name === undefined) return undefined
  const found = await serviceIn({ cluster, service: name }, targetOf(at, resource), context, signal, ASK_MS)
  const ground = groundOf(found)
  const target = targetOf(at, resource)
  const [needs] = await seen(`task definition of ${resource.name} in ${at}`, async () => [
    await needsOf(found.taskDefinition, target, { context, signal }),
  ])
  const account = found.taskDefinition?.split(':')[4]
  const fetches = await marked(needs?.fetches ?? [], target, account, gathering)
  const by = ground.on === 'fargate' ? 'fargate' : 'ecs-on-ec2'
  const [network] = await seen(`subnets of ${resource.name} in ${at}`, async () => {
    const { securityGroups = [], subnets = [] } = found.networkConfiguration?.awsvpcConfiguration ?? {}
    return securityGroups.length > 0 ? [await networkOf(securityGroups, subnets, target, gathering)] : []
  })
  return {
    ...{ resource: resource.name, name, region: at, by, zones: [] },
    ...{ desired: found.desiredCount ?? 0, useful: found.runningCount ?? 0 },
    launch: { ...taskOf(ground), fetches, ...(needs?.vcpus === undefined ? {} : { vcpus: needs.vcpus }) },
    ...(network ? { network } : {}),
    targetGroups: (found.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
  }
}

const ROOT: readonly Disk[] = [{ use: 'root', on: 'ebs', name: 'root' }]

/** What one more task needs. */
function taskOf(ground: Ground): Launch {
  const volumes = ground.volumes.map((name): Disk => ({ use: 'data', on: 'ebs', name }))
  if (isRootOnEbs(ground)) {
    const says = 'its instances are not named in the policy; their roots are taken for EBS'
    return { is: 'unknown', says, disks: [...ROOT, ...volumes] }
  }
  const [kind, says] =
    ground.on === 'fargate' ? [FARGATE, 'tasks of Fargate'] : ['tasks', 'tasks on machines outside AWS']
  return { is: 'whole', says, kind, disks: volumes }
}

async function nodegroup(
  resource: ResourcePolicy,
  at: Region,
  { context, signal }: Gathering,
): Promise<Group | undefined> {
  const [clusterName, nodegroupName] = [namedIn(resource, 'cluster', at), namedIn(resource, 'nodegroup', at)]
  if (clusterName === undefined || nodegroupName === undefined) return undefined
  const command = new DescribeNodegroupCommand({ clusterName, nodegroupName })
  const { nodegroup: found } = await context.aws.call('eks', targetOf(at, resource), command, signal, ASK_MS)
  const { desiredSize = 0, maxSize } = found?.scalingConfig ?? {}
  const [kind] = found?.instanceTypes ?? []
  return {
    ...{ resource: resource.name, name: nodegroupName, region: at, by: 'eks', zones: [] },
    ...{ desired: desiredSize, useful: desiredSize, ...(maxSize === undefined ? {} : { max: maxSize }) },
    launch: { is: 'whole', says: `nodes of ${clusterName}`, disks: ROOT, ...(kind === undefined ? {} : { kind }) },
  }
}
