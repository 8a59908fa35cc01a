/** `dynamodb-global`: watches a global table, and lets no traffic go where its replica is not. */
import { region } from '../../../model/place.js'
import { type Act, type AwsContext, driverOf, type MakeDriver, textIn } from '../driver-context.js'
import type { Settings } from './dynamodb-global.js'
import { inspectTable } from './dynamodb-global-inspect.js'
import { tableState } from './dynamodb-global-look.js'
import { tableTactics, VERBS } from './dynamodb-global-tactics.js'

export { check } from './dynamodb-global-check.js'

/** The driver of one global table. */
export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspectTable(resource.name, settings, context, signal),
    tactics: (end) => tableTactics(resource.name, end),
    acts: { [VERBS.seeActive]: seeActive(settings, context) },
  })
}

/** There is nothing to do but wait. */
function seeActive(settings: Settings, context: AwsContext): Act {
  return {
    holds: async (data, { signal }) => {
      const at = region(textIn(data, 'at'))
      const { status } = await tableState(settings, at, context, signal)
      // A table that is being changed goes on taking writes.
      const takes = status === 'ACTIVE' || status === 'UPDATING'
      return { is: takes ? 'yes' : 'no', because: `the table in ${at} is ${status}` }
    },
    apply: async () => {},
  }
}
