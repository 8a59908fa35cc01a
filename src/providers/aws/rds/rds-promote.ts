/**
 * Promoting a read replica: one call in its own region, a reboot, and no way back
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html). RDS refuses it while the replica is
 * backing up, so that is waited for. It is tagged first, since nothing in RDS tells the new writer from the old one.
 */
import { AddTagsToResourceCommand, PromoteReadReplicaCommand } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import { region } from '../../../model/place.js'
import { type Act, type Acts, type AwsContext, numberIn, targetIn, textIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'
import { liftAll } from '../fences/fence-lift.js'
import { EPOCH_TAG, type Instance, OWNER_TAG, regionOfArn } from './rds-instance.js'
import { instanceThere } from './rds-look.js'
import { SERVES, servesAlone, until } from './rds-wait.js'

/** `acts` are those of the fences, some of which are taken down where the writer comes to. */
export function promote(context: AwsContext, role: Roles, acts: Acts): Act {
  return {
    holds: async (data, leash) => {
      const [at, id] = [region(textIn(data, 'at')), textIn(data, 'instance')]
      return servesAlone(await instanceThere(context, role, at, id, leash.signal), acts, data.lifts, leash)
    },
    apply: async (data, leash) => {
      const [at, id] = [region(textIn(data, 'at')), textIn(data, 'instance')]
      const { signal, epoch } = leash
      const look = (): Promise<Instance> => instanceThere(context, role, at, id, signal)
      const says = ({ source, status }: Instance): string =>
        `${id} in ${at} is ${status}${source === undefined ? '' : ', still a replica'}`
      const ready = await until(context.clock, signal, look, isReady, says)
      if (ready.source !== undefined) {
        refuseStranger(ready, textIn(data, 'from'))
        await tag(context, role, ready, textIn(data, 'owner'), epoch, signal)
        const command = new PromoteReadReplicaCommand({
          DBInstanceIdentifier: id,
          // Without it automated backups would fall to one day, or stay off.
          BackupRetentionPeriod: Math.max(ready.retentionDays, numberIn(data, 'retentionDays')),
        })
        await context.aws.call('rds', targetIn(at, role), command, signal)
      }
      await until(context.clock, signal, look, (found) => (isPromoted(found) ? found : undefined), says)
      await liftAll(acts).apply(data.lifts, leash)
    },
  }
}

/** What can be promoted now, or has been. */
const isReady = (found: Instance): Instance | undefined =>
  found.source === undefined || found.status === 'available' ? found : undefined

const isPromoted = ({ source, status }: Instance): boolean => source === undefined && SERVES.has(status)

function refuseStranger({ id, source = '' }: Instance, from: string): void {
  if (regionOfArn(source) === from) return
  const what = `${id} is a replica of ${source}, not of the writer in ${from}`
  throw new OperatingError('conflict', what, 'see who made it so, and draw the plan again')
}

async function tag(
  { aws }: AwsContext,
  role: Roles,
  { arn }: Instance,
  owner: string,
  epoch: number,
  signal: AbortSignal,
): Promise<void> {
  const Tags = [
    { Key: OWNER_TAG, Value: owner },
    { Key: EPOCH_TAG, Value: String(epoch) },
  ]
  const command = new AddTagsToResourceCommand({ ResourceName: arn, Tags })
  await aws.call('rds', targetIn(region(regionOfArn(arn)), role), command, signal)
}
