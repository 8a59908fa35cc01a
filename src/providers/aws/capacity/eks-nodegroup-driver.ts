/**
 * `eks-nodegroup`: sees to it that a region has the nodes to serve the app. EKS says what a node group is told to have; how
 * many nodes serve, the Auto Scaling groups behind it say. Managed nodes start from volumes of EBS (law 9).
 */
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeNodegroupCommand, type Nodegroup, UpdateNodegroupConfigCommand } from '@aws-sdk/client-eks'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { End, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import {
  type AwsContext,
  answersFact,
  driverOf,
  inRegion,
  type MakeDriver,
  regionsWith,
  targetIn,
} from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import { groupOf } from './autoscaling-group-look.js'
import { capacityActs, type Fleet, type Found } from './capacity-acts.js'
import { roomFor, sayFigures, standingIn } from './capacity-figures.js'
import { fleetFact, inspectFleet, roomFact } from './capacity-inspect.js'
import { capacityTactics } from './capacity-tactics.js'
import type { Settings } from './eks-nodegroup.js'
import { fleetsNow } from './fleets-now.js'
import { addressesFor } from './subnets.js'

const ASK_MS = 2_500
/** Two questions one after the other, and an inspection ends in three seconds. */
const EACH_MS = ASK_MS / 2
const NOUN = 'nodes'

interface FoundNodes extends Found {
  readonly nodegroup: Nodegroup
}

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as unknown as Settings
  const look = (at: Region, signal: AbortSignal) => lookAt(at, settings, context, signal)
  const fleet: Fleet<FoundNodes> = {
    ...{ noun: NOUN, service: 'eks' },
    look: (at, _, signal) => look(at, signal),
    change: async (at, _, { desired: desiredSize, max: maxSize, min: minSize }, __, signal) => {
      const scalingConfig = { desiredSize, maxSize, minSize }
      const command = new UpdateNodegroupConfigCommand({ ...named(settings, at), scalingConfig })
      await context.aws.call('eks', targetIn(at, settings.role), command, signal)
    },
  }
  return driverOf(resource, context, {
    inspect: (signal) =>
      inspectFleet(
        {
          ...{ resource: resource.name, noun: NOUN, policy: settings },
          regions: regionsWith(settings.nodegroup, context),
          plane: (at) => controlOf('eks', at),
          look,
          say: ({ figures, nodegroup: { nodegroupName, status }, useful }) =>
            `${nodegroupName} (${status}) has ${useful} nodes in service, and wants ${sayFigures(figures)}`,
          state: () => ({}),
        },
        context,
        signal,
      ),
    tactics: (end, seen) => tactics(resource.name, end, seen, settings),
    acts: capacityActs(resource.name, fleet, context.clock),
  })
}

function tactics(resource: string, end: End, seen: Inspection, settings: Settings): readonly Tactic[] {
  if (end.kind !== 'capacity' || settings.nodegroup[end.at] === undefined) return []
  const { at, from } = end
  const eks = controlOf('eks', at)
  return capacityTactics({
    ...{ resource, noun: NOUN, at, from, policy: settings },
    ...{ seen: standingIn(seen, at), source: standingIn(seen, from) },
    needs: { change: [eks], launch: [controlOf('autoscaling', at), controlOf('ec2', at), controlOf('ebs', at)] },
    prerequisites: [answersFact(eks), fleetFact(at), roomFact(at)],
    ...{ carried: {}, expectedMs: 180_000 },
  })
}

const named = ({ cluster, nodegroup }: Settings, at: Region) => ({
  clusterName: inRegion(cluster, at, 'EKS cluster'),
  nodegroupName: inRegion(nodegroup, at, 'node group'),
})

