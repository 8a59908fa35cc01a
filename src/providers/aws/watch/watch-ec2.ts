/**
 * `watch: ec2`: the share of instances in each zone that fail a status check. An instance that passes its own and the
 * system's check is not healthy while its block storage is out of reach, so the attached-EBS check counts as much.
 */
import type { ZoneId } from '../../../model/place.js'
import { controlOf } from '../places.js'
import type { MakeWatch } from './watch.js'
import { instancesOf } from './watch-instances.js'
import { lookPaceMs } from './watch-pace.js'
import { type StatusChecks, statusChecks } from './watch-status.js'
import { type Thing, zoneWatch } from './watch-zones.js'

export const ec2Watch: MakeWatch = (parts) => {
  const { context, policy, signal } = parts
  const instances = instancesOf(signal, context)
  return zoneWatch({
    ...parts,
    ...{ what: 'instances', everyMs: lookPaceMs(policy) },
    asks: (region) => controlOf('ec2', region),
    things: async (region, stop) => {
      const [known, checks] = await Promise.all([instances(region, stop), statusChecks(context, region, stop)])
      // One that has stopped since is in no list of the running, and is no failure.
      return known.flatMap(({ id, zone }) => {
        const found = checks.get(id)
        return found ? [thingOf(id, zone, found)] : []
      })
    },
  })
}

function thingOf(name: string, zone: ZoneId, { attachedEbs, instance, system }: StatusChecks): Thing {
  const all = [instance, system, ...(attachedEbs === undefined ? [] : [attachedEbs])]
  if (all.includes('impaired')) return { name, zone, is: 'bad' }
  if (all.every((status) => status === 'ok' || status === 'not-applicable')) return { name, zone, is: 'good' }
  return { name, zone, is: 'unseen', because: `${name} is still initialising, or EC2 has no data of it` }
}
