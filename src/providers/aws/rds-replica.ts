/**
 * `rds-replica`: an RDS writer in one region with a read replica in each other one. The settings alone; the driver is
 * not in this version.
 */
import { z } from 'zod'
import { patterned } from '../../policy/allowance.js'
import { byRegion } from '../../policy/named.js'

/** What the policy says of it. */
export const settings = z.strictObject({
  instance: byRegion(
    patterned(/^[a-zA-Z](-?[a-zA-Z0-9]){0,62}$/, 'a DB instance identifier such as orders-eu'),
  ).describe('The DB instance of each region: the writer in one, read replicas in the others.'),
})
