/** Resource types that the simulated cloud has a driver for; a drill whose policy names another is refused, with its place. */
import { z } from 'zod'
import type { ResourceTypes } from '../policy/resources.js'

/** The types that can be drilled. */
export const SIMULATED: ReadonlySet<string> = new Set([
  ...['route53-record', 'zonal-shift', 'load-balancer-zone'],
  ...['autoscaling-group', 'ecs-service', 'eks-nodegroup'],
  ...['rds-replica', 'aurora-global', 'dynamodb-global', 'self-managed-postgres'],
])

/**
 * `types`, of which those that are not simulated take no settings at all; those of the local cloud do, as drills of it are
 * replayed there and not here.
 */
export const drilledOf = (types: ResourceTypes): ResourceTypes =>
  new Map(
    [...types].map(([name, type]) => {
      const isDrilled = SIMULATED.has(name) || type.world === 'local'
      return [name, isDrilled ? type : { ...type, schema: refusing(name) }] as const
    }),
  )

const refusing = (name: string): z.ZodType =>
  z.unknown().superRefine((_, ctx) => {
    const allowed = `in a drill what the simulated cloud has: ${[...SIMULATED].join(', ')}`
    ctx.addIssue({ code: 'custom', path: ['type'], input: name, params: { allowed } })
  })
