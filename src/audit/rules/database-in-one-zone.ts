import type { Rule } from '../finding.js'
import { nameOf, writersIn } from '../writers.js'

/** A writer that goes with its zone. */
export const databaseInOneZone: Rule = {
  id: 'database-in-one-zone',
  severity: 'warning',
  title: 'a writer stands in a single zone',
  why: 'The loss of its zone, or of block storage there, then stops every write, and the way out is a failover to another region that loses what was not replicated.',
  find: ({ estate }) =>
    writersIn(estate)
      .filter(({ isMultiZone }) => !isMultiZone)
      .map((database) => ({
        resource: nameOf(database),
        evidence: `${database.id} (${database.engine}) stands in ${database.zones.join(', ') || `one zone of ${database.region}`} alone`,
        mend: {
          run: `aws rds modify-db-instance --region ${database.region} --db-instance-identifier ${database.id} --multi-az`,
          terraform: 'multi_az = true',
          rest: 'or move to Aurora',
        },
      })),
}
