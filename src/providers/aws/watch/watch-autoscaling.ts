/**
 * `watch: autoscaling`: whether EC2 gives what Auto Scaling groups ask for. Launches that fail for want of capacity, or
 * by errors of EC2's own, tell that launching is impaired: EC2's control side. A launch that fails by a template's own
 * fault tells nothing of AWS. Where nothing was launched lately, a group that has all it wants tells that nothing ails.
 */
import {
  type Activity,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling'
import type { Region } from '../../../model/place.js'
import { formatMs } from '../../../model/units.js'
import type { AwsContext } from '../driver-context.js'
import { controlOf } from '../places.js'
import {
  ASK_MS,
  everyPage,
  failing,
  type MakeWatch,
  namedIn,
  passing,
  unseen,
  type WatchedSignal,
  type Word,
} from './watch.js'
import { minutePaceMs } from './watch-pace.js'
import { regionWatch } from './watch-regions.js'

const PAGE = 100
const ACTIVITIES = 50
const LATELY_MS = 15 * 60_000
const FAILED_MIN = 2

export const autoscalingWatch: MakeWatch = (parts) => {
  const { context, policy, signal } = parts
  return regionWatch({
    ...parts,
    everyMs: minutePaceMs(policy),
    asks: (region) => controlOf('autoscaling', region),
    about: (region) => controlOf('ec2', region),
    word: async (region, stop) => {
      const groups = await groupsIn(context, region, signal, stop)
      if (groups.length === 0) return unseen(`no Auto Scaling group to watch in ${region}`)
      const names = groups.flatMap(({ AutoScalingGroupName: name }) => name ?? [])
      const found = await Promise.all(names.map((name) => activitiesOf(context, region, name, stop)))
      return wordOf(groups, found.flat(), context.clock.now())
    },
  })
}

async function groupsIn(
  { aws }: AwsContext,
  region: Region,
  { groups, tag }: WatchedSignal,
  stop: AbortSignal,
): Promise<readonly AutoScalingGroup[]> {
  const names = namedIn(groups, region)
  if (!tag && names.length === 0) return []
  const which = tag
    ? { Filters: [{ Name: `tag:${tag.key}`, Values: [tag.value] }] }
    : { AutoScalingGroupNames: [...names] }
  return everyPage<AutoScalingGroup>(`groups in ${region}`, async (NextToken) => {
    const asking = new DescribeAutoScalingGroupsCommand({ ...which, MaxRecords: PAGE, NextToken })
    const { AutoScalingGroups: items = [], NextToken: next } = await aws.call(
      'autoscaling',
      { region },
      asking,
      stop,
      ASK_MS,
    )
    return { items, next }
  })
}

/** The newest activities of a group; AWS gives them newest first. */
async function activitiesOf(
  { aws }: AwsContext,
  region: Region,
  AutoScalingGroupName: string,
  stop: AbortSignal,
): Promise<readonly Activity[]> {
  const asking = new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: ACTIVITIES })
  return (await aws.call('autoscaling', { region }, asking, stop, ASK_MS)).Activities ?? []
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/CHAP_Troubleshooting.html */
const EC2S_FAULT =
  /capacity|internal error|InternalError|server error|unavailable|timed? ?out|not supported in your requested/i

/** What groups and their newest activities say of launching; `now` in ms since the epoch. */
export function wordOf(groups: readonly AutoScalingGroup[], activities: readonly Activity[], now: number): Word {
  const launches = activities.filter(
    ({ Description = '', StartTime }) =>
      Description.startsWith('Launching') && StartTime !== undefined && now - StartTime.getTime() <= LATELY_MS,
  )
  const failed = launches.filter(({ StatusCode }) => StatusCode === 'Failed')
  const byEc2 = failed.filter(({ StatusMessage = '' }) => EC2S_FAULT.test(StatusMessage))
  const made = launches.filter(({ StatusCode }) => StatusCode === 'Successful')
  if (byEc2.length >= FAILED_MIN && byEc2.length >= made.length) {
    const says = `${byEc2.length} launches failed and ${made.length} succeeded in ${formatMs(LATELY_MS)}`
    return failing(`${says}: ${byEc2[0]?.StatusMessage ?? ''}`, 'refused')
  }
  if (made.length > 0) return passing
  const short = groups.find((group) => inService(group) < (group.DesiredCapacity ?? 0))
  if (!short) return passing
  const why = failed[0]?.StatusMessage ?? 'no launch has ended lately'
  return unseen(`${short.AutoScalingGroupName} has ${inService(short)} of ${short.DesiredCapacity} instances: ${why}`)
}

const inService = ({ Instances = [] }: AutoScalingGroup): number =>
  Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').length
