/**
 * A fence by stopping the DB instance. AWS does not stop one that has a read replica, or is one, and a stopped instance
 * starts by itself after seven days (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html).
 */
import { DescribeDBInstancesCommand, StartDBInstanceCommand, StopDBInstanceCommand } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import { type AwsContext, targetIn, textIn } from '../driver-context.js'
import { controlOf } from '../places.js'
import type { FenceKind, Roles } from './fence-kind.js'
import type { FenceOf } from './fence-settings.js'

export const stopFence: FenceKind<FenceOf<'stop'>> = {
  covers: () => true,
  travels: false,
  outlasts: false,
  way: (_, { at, resource, state }) => {
    const data = { at, instance: typeof state === 'string' ? state : '' }
    return {
      says: `stop ${data.instance === '' ? resource : data.instance} in ${at} (it starts by itself after seven days)`,
      needs: [controlOf('rds', at)],
      ...{ raise: data, lower: data, expectedMs: 4 * 60_000, deadlineMs: 20 * 60_000 },
    }
  },
  look: async (_, at, { stoppable }) => {
    const found = stoppable?.[at]
    if (!found) return { fact: { is: 'unknown', because: `no DB instance was seen in ${at}` }, impaired: [] }
    return { fact: found.fact, state: found.instance, impaired: [] }
  },
  acts: (context, role) => ({
    raise: {
      holds: async (data, { signal }) => {
        const { at, instance, status } = await lookAt(context, role, data, signal)
        return { is: status === 'stopped' ? 'yes' : 'no', because: `${instance} in ${at} is ${status}` }
      },
      apply: async (data, { signal }) => {
        const { at, instance, status } = await lookAt(context, role, data, signal)
        if (status === 'stopped' || status === 'stopping') return
        const command = new StopDBInstanceCommand({ DBInstanceIdentifier: instance })
        await context.aws.call('rds', targetIn(at, role), command, signal)
      },
    },
    lower: {
      holds: async (data, { signal }) => {
        const { at, instance, status } = await lookAt(context, role, data, signal)
        const isUp = !['stopped', 'stopping', 'starting'].includes(status)
        return { is: isUp ? 'yes' : 'no', because: `${instance} in ${at} is ${status}` }
      },
      apply: async (data, { signal }) => {
        const { at, instance, status } = await lookAt(context, role, data, signal)
        if (status === 'stopping')
          throw new OperatingError('refused', `${instance} in ${at} is stopping; it can be started after that`)
        if (status !== 'stopped') return
        const command = new StartDBInstanceCommand({ DBInstanceIdentifier: instance })
        await context.aws.call('rds', targetIn(at, role), command, signal)
      },
    },
  }),
}

async function lookAt(
  { aws }: AwsContext,
  role: Roles,
  data: Action['with'],
  signal: AbortSignal,
): Promise<{ at: Region; instance: string; status: string }> {
  const [at, instance] = [region(textIn(data, 'at')), textIn(data, 'instance')]
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance })
  const { DBInstances = [] } = await aws.call('rds', targetIn(at, role), command, signal)
  const [found] = DBInstances
  if (!found) throw new OperatingError('not-found', `there is no DB instance ${instance} in ${at}`)
  return { at, instance, status: found.DBInstanceStatus ?? 'in an unknown state' }
}
