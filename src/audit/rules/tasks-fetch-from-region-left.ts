import type { Fetched } from '../estate.js'
import type { Mend, Rule } from '../finding.js'

/** Tasks of a standby that fetch what they need from another region: the one the app would leave, or a third. */
export const tasksFetchFromRegionLeft: Rule = {
  id: 'tasks-fetch-from-region-left',
  severity: 'error',
  title: 'tasks of the standby fetch what they need from another region',
  why: 'A task that cannot pull its image, or cannot read a secret, does not start. With the region that holds them gone, no task of the standby starts any more, and those that run are not replaced.',
  find: ({ active, estate: { groups } }) =>
    groups
      .filter(({ region }) => region !== active)
      .flatMap(({ launch, region, resource }) =>
        (launch?.fetches ?? [])
          .filter((each) => each.region !== region)
          .map((each) => ({
            resource,
            // A third region is not left, but it is one more that has to be there.
            ...(each.region === active ? {} : { severity: 'warning' as const }),
            evidence: `tasks in ${region} need the ${each.what} ${each.name} of ${each.region}`,
            mend: MENDS[each.what](each, region),
          })),
      ),
}

const MENDS: Readonly<Record<Fetched['what'], (of: Fetched, at: string) => Mend>> = {
  image: (_, at) =>
    `replicate the repository to ${at} (Terraform: aws_ecr_replication_configuration), and name the registry of ${at} in the task definition there`,
  secret: ({ name, region }, at) => ({
    run: `aws secretsmanager replicate-secret-to-regions --region ${region} --secret-id ${name} --add-replica-regions Region=${at}`,
    rest: 'and name the replica in the task definition there',
  }),
  parameter: (_, at) => `put the parameter in ${at} as well, and name that one in the task definition there`,
  log: (_, at) => `awslogs-region: ${at} in the task definition there`,
}
