import type { Database, Door, Group, Network } from '../estate.js'
import type { Rule } from '../finding.js'
import { atStandby } from '../pairs.js'
import { overlap } from '../ranges.js'

/** A database of a standby that does not let in the app there, as the one at home lets in the app. */
export const databaseShutToStandby: Rule = {
  id: 'database-shut-to-standby',
  severity: 'error',
  title: 'the database of the standby does not let in the app there',
  why: 'Security groups are of one region, and rules are often copied with the addresses of the other: once promoted, the database would turn away every connection of the app beside it.',
  find: (facts) => {
    const { active, estate } = facts
    return estate.databases
      .filter(({ region, resource }) => region !== active && resource !== undefined)
      .flatMap((there) => {
        const here = estate.databases.find(({ region, resource }) => region === active && resource === there.resource)
        return atStandby(facts)
          .filter(({ at }) => at.region === there.region)
          .flatMap(({ at, home }) => {
            if (!here || isLetIn(here, home) !== true || isLetIn(there, at) !== false) return []
            return [found(there, at)]
          })
      })
  },
}

/** Whether the database lets in what the group launches; undefined where that is not known. */
function isLetIn({ door }: Database, { network }: Group): boolean | undefined {
  if (!door || !network) return undefined
  if (door.admits.some((source) => network.groups.includes(source))) return true
  if (door.admits.some((source) => network.ranges.some((range) => overlap(source, range)))) return true
  // Of a prefix list nobody was asked what is in it.
  return door.admits.some((source) => source.startsWith('pl-')) ? undefined : false
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nobody' : names.join(', '))
const NOWHERE: Network = { groups: [], ranges: [] }
const SHUT: Door = { port: 0, groups: [], admits: [] }

function found({ door = SHUT, id, region, resource = id }: Database, { network = NOWHERE, resource: app }: Group) {
  const [own = 'GROUP'] = door.groups
  const [from] = network.groups
  const source = from === undefined ? `--cidr ${network.ranges[0] ?? 'RANGE'}` : `--source-group ${from}`
  return {
    resource,
    evidence: `${id} in ${region} lets in ${listed(door.admits)} at port ${door.port}; ${app} stands there in ${listed([...network.groups, ...network.ranges])}`,
    mend: {
      run: `aws ec2 authorize-security-group-ingress --region ${region} --group-id ${own} --protocol tcp --port ${door.port} ${source}`,
      terraform: 'aws_vpc_security_group_ingress_rule',
    },
  }
}
