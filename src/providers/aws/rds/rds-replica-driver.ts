/** `rds-replica`: promotes a read replica in another region, and builds a new one for the way back. */
import type { ResourcePolicy } from '../../../policy/policy.js'
import { type Acts, type AwsContext, driverOf, type MakeDriver } from '../driver-context.js'
import { fenceActs } from '../fences/fences.js'
import { restore } from './rds-backup.js'
import { catchUp } from './rds-catch-up.js'
import { promote } from './rds-promote.js'
import { rebuild } from './rds-rebuild.js'
import type { Settings } from './rds-replica.js'
import { inspectReplicas } from './rds-replica-inspect.js'
import { type Drawing, rdsReplicaTactics } from './rds-replica-tactics.js'

export { check } from './rds-replica-check.js'

/** The driver of one RDS writer and its replicas. */
export const make: MakeDriver = (resource, context) => {
  const drawing = drawingOf(resource, context)
  return driverOf(resource, context, {
    inspect: (signal) => inspectReplicas(drawing, context, signal),
    tactics: (end, seen) => rdsReplicaTactics(drawing, end, seen),
    acts: actsOf(drawing.policy, context),
  })
}

/** What the policy says of the resource, and how our tag names it. */
export const drawingOf = ({ name, settings }: ResourcePolicy, { app }: AwsContext): Drawing => ({
  resource: name,
  owner: `${app}/${name}`,
  policy: settings as unknown as Settings,
})

function actsOf({ fence, role }: Settings, context: AwsContext): Acts {
  const fences = fenceActs(fence, context, role)
  return {
    ...fences,
    rebuild: rebuild(context, role),
    'catch-up': catchUp(context, role),
    promote: promote(context, role, fences),
    restore: restore(context, role, fences),
  }
}
