/** `elasticache-global`: moves the primary of an ElastiCache Global Datastore from region to region. */
import { driverOf, type MakeDriver } from '../driver-context.js'
import type { Settings } from './elasticache-global.js'
import { cacheActs } from './elasticache-global-acts.js'
import { inspectCache } from './elasticache-global-inspect.js'
import { cacheTactics } from './elasticache-global-tactics.js'

export { check } from './elasticache-global-check.js'

/** The driver of one Global Datastore. */
export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspectCache(resource.name, settings, context, signal),
    tactics: (end, seen) => cacheTactics(resource.name, settings, end, seen),
    acts: cacheActs(settings, context),
  })
}
