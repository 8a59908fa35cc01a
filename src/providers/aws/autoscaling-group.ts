/** `autoscaling-group`: the app's capacity in each region. The settings alone; the driver is not in this version. */
import { z } from 'zod'
import { patterned } from '../../policy/allowance.js'
import { byRegion } from '../../policy/named.js'

/** What the policy says of it. */
export const settings = z.strictObject({
  group: byRegion(patterned(/^[^\s:]{1,255}$/, 'the name of an Auto Scaling group')).describe(
    'The Auto Scaling group of each region.',
  ),
  capacity: z.int().min(1).max(100_000).describe('Instances the serving region must have.'),
})
