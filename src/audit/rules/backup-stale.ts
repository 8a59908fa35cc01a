import { formatMs } from '../../model/units.js'
import type { Rule } from '../finding.js'
import { nameOf, writersIn } from '../writers.js'

/** RDS uploads logs every five minutes (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html). */
const STALE_MS = 15 * 60_000

/** Continuous backups that have stopped. */
export const backupStale: Rule = {
  id: 'backup-stale',
  severity: 'error',
  title: 'continuous backups have fallen behind',
  why: 'The latest restorable time moves on every five minutes while backups work. One that stands still is a backup that has stopped, and everything since would be lost.',
  find: ({ estate }, _policy, now) =>
    writersIn(estate).flatMap((database) => {
      const { backups, id, region } = database
      const latest = backups?.is === 'on' ? backups.latest : undefined
      if (latest === undefined || now - latest <= STALE_MS) return []
      return [
        {
          resource: nameOf(database),
          evidence: `${id} in ${region} can be restored up to ${new Date(latest).toISOString()}, ${formatMs(now - latest)} ago; ${formatMs(STALE_MS)} is the limit`,
          mend: {
            run: `aws rds describe-events --region ${region} --source-type db-instance --source-identifier ${id}`,
            rest: 'which tells why backups stopped',
          },
        },
      ]
    }),
}
