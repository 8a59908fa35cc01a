import type { Rule } from '../finding.js'
import { nameOf, writersIn } from '../writers.js'

/** A writer on block storage. */
export const writerOnEbs: Rule = {
  id: 'writer-on-ebs',
  severity: 'note',
  title: 'a writer stands on block storage',
  why: 'Every engine of RDS but Aurora keeps data and logs on EBS. In October 2012 most Multi-AZ instances failed over when volumes were stuck, and a single-digit share did not.',
  find: ({ estate }) =>
    writersIn(estate)
      .filter(({ on }) => on === 'ebs')
      .map((database) => ({
        resource: nameOf(database),
        evidence: `${database.id} (${database.engine}) in ${database.region} keeps its data and logs on EBS`,
        mend: 'weigh Aurora, whose storage is its own and spread over three zones; see "failover audit ebs"',
      })),
}
