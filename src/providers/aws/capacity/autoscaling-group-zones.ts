/** What makes a group leave a zone or take it back, and what freezes and thaws it. */
import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import type { Action } from '../../../model/plan.js'
import type { Holding } from '../../../model/resource.js'
import { type Acts, type AwsContext, targetIn, textIn } from '../driver-context.js'
import { carriedIn } from '../plan-data.js'
import { regionName } from '../plan-region.js'
import type { Settings } from './autoscaling-group.js'
import { type GroupSeen, groupIn } from './autoscaling-group-look.js'
import { markKey, markOf } from './autoscaling-group-marks.js'
import { FREEZES, GROUP_VERBS } from './autoscaling-group-tactics.js'

type Data = Action['with']
const texts = z.array(z.string())
const REBALANCE = 'AZRebalance'

/** The subnets that an action is about, and whether rebalancing is suspended for it. */
const partOf = (data: Data) => ({
  subnets: carriedIn(data, 'subnets', texts),
  rebalance: carriedIn(data, 'rebalance', z.boolean()),
  zone: textIn(data, 'zone'),
})

/** Acts by which a group leaves a zone and takes it back. The mark comes first and goes last: a run that was cut off leaves it standing. */
export function zoneActs(settings: Settings, context: AwsContext): Acts {
  const { find, mark, resume, suspend, toSubnets, unmark } = changesOf(settings, context)
  return {
    [GROUP_VERBS.leaveZone]: {
      holds: async (data, { signal }) => hasLeft(data, await find(data, signal)),
      apply: async (data, { signal }) => {
        const { rebalance, subnets, zone } = partOf(data)
        const group = await find(data, signal)
        const rest = group.subnets.filter((id) => !subnets.includes(id))
        if (rest.length === 0) {
          const what = `${group.name} would be left without a subnet: ${zone} is the last zone it stands in`
          throw new OperatingError('refused', what, 'bring another zone back first')
        }
        await mark(data, signal)
        if (rebalance && !group.suspended.includes(REBALANCE)) await suspend(data, [REBALANCE], signal)
        if (rest.length < group.subnets.length) await toSubnets(data, rest, signal)
      },
    },
    [GROUP_VERBS.restoreZone]: {
      holds: async (data, { signal }) => isBack(data, await find(data, signal)),
      apply: async (data, { signal }) => {
        const { rebalance, subnets } = partOf(data)
        const group = await find(data, signal)
        const missing = subnets.filter((id) => !group.subnets.includes(id))
        if (missing.length > 0) await toSubnets(data, [...group.subnets, ...missing], signal)
        if (rebalance && group.suspended.includes(REBALANCE) && !isLeftElsewhere(data, group)) {
          await resume(data, [REBALANCE], signal)
        }
        await unmark(data, signal)
      },
    },
  }
}

function hasLeft(data: Data, group: GroupSeen): Holding {
  const { rebalance, subnets, zone } = partOf(data)
  const still = subnets.filter((id) => group.subnets.includes(id))
  if (still.length > 0) return { is: 'no', because: `${group.name} still launches in ${zone} (${still.join(', ')})` }
  const isQuiet = !rebalance || group.suspended.includes(REBALANCE)
  const because = `${group.name} launches nothing in ${zone}${isQuiet ? '' : ', but rebalances'}`
  return { is: isQuiet && group.left[zone] !== undefined ? 'yes' : 'no', because }
}

function isBack(data: Data, group: GroupSeen): Holding {
  const { rebalance, subnets, zone } = partOf(data)
  const missing = subnets.filter((id) => !group.subnets.includes(id))
  if (missing.length > 0) return { is: 'no', because: `${group.name} has no ${missing.join(', ')} of ${zone}` }
  const isFree = !rebalance || isLeftElsewhere(data, group) || !group.suspended.includes(REBALANCE)
  const because = `${group.name} launches in ${zone}${isFree ? '' : ', but does not rebalance'}`
  return { is: isFree && group.left[zone] === undefined ? 'yes' : 'no', because }
}

