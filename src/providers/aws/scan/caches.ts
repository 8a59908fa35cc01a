/** Global Datastores of ElastiCache, matched by their names and those of their groups. */
import { DescribeGlobalReplicationGroupsCommand } from '@aws-sdk/client-elasticache'
import type { Part } from './found.js'
import { matchOf } from './match.js'
import { nameFor } from './name-for.js'
import type { Questions } from './questions.js'

/** A Global Datastore of the app. */
export interface FoundDatastore {
  readonly id: string
  readonly because: string
  readonly groups: readonly { readonly region: string; readonly group: string }[]
}

/** The Global Datastores of the app; any region answers for all. */
export async function readDatastores(questions: Questions): Promise<readonly FoundDatastore[]> {
  const [home] = questions.regions
  if (home === undefined) return []
  const all = await questions.list(
    'elasticache',
    home,
    (Marker) => new DescribeGlobalReplicationGroupsCommand({ ShowMemberInfo: true, Marker }),
    ({ GlobalReplicationGroups: items = [], Marker: next }) => ({ items, next }),
  )
  return all.flatMap(({ GlobalReplicationGroupId: id = '', Members = [] }): readonly FoundDatastore[] => {
    const groups = Members.flatMap(({ ReplicationGroupId: group, ReplicationGroupRegion: region }) =>
      group === undefined || region === undefined ? [] : [{ region, group }],
    )
    const because = [id, ...groups.map(({ group }) => group)].map((name) => matchOf(questions.app, name)).find(Boolean)
    return because === undefined ? [] : [{ id, because, groups }]
  })
}

/** What the policy says of them. AWS puts five letters of its own before a datastore's name. */
export function datastoresPart(
  found: readonly FoundDatastore[],
  { app, regions }: Pick<Questions, 'app' | 'regions'>,
): Part {
  const here = found.map((each) => ({
    ...each,
    groups: regions.flatMap((region) => each.groups.find((group) => group.region === region) ?? []),
  }))
  return {
    resources: here
      .filter(({ groups }) => groups.length > 1)
      .map(({ because, groups, id }) => ({
        type: 'elasticache-global',
        name: nameFor({ name: id.replace(/^[a-z]{5}-/, ''), region: regions[0] ?? '' }, app, 'cache'),
        settings: {
          global_datastore: id,
          group: Object.fromEntries(groups.map(({ group, region }) => [region, group])),
        },
        because: [
          `ElastiCache Global Datastore, matched by ${because}.`,
          'A move promotes a secondary without waiting for what it lacks. For what is a cache, allow that:',
        ],
        offered: { allow_data_loss: true },
      })),
    notFound: [],
    leftOut: here
      .filter(({ groups }) => groups.length < 2)
      .map(({ because, id }) => ({
        what: `ElastiCache Global Datastore ${id} (${because})`,
        because: `it has groups in fewer than two of ${regions.join(', ')}`,
      })),
  }
}
