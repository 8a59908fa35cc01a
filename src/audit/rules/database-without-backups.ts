import type { Rule } from '../finding.js'
import { nameOf, writersIn } from '../writers.js'

/** A database without continuous backups. */
export const databaseWithoutBackups: Rule = {
  id: 'database-without-backups',
  severity: 'error',
  title: 'a database has no continuous backups',
  why: 'A replica copies a deleted table or a corrupted page within seconds. Without continuous backups there is no point before it to go back to, and a read replica of RDS cannot be made at all.',
  tellsAlso: ['no-backups', 'dynamodb-no-recovery'],
  find: ({ estate }) =>
    writersIn(estate)
      .filter(({ backups }) => backups?.is === 'off')
      .map((database) => ({
        resource: nameOf(database),
        evidence: `${database.id} (${database.engine}) in ${database.region} keeps no continuous backups`,
        mend: MEND[database.engine === 'dynamodb' ? 'dynamodb' : 'rds'](database.id, database.region),
      })),
}

const MEND = {
  rds: (id: string, at: string) => ({
    run: `aws rds modify-db-instance --region ${at} --db-instance-identifier ${id} --backup-retention-period 7 --apply-immediately`,
    terraform: 'backup_retention_period = 7',
  }),
  dynamodb: (id: string, at: string) => ({
    run: `aws dynamodb update-continuous-backups --region ${at} --table-name ${id} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    terraform: 'point_in_time_recovery { enabled = true }',
  }),
} as const
