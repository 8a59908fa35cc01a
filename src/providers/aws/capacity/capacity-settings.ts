/** What every resource that is capacity says in a policy. */
import { z } from 'zod'
import { percent } from '../../../policy/units.js'

/** The keys, with `noun` for what is counted. */
export const capacityKeys = (noun: string) => ({
  capacity: z
    .int()
    .min(1)
    .max(100_000)
    .describe(
      `${noun} the serving region must have; it is raised to what the other region was seen to run, if that is more.`,
    ),
  min_healthy: percent(1, 100)
    .prefault('100%')
    .describe(`The share of these ${noun.toLowerCase()} that must serve before a failover goes on.`),
})

/** For what has a maximum of its own. */
export const raiseMax = () =>
  z
    .boolean()
    .default(false)
    .describe('Whether the maximum in AWS may be raised as well; otherwise it must have the room on a calm day.')
