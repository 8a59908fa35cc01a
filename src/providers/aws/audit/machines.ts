/** The app's instances and their disks: by tag, or as members of the groups that the policy names. */
import { DescribeInstancesCommand, type Filter, type Instance } from '@aws-sdk/client-ec2'
import type { Disk, Machine } from '../../../audit/estate.js'
import { isZoneId, type Region } from '../../../model/place.js'
import { everyPage } from '../watch/watch.js'
import { type ZoneNames, zoneNames } from '../zone-names.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, namedIn, ofTypes, TAG, targetOf } from './tagged.js'

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
const GROUP_TAG = 'aws:autoscaling:groupName'
const PAGE = 1_000

/** Those that run in `at`. */
export async function machinesIn(at: Region, gathering: Gathering): Promise<readonly Machine[]> {
  const { context, policy, signal } = gathering
  const groups = ofTypes(policy, 'autoscaling-group').flatMap((resource) => {
    const group = namedIn(resource, 'group', at)
    return group === undefined ? [] : [{ resource, group }]
  })
  const found = await Promise.all([
    listed(at, { Name: `tag:${TAG}`, Values: [policy.app] }, gathering),
    ...groups.map(({ group, resource }) =>
      listed(at, { Name: `tag:${GROUP_TAG}`, Values: [group] }, gathering, targetOf(at, resource)),
    ),
  ])
  const each = [...new Map(found.flat().map((instance) => [instance.InstanceId ?? '', instance])).values()]
  if (each.length === 0) return []
  const names = await zoneNames(context.aws, at, undefined, signal)
  const ownerOf = (group: string | undefined): string | undefined =>
    groups.find((one) => one.group === group)?.resource.name
  return each.map((instance) => machineOf(instance, at, names, ownerOf(tagOf(instance, GROUP_TAG))))
}

async function listed(
  at: Region,
  filter: Filter,
  { context, signal }: Gathering,
  target = targetOf(at),
): Promise<readonly Instance[]> {
  const running = { Name: 'instance-state-name', Values: ['running'] }
  return everyPage<Instance>(`instances in ${at}`, async (NextToken) => {
    const command = new DescribeInstancesCommand({ Filters: [filter, running], MaxResults: PAGE, NextToken })
    const { NextToken: next, Reservations = [] } = await context.aws.call('ec2', target, command, signal, ASK_MS)
    return { items: Reservations.flatMap(({ Instances = [] }) => Instances), next }
  })
}

const tagOf = ({ Tags = [] }: Instance, key: string): string | undefined => Tags.find(({ Key }) => Key === key)?.Value

function machineOf(instance: Instance, region: Region, names: ZoneNames, resource: string | undefined): Machine {
  const name = instance.Placement?.AvailabilityZone ?? ''
  const zone = isZoneId(name) ? name : names.idOf(name)
  return {
    ...{ id: instance.InstanceId ?? 'an instance without id', region, kind: instance.InstanceType ?? 'unknown' },
    ...(zone === undefined ? {} : { zone }),
    ...(resource === undefined ? {} : { resource }),
    disks: disksOf(instance),
  }
}

/** Attached disks inside the host are not listed by EC2 as mappings; the root's type is told apart. */
function disksOf({ BlockDeviceMappings = [], RootDeviceName, RootDeviceType }: Instance): readonly Disk[] {
  const volumes = BlockDeviceMappings.flatMap(({ DeviceName: name = '', Ebs }): readonly Disk[] =>
    Ebs === undefined ? [] : [{ use: name === RootDeviceName ? 'root' : 'data', on: 'ebs', name }],
  )
  if (RootDeviceType === 'instance-store') {
    return [
      { use: 'root', on: 'store', name: RootDeviceName ?? 'root' },
      ...volumes.filter(({ use }) => use === 'data'),
    ]
  }
  const hasRoot = volumes.some(({ use }) => use === 'root')
  return hasRoot ? volumes : [{ use: 'root', on: 'ebs', name: RootDeviceName ?? 'root' }, ...volumes]
}
