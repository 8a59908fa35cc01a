import type { Rule } from '../finding.js'
import { nameOf, writersIn } from '../writers.js'

/** Backups that stand in the region of the database alone. */
export const backupNotCopied: Rule = {
  id: 'backup-not-copied',
  severity: 'error',
  title: 'backups stay in the region of the database',
  why: 'Automated backups live in the region of their database and are lost with it. A replica elsewhere does not replace them: what was deleted here is deleted there.',
  find: ({ estate }, { regions }) =>
    writersIn(estate).flatMap((database) => {
      const { backups, id, region } = database
      if (backups?.is !== 'on' || backups.copiedTo === undefined) return []
      const others = regions.map((each) => each.region).filter((each) => each !== region)
      if (backups.copiedTo.some((at) => at !== region)) return []
      const [to = 'a standby region'] = others
      return [
        {
          resource: nameOf(database),
          evidence: `no other region has automated backups of ${id} (${region})`,
          mend: {
            run: `aws rds start-db-instance-automated-backups-replication --region ${to} --source-region ${region} --source-db-instance-arn ARN-OF-${id}`,
            terraform: 'aws_db_instance_automated_backups_replication',
          },
        },
      ]
    }),
}
