/**
 * Makes a move of a global database's writer true: look, then leap, then look. AWS has no token for these calls, so each
 * sees first whether what it would ask for is so or under way, and whether the writer is where it was (law 26).
 */
import { FailoverGlobalClusterCommand, SwitchoverGlobalClusterCommand } from '@aws-sdk/client-rds'
import { OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type Acts, type AwsContext, targetIn, textIn } from '../driver-context.js'
import { liftAll } from '../fences/fence-lift.js'
import { fenceActs } from '../fences/fences.js'
import type { Settings } from './aurora-global.js'
import { type GlobalState, globalState, memberIn, writerOf } from './aurora-global-look.js'
import { VERBS } from './aurora-global-tactics.js'

const yes = (because: string): Holding => ({ is: 'yes', because })
const no = (because: string): Holding => ({ is: 'no', because })

export function auroraActs(settings: Settings, context: AwsContext): Acts {
  const fences = fenceActs(settings.fence, context, settings.role)
  const lifting = liftAll(fences)
  const look = (data: Action['with'], signal: AbortSignal): Promise<GlobalState> =>
    globalState(settings, regionIn(data, 'ask'), context, signal)

  const promoted = async (data: Action['with'], leash: Leash): Promise<Holding> => {
    // The new writer's region is asked: it is the one that must say so.
    const found = await globalState(settings, regionIn(data, 'to'), context, leash.signal)
    const writer = writerOf(found)
    if (found.underWay) return no(`it is ${found.underWay.status} to ${found.underWay.toArn}`)
    const says = `the writer is ${writer?.arn ?? 'nowhere'}`
    if (writer?.arn !== textIn(data, 'arn')) return no(says)
    const lifted = await lifting.holds(data.lifts, leash)
    return lifted.is === 'yes' ? yes(says) : lifted
  }

  /** Whether there is anything to ask for; throws `conflict` where something else goes on. */
  const mayAsk = (found: GlobalState, data: Action['with']): boolean => {
    const arn = textIn(data, 'arn')
    if (arn === '')
      throw new OperatingError('not-found', `no member of the global database was seen in ${textIn(data, 'to')}`)
    const { underWay } = found
    if (underWay?.toArn === arn && underWay.status !== 'cancelling') return false
    if (underWay) throw conflict(settings, `is ${underWay.status} to ${underWay.toArn}, by someone else`)
    if (writerOf(found)?.arn === arn) return false
    if (!found.members.some((member) => member.arn === arn)) throw conflict(settings, `has no member ${arn} any more`)
    return true
  }

  return {
    ...fences,
    [VERBS.seeMovable]: {
      holds: async (data, { signal }) => movable(await look(data, signal), data),
      apply: async () => {},
    },
    [VERBS.seeFollowing]: {
      holds: async (data, { signal }) =>
        following(await look(data, signal), regionIn(data, 'at'), regionIn(data, 'of')),
      apply: async () => {},
    },
    [VERBS.switchOver]: {
      holds: promoted,
      apply: async (data, leash) => {
        const { signal } = leash
        const ask = regionIn(data, 'ask')
        await lifting.apply(data.lifts, leash)
        const found = await look(data, signal)
        if (!mayAsk(found, data)) return
        const writer = writerOf(found)
        if (writer?.region !== ask)
          throw conflict(settings, `has its writer in ${writer?.region ?? 'no region'}, not in ${ask}`)
        const input = {
          GlobalClusterIdentifier: settings.global_cluster,
          TargetDbClusterIdentifier: textIn(data, 'arn'),
        }
        await context.aws.call('rds', targetIn(ask, settings.role), new SwitchoverGlobalClusterCommand(input), signal)
      },
    },
    [VERBS.failOver]: {
      holds: promoted,
      apply: async (data, leash) => {
        const { signal } = leash
        if (!settings.allow_data_loss) {
          throw new OperatingError('refused', `${settings.global_cluster}: the policy says allow_data_loss: false`)
        }
        await lifting.apply(data.lifts, leash)
        if (!mayAsk(await look(data, signal), data)) return
        const input = {
          GlobalClusterIdentifier: settings.global_cluster,
          TargetDbClusterIdentifier: textIn(data, 'arn'),
          // Without it AWS takes the call for a switchover, and waits for the writer that is gone.
          AllowDataLoss: true,
        }
        const at = targetIn(regionIn(data, 'ask'), settings.role)
        await context.aws.call('rds', at, new FailoverGlobalClusterCommand(input), signal)
      },
    },
  }
}

function movable(found: GlobalState, data: Action['with']): Holding {
  const to = regionIn(data, 'to')
  const member = memberIn(found, to)
  if (!member) return no(`${to} has no cluster in the global database`)
  if (member.isWriter) return yes(`${to} has the writer already`)
  if (found.underWay) return no(`it is ${found.underWay.status} to ${found.underWay.toArn}`)
  if (data.whole !== true)
    return yes(`${to} can be promoted; Aurora stops writes at the old writer as far as it can reach it`)
  if (found.status !== 'available') return no(`the global database is ${found.status}`)
  if (member.sync === 'pending-resync') return no(`${to} is being synchronised anew`)
  return yes(`the global database is available; Aurora stops writes at the old writer as part of the switchover`)
}

function following(found: GlobalState, at: Region, of: Region): Holding {
  const [member, writer] = [memberIn(found, at), writerOf(found)]
  if (found.underWay) return no(`it is ${found.underWay.status} to ${found.underWay.toArn}`)
  if (writer?.region !== of) return no(`the writer is in ${writer?.region ?? 'no region'}, not in ${of}`)
  if (!member) return no(`${at} is not back in the global database`)
  if (member.sync === 'pending-resync') return no(`${at} is being synchronised anew`)
  return yes(`${at} follows ${of}`)
}

const conflict = ({ global_cluster: id }: Settings, says: string): OperatingError =>
  new OperatingError('conflict', `the global database ${id} ${says}`, 'see who moves it, then draw the plan again')

const regionIn = (data: Action['with'], key: string): Region => region(textIn(data, key))
