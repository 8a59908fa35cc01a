import type { Rule } from '../finding.js'
import { nameOf, writersIn } from '../writers.js'

const DAYS_MIN = 7

/** Backups that go back less than a week. */
export const backupRetentionShort: Rule = {
  id: 'backup-retention-short',
  severity: 'warning',
  title: 'backups go back less than a week',
  why: 'Corruption is often noticed days later, after a weekend or a monthly run. By then a short retention has nothing from before it.',
  find: ({ estate }) =>
    writersIn(estate).flatMap((database) => {
      const { backups, id, region } = database
      const days = backups?.is === 'on' ? backups.retentionDays : undefined
      if (days === undefined || days === 0 || days >= DAYS_MIN) return []
      return [
        {
          resource: nameOf(database),
          evidence: `${id} in ${region} keeps ${days} ${days === 1 ? 'day' : 'days'} of backups; ${DAYS_MIN} are advised`,
          mend: {
            run: `aws rds modify-db-instance --region ${region} --db-instance-identifier ${id} --backup-retention-period ${DAYS_MIN}`,
            terraform: `backup_retention_period = ${DAYS_MIN}`,
          },
        },
      ]
    }),
}
