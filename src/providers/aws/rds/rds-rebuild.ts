/**
 * A replica for the way back: a new instance beside the old primary, which stays as it is for a person to look at
 * (law 20). RDS takes a snapshot of the writer, copies it across, and follows from there; for an encrypted one it needs a
 * key of the replica's region (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html).
 */
import { CreateDBInstanceReadReplicaCommand } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import { region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import { type Act, type AwsContext, targetIn, textIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'
import { EPOCH_TAG, type Instance, OWNER_TAG, regionOfArn } from './rds-instance.js'
import { instanceAt } from './rds-look.js'
import { shapeIn } from './rds-shape.js'
import { until } from './rds-wait.js'

export function rebuild(context: AwsContext, role: Roles): Act {
  const look = (data: Action['with'], signal: AbortSignal): Promise<Instance | undefined> =>
    instanceAt(context, role, region(textIn(data, 'at')), textIn(data, 'instance'), signal)
  return {
    holds: async (data, { signal }) => {
      const [id, source] = [textIn(data, 'instance'), textIn(data, 'source')]
      const found = await look(data, signal)
      if (!found) return { is: 'no', because: `there is no ${id} in ${textIn(data, 'at')}` }
      const says = `${id} is ${found.status}, ${found.source === undefined ? 'a replica of nothing' : `a replica of ${found.source}`}`
      if (found.source !== source) return { is: 'no', because: says }
      const isThere = found.status === 'available' || (data.waits === false && found.status === 'creating')
      return { is: isThere ? 'yes' : 'no', because: says }
    },
    apply: async (data, { epoch, signal }) => {
      const [at, id, source] = [region(textIn(data, 'at')), textIn(data, 'instance'), textIn(data, 'source')]
      const found = await look(data, signal)
      if (found && found.source !== source) throw taken(found, source)
      if (!found) {
        const Tags = [
          { Key: OWNER_TAG, Value: textIn(data, 'owner') },
          { Key: EPOCH_TAG, Value: String(epoch) },
        ]
        const command = new CreateDBInstanceReadReplicaCommand({
          ...{ DBInstanceIdentifier: id, SourceDBInstanceIdentifier: source, Tags, CopyTagsToSnapshot: true },
          ...shapeIn(data.shape),
          ...crossRegion(source, at),
        })
        await context.aws.call('rds', targetIn(at, role), command, signal, CREATE_MS)
      }
      if (data.waits === false) return
      const isUp = (seen: Instance | undefined): true | undefined => (seen?.status === 'available' ? true : undefined)
      await until(
        context.clock,
        signal,
        () => look(data, signal),
        isUp,
        (seen) => `${id} in ${at} is ${seen?.status ?? 'not there'}`,
      )
    },
  }
}

const CREATE_MS = 20_000

/** The SDK signs the copy out of the source's region when it is told which one that is. */
const crossRegion = (source: string, at: string): { readonly SourceRegion?: string } =>
  regionOfArn(source) === at ? {} : { SourceRegion: regionOfArn(source) }

const taken = ({ id, source }: Instance, wanted: string): OperatingError => {
  const what = source === undefined ? 'stands alone' : `is a replica of ${source}`
  return new OperatingError(
    'conflict',
    `${id} ${what}, and a replica of ${wanted} was to be made under that name`,
    'draw the plan again',
  )
}
