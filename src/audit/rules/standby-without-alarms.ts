import type { Region } from '../../model/place.js'
import type { Estate } from '../estate.js'
import type { Rule } from '../finding.js'

/** What is watched by alarms where the app stands, and by none where it is to stand. */
export const standbyWithoutAlarms: Rule = {
  id: 'standby-without-alarms',
  severity: 'warning',
  title: 'alarms watch it at home, and none watches it in the standby',
  why: 'Alarms belong to one region, and a promoted database or a raised group brings none along: after the failover its next trouble is told to nobody.',
  find: ({ active, estate }) => {
    const named = namedIn(estate)
    const countOf = (region: Region, name: string): number | undefined =>
      estate.alarms.find((each) => each.region === region)?.on.filter((each) => each === name).length
    return named
      .filter(({ region }) => region !== active)
      .flatMap(({ name, region, resource }) => {
        const home = named.find((each) => each.region === active && each.resource === resource)
        const many = home && countOf(active, home.name)
        if (!home || !many || countOf(region, name) !== 0) return []
        const watch = many === 1 ? '1 alarm watches' : `${many} alarms watch`
        return [
          {
            resource,
            evidence: `${watch} ${home.name} in ${active}, and none ${name} in ${region}`,
            mend: `make the alarms of ${active} in ${region} as well (Terraform: aws_cloudwatch_metric_alarm under the provider of ${region})`,
          },
        ]
      })
  },
}

/** Databases and groups of the policy, by the names that alarms know them by. */
function namedIn({ databases, groups }: Estate) {
  return [
    ...groups.map(({ name, region, resource }) => ({ name, region, resource })),
    ...databases.flatMap(({ id, region, resource }) =>
      resource === undefined ? [] : [{ name: id, region, resource }],
    ),
  ]
}
