/** DynamoDB tables of the app: global ones, and those that stand in one region alone. */
import { DescribeTableCommand, ListTablesCommand, ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb'
import type { Region } from '../../../model/place.js'
import type { LeftOut, Part } from './found.js'
import { matchOf } from './match.js'
import { nameFor } from './name-for.js'
import type { Questions } from './questions.js'

/** DynamoDB answers ten questions about tags a second; of more tables only names are read. */
const TAGGED_MAX = 50

/** A table of the app, as the primary region knows it. */
export interface FoundTable {
  readonly name: string
  readonly because: string
  /** Where it has replicas, its own region among them. */
  readonly regions: readonly string[]
}

export interface TablesRead {
  readonly tables: readonly FoundTable[]
  /** Tables whose tags were not read. */
  readonly untagged: number
}

/** The tables of the app in the primary region. */
export async function readTables(questions: Questions): Promise<TablesRead> {
  const [home] = questions.regions
  if (home === undefined) return { tables: [], untagged: 0 }
  const names = await questions.list(
    'dynamodb',
    home,
    (ExclusiveStartTableName) => new ListTablesCommand({ ExclusiveStartTableName }),
    ({ LastEvaluatedTableName: next, TableNames: items = [] }) => ({ items, next }),
  )
  const byName = new Set(names.filter((name) => matchOf(questions.app, name) !== undefined))
  const others = names.filter((name) => !byName.has(name))
  const asked = [...byName, ...others.slice(0, TAGGED_MAX)]
  const found: FoundTable[] = []
  for (const name of asked) found.push(...(await tableIn(questions, home, name)))
  return { tables: found, untagged: Math.max(0, others.length - TAGGED_MAX) }
}

async function tableIn(questions: Questions, home: Region, name: string): Promise<readonly FoundTable[]> {
  const described = await questions.ask('dynamodb', home, new DescribeTableCommand({ TableName: name }))
  const { Replicas = [], TableArn } = described?.Table ?? {}
  if (TableArn === undefined) return []
  const byName = matchOf(questions.app, name)
  const tags = byName
    ? undefined
    : await questions.ask('dynamodb', home, new ListTagsOfResourceCommand({ ResourceArn: TableArn }))
  const because = byName ?? matchOf(questions.app, name, tags?.Tags)
  if (because === undefined) return []
  const replicas = Replicas.flatMap(({ RegionName }) => RegionName ?? [])
  return [{ name, because, regions: [...new Set([home, ...replicas])] }]
}

/** What the policy says of them. */
export function tablesPart(
  { tables, untagged }: TablesRead,
  { app, regions }: Pick<Questions, 'app' | 'regions'>,
): Part {
  const here = tables.map((table) => ({ ...table, used: regions.filter((region) => table.regions.includes(region)) }))
  const [home = ''] = regions
  const unread: readonly LeftOut[] =
    untagged > 0
      ? [
          {
            what: `${untagged} DynamoDB tables in ${home}`,
            because: 'their names do not name the app, and their tags were not read',
          },
        ]
      : []
  return {
    resources: here
      .filter(({ used }) => used.length > 1)
      .map(({ because, name, used }) => ({
        type: 'dynamodb-global',
        name: nameFor({ name, region: home }, app, 'table'),
        settings: { table: name, ...(used.length < regions.length ? { regions: used } : {}) },
        because: [`DynamoDB global table, matched by ${because}: it takes writes in each region, nothing is promoted.`],
      })),
    notFound: [],
    leftOut: [
      ...here
        .filter(({ used }) => used.length < 2)
        .map(({ because, name }) => ({
          what: `DynamoDB table ${name} in ${home} (${because})`,
          because: `it has no replica in ${regions.slice(1).join(' or ')}`,
        })),
      ...unread,
    ],
  }
}
