/** A fence by taking away the servers that write: minimum and desired size of an Auto Scaling group go to 0. */
import { DescribeAutoScalingGroupsCommand, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import type { Action, Json } from '../../../model/plan.js'
import { type AwsContext, asked, inRegion, numberIn, targetIn, textIn } from '../driver-context.js'
import { controlOf } from '../places.js'
import type { FenceKind, Roles } from './fence-kind.js'
import type { FenceOf } from './fence-settings.js'

const ASK_MS = 2_500

export const scaleToZeroFence: FenceKind<FenceOf<'scale-to-zero'>> = {
  covers: ({ group }, at) => group[at] !== undefined,
  travels: false,
  outlasts: true,
  way: ({ group }, { at, resource, state }) => {
    const data = { at, group: inRegion(group, at, 'Auto Scaling group'), ...sizesIn(state) }
    return {
      says: `take the servers that write to ${resource} in ${at} away: ${data.group} to 0 (now ${data.desired})`,
      needs: [controlOf('autoscaling', at)],
      ...{ raise: data, lower: data, expectedMs: 60_000, deadlineMs: 5 * 60_000 },
    }
  },
  look: async ({ group }, at, { context, role, signal }) => {
    const name = inRegion(group, at, 'Auto Scaling group')
    const found = await asked(controlOf('autoscaling', at), () => groupIn(context, role, at, name, signal))
    if (found.is === 'none') {
      const isGone = found.code === 'not-found'
      return { fact: { is: isGone ? 'unmet' : 'unknown', because: found.because }, impaired: found.impaired }
    }
    const { desired, instances, min } = found.answer
    const because = `${name} has ${instances} instances (minimum ${min}, desired ${desired})`
    // The sizes it had before it was fenced are the ones to come back to.
    const state = desired === 0 ? {} : { state: { min, desired } }
    return { fact: { is: 'met', because }, ...state, stands: desired === 0, impaired: [] }
  },
  acts: (context, role) => ({
    raise: {
      holds: async (data, { signal }) => {
        const { at, desired, instances, min, name } = await lookAt(context, role, data, signal)
        const isEmpty = desired === 0 && min === 0 && instances === 0
        return {
          is: isEmpty ? 'yes' : 'no',
          because: `${name} in ${at} has ${instances} instances, desired ${desired}`,
        }
      },
      apply: async (data, { signal }) => {
        const { at, desired, min, name } = await lookAt(context, role, data, signal)
        if (desired === 0 && min === 0) return
        await resize(context, role, at, name, { min: 0, desired: 0 }, signal)
      },
    },
    lower: {
      holds: async (data, { signal }) => {
        const { at, desired, min, name } = await lookAt(context, role, data, signal)
        const isBack = desired >= numberIn(data, 'desired') && min >= numberIn(data, 'min')
        return { is: isBack ? 'yes' : 'no', because: `${name} in ${at} has minimum ${min}, desired ${desired}` }
      },
      apply: async (data, { signal }) => {
        const { at, desired, min, name } = await lookAt(context, role, data, signal)
        // What raised it further in the meantime had its reason.
        const sizes = {
          min: Math.max(min, numberIn(data, 'min')),
          desired: Math.max(desired, numberIn(data, 'desired')),
        }
        await resize(context, role, at, name, sizes, signal)
      },
    },
  }),
}

interface Sizes {
  readonly min: number
  readonly desired: number
}

function sizesIn(state: Json | undefined): { readonly min: number; readonly desired: number } {
  if (typeof state !== 'object' || state === null || !('min' in state)) return { min: 0, desired: 0 }
  return { min: numberIn(state, 'min'), desired: numberIn(state, 'desired') }
}

async function lookAt(context: AwsContext, role: Roles, data: Action['with'], signal: AbortSignal) {
  const [at, name] = [region(textIn(data, 'at')), textIn(data, 'group')]
  return { at, name, ...(await groupIn(context, role, at, name, signal)) }
}

async function groupIn(
  { aws }: AwsContext,
  role: Roles,
  at: Region,
  name: string,
  signal: AbortSignal,
): Promise<Sizes & { readonly instances: number }> {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
  const { AutoScalingGroups = [] } = await aws.call('autoscaling', targetIn(at, role), command, signal, ASK_MS)
  const [found] = AutoScalingGroups
  if (!found) throw new OperatingError('not-found', `there is no Auto Scaling group ${name} in ${at}`)
  return { min: found.MinSize ?? 0, desired: found.DesiredCapacity ?? 0, instances: found.Instances?.length ?? 0 }
}

async function resize(
  { aws }: AwsContext,
  role: Roles,
  at: Region,
  name: string,
  { desired, min }: Sizes,
  signal: AbortSignal,
): Promise<void> {
  const command = new UpdateAutoScalingGroupCommand({
    AutoScalingGroupName: name,
    MinSize: min,
    DesiredCapacity: desired,
  })
  await aws.call('autoscaling', targetIn(at, role), command, signal)
}
