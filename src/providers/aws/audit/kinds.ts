/** The types of the app's machines, and those of the same make with disks inside the host, as a region offers them. */
import { DescribeInstanceTypesCommand, type InstanceTypeInfo } from '@aws-sdk/client-ec2'
import { withDisks } from '../../../audit/ebs-alternative.js'
import type { Group, Machine, MachineKind } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import { everyPage, inGroups } from '../watch/watch.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, targetOf } from './tagged.js'

const FILTER_VALUES = 200

/** Asked for by a filter, since a type that a region does not know is an error by name. */
export async function kindsIn(
  region: Region,
  machines: readonly Machine[],
  groups: readonly Group[],
  { context, policy, signal }: Gathering,
): Promise<readonly MachineKind[]> {
  const here = [
    ...machines.filter((each) => each.region === region).map(({ kind }) => kind),
    ...groups.filter((each) => each.region === region).flatMap(({ launch }) => launch?.kind ?? []),
  ].filter((kind) => kind.includes('.'))
  const wanted = [...new Set(here.flatMap((kind) => [kind, ...withDisks(kind)]))].sort()
  // What a type is, every account of the region is told: the first that the policy has a role for is asked.
  const [resource] = policy.plan.resources.filter(({ name }) =>
    [...machines, ...groups].some((each) => each.region === region && each.resource === name),
  )
  const target = targetOf(region, resource)
  const found = await Promise.all(
    inGroups(wanted, FILTER_VALUES).map((values) =>
      everyPage<InstanceTypeInfo>(`instance types in ${region}`, async (NextToken) => {
        const Filters = [{ Name: 'instance-type', Values: [...values] }]
        const command = new DescribeInstanceTypesCommand({ Filters, NextToken })
        const { InstanceTypes = [], NextToken: next } = await context.aws.call('ec2', target, command, signal, ASK_MS)
        return { items: InstanceTypes, next }
      }),
    ),
  )
  return found.flat().map(kindOf)
}

const kindOf = (found: InstanceTypeInfo): MachineKind => ({
  kind: found.InstanceType ?? 'unknown',
  vcpus: found.VCpuInfo?.DefaultVCpus ?? 0,
  memoryMib: found.MemoryInfo?.SizeInMiB ?? 0,
  storeGb: found.InstanceStorageInfo?.TotalSizeInGB ?? 0,
  mayRootOnStore: found.SupportedRootDeviceTypes?.includes('instance-store') ?? false,
})
