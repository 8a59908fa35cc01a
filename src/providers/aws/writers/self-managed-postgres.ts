/**
 * `self-managed-postgres`: a PostgreSQL you run yourselves, a writer in one region and a streaming replica in each other
 * one. Everything goes over SQL; there is no API of AWS in it.
 */
import type { z } from 'zod'
import { patterned } from '../../../policy/allowance.js'
import { byRegion } from '../../../policy/named.js'
import { fenceGrants } from '../fences/fence-grants.js'
import { type Fence, fenceList } from '../fences/fence-settings.js'
import type { GrantsOf } from '../grants.js'
import { awsResource } from '../shared-settings.js'

const where = () =>
  patterned(
    /^([A-Z_][A-Z0-9_]*|\.{0,2}\/.+)$/,
    'an environment variable such as ORDERS_DSN, or a file such as /run/secrets/orders-dsn',
  )

/** What the policy says of it. */
export const settings = awsResource({
  dsn: byRegion(where()).describe(
    'Where the connection string of each region (postgresql://…) is found: the name of an environment variable, or a file. ' +
      'The string itself never stands in a policy. Its role must be a superuser, or own the database and be granted ' +
      'pg_read_all_stats and EXECUTE on pg_promote(boolean, integer).',
  ),
  fence: fenceList(['stop']),
})
export type Settings = z.output<typeof settings>

/** The policy's fences; without any, the database is made read-only over the connection at hand. */
export const fencesOf = ({ dsn, fence }: Settings): readonly Fence[] =>
  fence.length > 0 ? fence : [{ by: 'read-only', dsn }]

/** SQL asks nothing of IAM; fences may. */
export const grants: GrantsOf<Settings> = (given, regions) => fenceGrants(fencesOf(given), regions)
