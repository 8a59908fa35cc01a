/** `rds-restore`: restores an RDS writer in another region from the backups that are copied there. */
import { driverOf, type MakeDriver } from '../driver-context.js'
import { fenceActs, fenceTactics } from '../fences/fences.js'
import { restore } from './rds-backup.js'
import { inspectReplicas } from './rds-replica-inspect.js'
import { type Drawing, restoreTactics } from './rds-replica-tactics.js'
import type { Settings } from './rds-restore.js'

/** Name of the fact that a planned move rests on, which no restore ever meets. */
export const LOSSLESS = 'a restore that loses nothing'

/** The driver of one RDS writer and its backups. */
export const make: MakeDriver = (resource, context) => {
  const { restored, ...policy } = resource.settings as unknown as Settings
  // A writer with replicas of which none was ever made.
  const drawing: Drawing = {
    resource: resource.name,
    owner: `${context.app}/${resource.name}`,
    policy: { ...policy, replica: restored },
  }
  const { fence, role } = policy
  const acts = fenceActs(fence, context, role)
  return driverOf(resource, context, {
    inspect: async (signal) => {
      const seen = await inspectReplicas(drawing, context, signal)
      const because = 'a backup lacks what was written last; without a replica only a failover is possible'
      return { ...seen, facts: { ...seen.facts, [LOSSLESS]: { is: 'unmet', because } } }
    },
    tactics: (end, seen) => {
      if (end.kind === 'fenced') return fenceTactics(resource.name, fence, end, seen, 'rds')
      if (end.kind === 'writer') return restoreTactics(drawing, end.at, seen, end.planned ? [LOSSLESS] : [])
      return []
    },
    acts: { ...acts, restore: restore(context, role, acts) },
  })
}