/** Another zone that was left without rebalancing still wants it suspended. */
const isLeftElsewhere = (data: Data, { left }: GroupSeen): boolean =>
  Object.entries(left).some(([zone, { rebalance }]) => rebalance && zone !== textIn(data, 'zone'))

/** Acts that freeze a group and thaw it again, of exactly what was suspended for it. */
export function freezeActs(settings: Settings, context: AwsContext): Acts {
  const { find, resume, suspend } = changesOf(settings, context)
  const processes = (data: Data): readonly string[] => carriedIn(data, 'processes', texts)
  return {
    [GROUP_VERBS.suspend]: {
      holds: async (data, { signal }) => {
        const { name, suspended } = await find(data, signal)
        const running = FREEZES.filter((process) => !suspended.includes(process))
        return running.length === 0
          ? { is: 'yes', because: `${name} neither ends, replaces nor moves instances` }
          : { is: 'no', because: `${running.join(', ')} of ${name} run` }
      },
      apply: async (data, { signal }) => {
        const { suspended } = await find(data, signal)
        const running = FREEZES.filter((process) => !suspended.includes(process))
        if (running.length > 0) await suspend(data, running, signal)
      },
    },
    [GROUP_VERBS.resume]: {
      holds: async (data, { signal }) => {
        const { name, suspended } = await find(data, signal)
        const still = processes(data).filter((process) => suspended.includes(process))
        return still.length === 0
          ? { is: 'yes', because: `${processes(data).join(', ') || 'nothing'} of ${name} was to be resumed, and runs` }
          : { is: 'no', because: `${still.join(', ')} of ${name} are suspended` }
      },
      apply: async (data, { signal }) => {
        const { suspended } = await find(data, signal)
        const still = processes(data).filter((process) => suspended.includes(process))
        // Without names the call would resume everything, whoever suspended it.
        if (still.length > 0) await resume(data, still, signal)
      },
    },
  }
}

/** The single changes, each of the group that an action names. */
function changesOf(settings: Settings, context: AwsContext) {
  const target = (data: Data) => targetIn(regionName(data, 'at'), settings.role)
  const named = (data: Data) => ({ AutoScalingGroupName: textIn(data, 'group') })
  const tag = (data: Data) => ({
    ResourceId: textIn(data, 'group'),
    ResourceType: 'auto-scaling-group',
    Key: markKey(textIn(data, 'zone')),
    PropagateAtLaunch: false,
  })
  const { aws } = context
  return {
    find: (data: Data, signal: AbortSignal) => groupIn(settings, regionName(data, 'at'), context, signal),
    mark: (data: Data, signal: AbortSignal) =>
      aws.call(
        'autoscaling',
        target(data),
        new CreateOrUpdateTagsCommand({ Tags: [{ ...tag(data), Value: markOf(partOf(data)) }] }),
        signal,
      ),
    unmark: (data: Data, signal: AbortSignal) =>
      aws.call('autoscaling', target(data), new DeleteTagsCommand({ Tags: [tag(data)] }), signal),
    suspend: (data: Data, processes: readonly string[], signal: AbortSignal) =>
      aws.call(
        'autoscaling',
        target(data),
        new SuspendProcessesCommand({ ...named(data), ScalingProcesses: [...processes] }),
        signal,
      ),
    resume: (data: Data, processes: readonly string[], signal: AbortSignal) =>
      aws.call(
        'autoscaling',
        target(data),
        new ResumeProcessesCommand({ ...named(data), ScalingProcesses: [...processes] }),
        signal,
      ),
    toSubnets: (data: Data, subnets: readonly string[], signal: AbortSignal) =>
      aws.call(
        'autoscaling',
        target(data),
        new UpdateAutoScalingGroupCommand({ ...named(data), VPCZoneIdentifier: [...subnets].sort().join(',') }),
        signal,
      ),
  }
}