async function lookAt(at: Region, settings: Settings, context: AwsContext, signal: AbortSignal): Promise<FoundNodes> {
  const target = targetIn(at, settings.role)
  const { clusterName, nodegroupName } = named(settings, at)
  const command = new DescribeNodegroupCommand({ clusterName, nodegroupName })
  const { nodegroup } = await context.aws.call('eks', target, command, signal, EACH_MS)
  if (!nodegroup) throw new OperatingError('not-found', `${at} has no node group "${nodegroupName}" in ${clusterName}`)
  const { pending, useful } = await nodesOf(nodegroup, at, settings, context, signal)
  const { desiredSize = 0, maxSize = 0, minSize = 0 } = nodegroup.scalingConfig ?? {}
  return {
    ...{ nodegroup, pending, useful, figures: { desired: desiredSize, min: minSize, max: maxSize } },
    refusals: refusalsOf(nodegroup, context.clock.now()),
    unready: nodegroup.status === 'ACTIVE' ? undefined : `the node group is ${nodegroup.status}`,
    // EKS reports an issue once its group gave up, not at the first zone that refused.
    isRefused: (refusals) => refusals.length > 0 && pending === 0 && nodegroup.status !== 'UPDATING',
  }
}

async function nodesOf(
  { resources }: Nodegroup,
  at: Region,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<{ readonly useful: number; readonly pending: number }> {
  const names = (resources?.autoScalingGroups ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]))
  // Without names the call would describe every group there is.
  if (names.length === 0) return { useful: 0, pending: 0 }
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: names })
  const { AutoScalingGroups = [] } = await aws.call('autoscaling', targetIn(at, role), command, signal, EACH_MS)
  const groups = AutoScalingGroups.map((group) => groupOf(group.AutoScalingGroupName ?? '', group))
  const sum = (of: 'pending' | 'useful'): number => groups.reduce((all, group) => all + group[of], 0)
  return { useful: sum('useful'), pending: sum('pending') }
}

/** Issues of a node group that mean no more nodes: https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html */
const SHORT: ReadonlySet<string> = new Set([
  ...['AsgInstanceLaunchFailures', 'InsufficientFreeAddresses', 'InstanceLimitExceeded', 'Ec2LaunchTemplateNotFound'],
])

/** An issue has no date: it stands now. */
const refusalsOf = ({ health }: Nodegroup, now: number) =>
  (health?.issues ?? []).flatMap(({ code = '', message = '' }) =>
    SHORT.has(code) ? [{ id: `${code} ${message}`, at: now, says: `${code}: ${message}` }] : [],
  )

/**
 * That each node group exists, is well, may have what the policy asks for, and has addresses left in its subnets for the nodes
 * that the largest of them runs; pods that are given addresses of the subnets need more.
 */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const own = settings as unknown as Settings
  const { looks, wanted } = await fleetsNow(regionsWith(own.nodegroup, context), 'eks', own.capacity, (at) =>
    lookAt(at, own, context, signal),
  )
  const findings = context.regions.map(async ({ region: at }): Promise<readonly Finding[]> => {
    const say = (rule: string, severity: Finding['severity'], says: string, next: string): Finding => ({
      ...{ rule, severity, resource: name, says, next },
    })
    const found = looks.get(at)
    if (!found) {
      return [say('nodegroup-unnamed', 'warning', `the policy names no node group in ${at}`, `name the one of ${at}`)]
    }
    if (found.is === 'none') {
      const severity = severityOf(found)
      return [say('nodegroup-missing', severity, found.because, 'mend the name in the policy, or make the node group')]
    }
    const { figures, nodegroup, useful } = found.answer
    const what = `${own.nodegroup[at]} in ${at}`
    const arrivals = { resource: name, what, noun: NOUN, more: wanted - useful, subnets: nodegroup.subnets ?? [] }
    const room = roomFor(own, NOUN, figures)
    const issues = nodegroup.health?.issues ?? []
    return [
      ...(room.is === 'unmet' ? [say('max-too-small', 'error', `${what}: ${room.because}`, 'raise the maximum')] : []),
      ...issues.map(({ code, message }) =>
        say('nodegroup-issue', 'error', `${what}: ${code}: ${message}`, 'mend what EKS names'),
      ),
      ...(await addressesFor(arrivals, own, at, context, signal, ASK_MS)),
    ]
  })
  return (await Promise.all(findings)).flat()
}
