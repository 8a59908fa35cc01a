import type { Rule } from '../finding.js'

/** Tasks of a standby that need what does not exist in its region. */
export const tasksNeedMissing: Rule = {
  id: 'tasks-need-missing',
  severity: 'error',
  title: 'tasks of the standby need what does not exist there',
  why: 'A task that cannot pull its image, or cannot read a secret, does not start, and the service goes on trying in vain while users wait.',
  find: ({ active, estate: { groups } }) =>
    groups
      .filter(({ region }) => region !== active)
      .flatMap(({ launch, region, resource }) =>
        (launch?.fetches ?? [])
          .filter(({ isMissing }) => isMissing === true)
          .map(({ name, what }) => ({
            resource,
            evidence: `tasks in ${region} need the ${what} ${name}, which does not exist there`,
            mend: MENDS[what](region),
          })),
      ),
}

const MENDS = {
  image: (at: string) =>
    `push it to the registry of ${at} too, or replicate the repository (Terraform: aws_ecr_replication_configuration) and push it anew: what was pushed before is not replicated`,
  secret: (at: string) =>
    `replicate the secret to ${at} (Terraform: aws_secretsmanager_secret replica), and name the replica in the task definition there`,
  parameter: (at: string) => `put the parameter in ${at} as well (Terraform: aws_ssm_parameter in each region)`,
  log: (at: string) => `make the log group in ${at}`,
} as const
