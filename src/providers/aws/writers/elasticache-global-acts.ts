/** Makes a move of the primary true: look, then leap. AWS has no token for the call, so it is asked for once only (law 14). */
import { FailoverGlobalReplicationGroupCommand } from '@aws-sdk/client-elasticache'
import { OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type Acts, type AwsContext, targetIn, textIn } from '../driver-context.js'
import { liftAll } from '../fences/fence-lift.js'
import { fenceActs } from '../fences/fences.js'
import { until } from '../rds/rds-wait.js'
import type { Settings } from './elasticache-global.js'
import { type DatastoreState, datastoreState, memberIn, primaryOf } from './elasticache-global-look.js'
import { VERBS } from './elasticache-global-tactics.js'

const yes = (because: string): Holding => ({ is: 'yes', because })
const no = (because: string): Holding => ({ is: 'no', because })
const regionIn = (data: Action['with'], key: string): Region => region(textIn(data, key))

/** `available` and `primary-only` are where it rests; any other is something being done to it. */
const rests = ({ status }: DatastoreState): boolean => status === 'available' || status === 'primary-only'

export function cacheActs(settings: Settings, context: AwsContext): Acts {
  const fences = fenceActs(settings.fence, context, settings.role)
  const lifting = liftAll(fences)
  const look = (at: Region, signal: AbortSignal): Promise<DatastoreState> =>
    datastoreState(settings, at, context, signal)
  return {
    ...fences,
    [VERBS.seeMovable]: {
      holds: async (data, { signal }) => movable(await look(regionIn(data, 'ask'), signal), regionIn(data, 'to')),
      apply: async () => {},
    },
    [VERBS.seeFollowing]: {
      holds: async (data, { signal }) =>
        following(await look(regionIn(data, 'ask'), signal), regionIn(data, 'at'), regionIn(data, 'of')),
      apply: async () => {},
    },
    [VERBS.failOver]: {
      holds: async (data, leash: Leash) => {
        const to = regionIn(data, 'to')
        const found = await look(to, leash.signal)
        const primary = primaryOf(found)
        if (!rests(found)) return no(`the Global Datastore is ${found.status}`)
        if (primary?.region !== to) return no(`the primary is in ${primary?.region ?? 'no region'}`)
        const lifted = await lifting.holds(data.lifts, leash)
        return lifted.is === 'yes' ? yes(`the primary is ${primary.group} in ${to}`) : lifted
      },
      apply: async (data, leash) => {
        const to = regionIn(data, 'to')
        await lifting.apply(data.lifts, leash)
        // Whoever takes over from a leader that died finds its call under way: AWS moves it only at rest, so that is waited for.
        const says = ({ status }: DatastoreState): string => `the Global Datastore is ${status}`
        const found = await until(
          context.clock,
          leash.signal,
          () => look(to, leash.signal),
          (seen) => (rests(seen) ? seen : undefined),
          says,
        )
        if (primaryOf(found)?.region === to) return
        const member = memberIn(found, to)
        const group = textIn(data, 'group')
        if (member?.group !== group) {
          throw conflict(settings, `has ${member ? `"${member.group}"` : 'no group'} in ${to}, not "${group}"`)
        }
        const input = {
          GlobalReplicationGroupId: settings.global_datastore,
          PrimaryRegion: to,
          PrimaryReplicationGroupId: group,
        }
        const command = new FailoverGlobalReplicationGroupCommand(input)
        await context.aws.call('elasticache', targetIn(to, settings.role), command, leash.signal)
      },
    },
  }
}

function movable(found: DatastoreState, to: Region): Holding {
  const member = memberIn(found, to)
  if (!member) return no(`${to} has no replication group in the Global Datastore`)
  if (member.isPrimary) return yes(`${to} has the primary already`)
  if (!rests(found)) return no(`the Global Datastore is ${found.status}`)
  return yes(`the Global Datastore is ${found.status}; AWS makes the old primary a secondary as it moves`)
}

function following(found: DatastoreState, at: Region, of: Region): Holding {
  const [member, primary] = [memberIn(found, at), primaryOf(found)]
  if (primary?.region !== of) return no(`the primary is in ${primary?.region ?? 'no region'}, not in ${of}`)
  if (!member) return no(`${at} is not in the Global Datastore`)
  if (member.status !== 'associated' || !rests(found)) {
    return no(`the group in ${at} is ${member.status}, the Global Datastore ${found.status}`)
  }
  return yes(`${at} follows ${of}`)
}

const conflict = ({ global_datastore: id }: Settings, says: string): OperatingError =>
  new OperatingError('conflict', `the Global Datastore ${id} ${says}`, 'see who changed it, then draw the plan again')
