/** `autoscaling-group`: sees to it that a region has the instances to serve the app. */
import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import { type AwsContext, driverOf, type MakeDriver, targetIn } from '../driver-context.js'
import type { Settings } from './autoscaling-group.js'
import { freezeActs } from './autoscaling-group-freeze.js'
import { inspectGroups } from './autoscaling-group-inspect.js'
import {
  type GroupSeen,
  groupIn,
  groupTypes,
  isRefusedAll,
  type LaunchRefusal,
  refusalsOf,
} from './autoscaling-group-look.js'
import { groupTactics } from './autoscaling-group-tactics.js'
import { launchBy, launchFrom, launchText, mayLaunch, widened } from './autoscaling-group-types.js'
import { zoneActs } from './autoscaling-group-zones.js'
import { capacityActs, type Fleet, type Found } from './capacity-acts.js'
import type { Figures } from './capacity-figures.js'

export { check } from './autoscaling-group-check.js'

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as unknown as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspectGroups(resource.name, settings, context, signal),
    tactics: (end, seen) => groupTactics(resource.name, end, seen, settings),
    acts: {
      ...capacityActs(resource.name, fleetOf(settings, context), context.clock),
      ...zoneActs(settings, context),
      ...freezeActs(settings, context),
    },
  })
}

interface FoundGroup extends Found {
  readonly group: GroupSeen
}

const typesIn = (data: Action['with']): readonly string[] => z.array(z.string()).catch([]).parse(data.types)
const zonesIn = (data: Action['with']) => z.record(z.string(), z.string()).catch({}).parse(data.zones)

function fleetOf(settings: Settings, context: AwsContext): Fleet<FoundGroup> {
  const update = async (at: Region, to: object, { group }: FoundGroup, signal: AbortSignal): Promise<void> => {
    const command = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group.name, ...to })
    await context.aws.call('autoscaling', targetIn(at, settings.role), command, signal)
  }
  return {
    noun: 'instances',
    service: 'autoscaling',
    look: (at, data, signal) => lookAt(at, data, settings, context, signal),
    change: (at, _, to, found, signal) => update(at, sizes(to), found, signal),
    otherwise: async (at, data, found, signal) => {
      const types = typesIn(data)
      if (types.length === 0 || mayLaunch(found.group, types)) return false
      const policy = widened(found.group, types)
      if (!policy) return false
      await update(at, { MixedInstancesPolicy: policy }, found, signal)
      return true
    },
    revert: {
      // A group that may not launch our types was never widened: what it launches by since is another's doing, and stays.
      isBack: (data, { group }) =>
        typeof data.launch !== 'string' || launchBy(group.raw) === data.launch || !mayLaunch(group, typesIn(data)),
      back: (at, { launch }, found, signal) => update(at, launchFrom(launchText.parse(launch)), found, signal),
    },
  }
}

const sizes = ({ desired, max, min }: Figures) => ({ DesiredCapacity: desired, MaxSize: max, MinSize: min })

async function lookAt(
  at: Region,
  data: Action['with'],
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<FoundGroup> {
  const group = await groupIn(settings, at, context, signal)
  const short = group.useful < group.figures.desired
  const refusals = short ? await refusalsOf(group, settings, at, context, signal) : []
  const { figures, pending, useful } = group
  const byId = new Map(refusals.map((refusal) => [refusal.id, refusal]))
  return {
    ...{ group, figures, pending, useful },
    refusals: refusals.map((refusal) => withZoneId(refusal, zonesIn(data))),
    isRefused: (some) =>
      isRefusedAll(
        group.zones,
        groupTypes(group),
        some.flatMap(({ id }) => byId.get(id) ?? []),
      ),
  }
}

/** Names of zones mean another place in each account: people are told the id with it (law 21). */
function withZoneId(refusal: LaunchRefusal, ids: { readonly [name: string]: string }): LaunchRefusal {
  const id = refusal.zone === undefined ? undefined : ids[refusal.zone]
  return id === undefined ? refusal : { ...refusal, says: `${refusal.says} (${id})` }
}
