/** `postgres`: a PostgreSQL writer in one region of the local cloud, with a streaming replica in each other one. */
import { z } from 'zod'
import { name } from '../../policy/named.js'

/** What the policy says of it: the database whose writes matter. */
export const settings = z.strictObject({
  database: name().default('shop').describe('The database that the app writes to.'),
})
