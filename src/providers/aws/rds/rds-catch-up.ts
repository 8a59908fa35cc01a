/**
 * Waiting until a replica has everything that the fenced writer wrote. CloudWatch tells it by the minute, so only a minute
 * that began after this was first asked counts: what an earlier one said may be from before the fence. Asked again by a
 * new process, it waits a minute more, never one too few.
 */
import { region } from '../../../model/place.js'
import { type Act, type AwsContext, textIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'
import { lagSamples } from './rds-lag.js'
import { instanceThere } from './rds-look.js'

/** By so much our clock may be behind CloudWatch's. */
const SKEW_MS = 5_000

/** The act; it changes nothing, there is only waiting. */
export function catchUp(context: AwsContext, role: Roles): Act {
  /** By instance and epoch: when it was first asked; wall time, ms since the epoch. */
  const firstAsked = new Map<string, number>()
  return {
    holds: async (data, { epoch, signal }) => {
      const [at, id] = [region(textIn(data, 'at')), textIn(data, 'instance')]
      const key = `${id} ${epoch}`
      const since = firstAsked.get(key) ?? context.clock.now()
      firstAsked.set(key, since)
      const { source, status } = await instanceThere(context, role, at, id, signal)
      if (source === undefined) return { is: 'yes', because: `${id} stands alone already` }
      if (status !== 'available') return { is: 'no', because: `${id} is ${status}` }
      const samples = await lagSamples(context, role, at, id, 'Minimum', signal)
      const after = samples.filter((sample) => sample.at >= since + SKEW_MS)
      if (after.some(({ seconds }) => seconds === 0)) {
        return { is: 'yes', because: `ReplicaLag of ${id} was 0 in a minute that began after the fence` }
      }
      const [newest] = after
      const seen = newest ? `it was ${newest.seconds} s at best` : 'no minute since then is measured yet'
      return { is: 'no', because: `ReplicaLag of ${id} has not been 0 since the fence: ${seen}` }
    },
    apply: async () => {},
  }
}
