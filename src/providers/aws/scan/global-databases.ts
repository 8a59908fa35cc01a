/** Aurora global databases of the app, and clusters that belong to none. */
import { type DBCluster, DescribeDBClustersCommand, DescribeGlobalClustersCommand } from '@aws-sdk/client-rds'
import { idOfArn, regionOfArn } from '../rds/rds-instance.js'
import type { FoundResource, Part } from './found.js'
import { matchOf, type Tag } from './match.js'
import { nameFor } from './name-for.js'
import type { Questions } from './questions.js'

/** A global database with its clusters, in the policy's regions and in others. */
export interface GlobalDatabase {
  readonly id: string
  readonly engine: string
  readonly members: readonly { readonly region: string; readonly cluster: string; readonly isWriter: boolean }[]
  readonly because?: string
}
/** A cluster that is in no global database. */
export interface LoneCluster {
  readonly region: string
  readonly id: string
  readonly because: string
}

export async function readGlobalDatabases(
  questions: Questions,
): Promise<{ readonly globals: readonly GlobalDatabase[]; readonly lone: readonly LoneCluster[] }> {
  const [home] = questions.regions
  const clusters = await questions.inEach(async (region) => {
    const all = await questions.list(
      'rds',
      region,
      (Marker) => new DescribeDBClustersCommand({ Marker }),
      ({ DBClusters: items = [], Marker: next }) => ({ items, next }),
    )
    return all.filter(({ Engine = '' }) => Engine.startsWith('aurora')).map((cluster) => ({ region, cluster }))
  })
  const matched = (id: string, tags: readonly Tag[] = []) => matchOf(questions.app, id, tags)
  const all =
    home === undefined
      ? []
      : await questions.list(
          'rds',
          home,
          (Marker) => new DescribeGlobalClustersCommand({ Marker }),
          ({ GlobalClusters: items = [], Marker: next }) => ({ items, next }),
        )
  const globals = all.map((found): GlobalDatabase => {
    const { Engine: engine = 'aurora', GlobalClusterIdentifier: id = '', GlobalClusterMembers = [] } = found
    const arns = GlobalClusterMembers.map(({ DBClusterArn = '', IsWriter }) => ({
      arn: DBClusterArn,
      isWriter: IsWriter === true,
    }))
    const own = clusters.filter(({ cluster }) => arns.some(({ arn }) => arn === cluster.DBClusterArn))
    const because = [matched(id, found.TagList), ...own.map(({ cluster }) => matched(nameOf(cluster), cluster.TagList))]
    const first = because.find((each) => each !== undefined)
    const members = arns.map(({ arn, isWriter }) => ({ region: regionOfArn(arn), cluster: idOfArn(arn), isWriter }))
    return { id, engine, members, ...(first === undefined ? {} : { because: first }) }
  })
  const inOne = new Set(
    all.flatMap(({ GlobalClusterMembers = [] }) => GlobalClusterMembers.map(({ DBClusterArn }) => DBClusterArn)),
  )
  const lone = clusters.flatMap(({ cluster, region }): readonly LoneCluster[] => {
    const because = matched(nameOf(cluster), cluster.TagList)
    return because === undefined || inOne.has(cluster.DBClusterArn) ? [] : [{ region, id: nameOf(cluster), because }]
  })
  return { globals, lone }
}

const nameOf = ({ DBClusterIdentifier }: DBCluster): string => DBClusterIdentifier ?? ''

/** What the policy says of them. */
export function globalDatabasesPart(
  { globals, lone }: Awaited<ReturnType<typeof readGlobalDatabases>>,
  { app, regions }: Pick<Questions, 'app' | 'regions'>,
): Part {
  const mine = globals.flatMap(({ because, ...rest }) => (because === undefined ? [] : [{ ...rest, because }]))
  const here = mine.map((found) => ({
    ...found,
    members: regions.flatMap((region) => found.members.find((member) => member.region === region) ?? []),
  }))
  const [home] = regions
  const usable = here.filter(({ members }) => members.length > 1)
  return {
    resources: usable.map(({ because, engine, id, members }): FoundResource => {
      const writer = members.find(({ isWriter }) => isWriter)
      const moved = writer !== undefined && writer.region !== home
      return {
        type: 'aurora-global',
        name: nameFor({ name: id, region: home ?? '' }, app, 'database'),
        settings: {
          global_cluster: id,
          cluster: Object.fromEntries(members.map(({ cluster, region }) => [region, cluster])),
        },
        because: [
          `Aurora global database (${engine}), matched by ${because}.`,
          ...(moved ? [`Mind: the writer stands in ${writer.region} today, not in ${home}.`] : []),
          'Only switchovers run until you allow a failover to lose the last writes:',
        ],
        offered: { allow_data_loss: true },
      }
    }),
    notFound: [],
    leftOut: [
      ...here
        .filter(({ members }) => members.length < 2)
        .map(({ because, id }) => ({
          what: `Aurora global database ${id} (${because})`,
          because: `it has clusters in fewer than two of ${regions.join(', ')}`,
        })),
      ...lone.map(({ because, id, region }) => ({
        what: `Aurora cluster ${id} in ${region} (${because})`,
        because: 'it is in no global database, so there is no other region to fail over to',
      })),
    ],
  }
}
