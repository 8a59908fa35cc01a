/** `aurora-global`: moves the writer of an Aurora global database from region to region. */

import { driverOf, type MakeDriver } from '../driver-context.js'
import type { Settings } from './aurora-global.js'
import { auroraActs } from './aurora-global-acts.js'
import { inspectAurora } from './aurora-global-inspect.js'
import { auroraTactics } from './aurora-global-tactics.js'

export { check } from './aurora-global-check.js'

/** The driver of one global database. */
export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspectAurora(resource.name, settings, context, signal),
    tactics: (end, seen) => auroraTactics(resource.name, settings.fence, end, seen),
    acts: auroraActs(settings, context),
  })
}
