/**
 * What freezes a group and thaws it again (law 24). What we suspend is marked on the group before, and the mark goes last: a
 * run that was cut off leaves it standing, and a thaw resumes what the mark says and nothing that someone else suspended.
 */
import type { Acts, AwsContext } from '../driver-context.js'
import type { Settings } from './autoscaling-group.js'
import { changesOf, REBALANCE } from './autoscaling-group-changes.js'
import type { GroupSeen } from './autoscaling-group-look.js'
import { FROZEN_KEY } from './autoscaling-group-marks.js'
import { FREEZES, GROUP_VERBS } from './autoscaling-group-tactics.js'

/** Acts that freeze a group and thaw it again, of exactly what was suspended for it. */
export function freezeActs(settings: Settings, context: AwsContext): Acts {
  const { find, mark, resume, suspend, unmark } = changesOf(settings, context)
  return {
    [GROUP_VERBS.suspend]: {
      holds: async (data, { signal }) => {
        const group = await find(data, signal)
        const running = runningIn(group)
        return running.length === 0
          ? { is: 'yes', because: `${group.name} neither ends, replaces nor moves instances` }
          : { is: 'no', because: `${running.join(', ')} of ${group.name} run` }
      },
      apply: async (data, { signal }) => {
        const group = await find(data, signal)
        const running = runningIn(group)
        if (running.length === 0) return
        const ours = FREEZES.filter((process) => running.includes(process) || isOurs(process, group))
        await mark(data, FROZEN_KEY, ours.join(' '), signal)
        await suspend(data, running, signal)
      },
    },
    [GROUP_VERBS.resume]: {
      holds: async (data, { signal }) => {
        const { frozen, name } = await find(data, signal)
        return frozen === undefined
          ? { is: 'yes', because: `nothing of ${name} is suspended for a freeze` }
          : { is: 'no', because: `${frozen.join(', ')} of ${name} are suspended for a freeze` }
      },
      apply: async (data, { signal }) => {
        const { frozen, left, suspended } = await find(data, signal)
        if (frozen === undefined) return
        const isLeft = Object.values(left).some(({ rebalance }) => rebalance)
        const still = frozen.filter((process) => suspended.includes(process) && !(process === REBALANCE && isLeft))
        // Without names the call would resume everything, whoever suspended it.
        if (still.length > 0) await resume(data, still, signal)
        await unmark(data, FROZEN_KEY, signal)
      },
    },
  }
}

const runningIn = ({ suspended }: GroupSeen): readonly string[] =>
  FREEZES.filter((process) => !suspended.includes(process))

/** Suspended by us before: by a freeze that was cut off, or for a zone that is left. */
const isOurs = (process: string, { frozen = [], left }: GroupSeen): boolean =>
  frozen.includes(process) || (process === REBALANCE && Object.values(left).some(({ rebalance }) => rebalance))
