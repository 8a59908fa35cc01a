/** The single changes that a group is left, restored, frozen and thawed by. */
import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import type { Action } from '../../../model/plan.js'
import { type AwsContext, targetIn, textIn } from '../driver-context.js'
import { regionName } from '../plan-region.js'
import type { Settings } from './autoscaling-group.js'
import { groupIn } from './autoscaling-group-look.js'

type Data = Action['with']

/** Suspended for a zone that is left as well as for a freeze: whichever of them ends last resumes it. */
export const REBALANCE = 'AZRebalance'

/** The single changes, each of the group that an action names. */
export function changesOf(settings: Settings, context: AwsContext) {
  const target = (data: Data) => targetIn(regionName(data, 'at'), settings.role)
  const named = (data: Data) => ({ AutoScalingGroupName: textIn(data, 'group') })
  const tag = (data: Data, Key: string) => ({
    ResourceId: textIn(data, 'group'),
    ResourceType: 'auto-scaling-group',
    Key,
    PropagateAtLaunch: false,
  })
  const { aws } = context
  return {
    find: (data: Data, signal: AbortSignal) => groupIn(settings, regionName(data, 'at'), context, signal),
    mark: (data: Data, key: string, value: string, signal: AbortSignal) =>
      aws.call(
        'autoscaling',
        target(data),
        new CreateOrUpdateTagsCommand({ Tags: [{ ...tag(data, key), Value: value }] }),
        signal,
      ),
    unmark: (data: Data, key: string, signal: AbortSignal) =>
      aws.call('autoscaling', target(data), new DeleteTagsCommand({ Tags: [tag(data, key)] }), signal),
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
