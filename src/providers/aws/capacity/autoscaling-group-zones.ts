/** What makes a group leave a zone and take it back. */
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import type { Action } from '../../../model/plan.js'
import type { Holding } from '../../../model/resource.js'
import { type Acts, type AwsContext, textIn } from '../driver-context.js'
import { carriedIn } from '../plan-data.js'
import type { Settings } from './autoscaling-group.js'
import { changesOf, REBALANCE } from './autoscaling-group-changes.js'
import type { GroupSeen } from './autoscaling-group-look.js'
import { markKey, markOf } from './autoscaling-group-marks.js'
import { GROUP_VERBS } from './autoscaling-group-tactics.js'

type Data = Action['with']
const texts = z.array(z.string())

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
        await mark(data, markKey(zone), markOf(partOf(data)), signal)
        if (rebalance && !group.suspended.includes(REBALANCE)) await suspend(data, [REBALANCE], signal)
        if (rest.length < group.subnets.length) await toSubnets(data, rest, signal)
      },
    },
    [GROUP_VERBS.restoreZone]: {
      holds: async (data, { signal }) => isBack(data, await find(data, signal)),
      apply: async (data, { signal }) => {
        const { rebalance, subnets, zone } = partOf(data)
        const group = await find(data, signal)
        const missing = subnets.filter((id) => !group.subnets.includes(id))
        if (missing.length > 0) await toSubnets(data, [...group.subnets, ...missing], signal)
        if (rebalance && group.suspended.includes(REBALANCE) && !isWantedElse(data, group)) {
          await resume(data, [REBALANCE], signal)
        }
        await unmark(data, markKey(zone), signal)
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
  const isFree = !rebalance || isWantedElse(data, group) || !group.suspended.includes(REBALANCE)
  const because = `${group.name} launches in ${zone}${isFree ? '' : ', but does not rebalance'}`
  return { is: isFree && group.left[zone] === undefined ? 'yes' : 'no', because }
}

/** Another zone that was left without rebalancing, or a freeze, still wants it suspended. */
const isWantedElse = (data: Data, { frozen = [], left }: GroupSeen): boolean =>
  frozen.includes(REBALANCE) ||
  Object.entries(left).some(([zone, { rebalance }]) => rebalance && zone !== textIn(data, 'zone'))
