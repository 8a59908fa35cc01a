/** ECS services of the app. */
import { DescribeServicesCommand, ListClustersCommand, ListServicesCommand, type Service } from '@aws-sdk/client-ecs'
import type { Region } from '../../../model/place.js'
import { inGroups } from '../watch/watch.js'
import type { Part } from './found.js'
import { matchOf } from './match.js'
import { nameFor } from './name-for.js'
import { byRegionOf, type Placed, pair, sayAlone, sayPair } from './pair.js'
import type { Questions } from './questions.js'

/** ECS describes so many at once. */
const SERVICES_AT_ONCE = 10

/** A service of the app. */
export interface FoundService extends Placed {
  readonly cluster: string
  readonly desired: number
}

/** The services of the app in every region. */
export const readServices = (questions: Questions): Promise<readonly FoundService[]> =>
  questions.inEach(async (region) => {
    const clusters = await questions.list(
      'ecs',
      region,
      (nextToken) => new ListClustersCommand({ nextToken }),
      ({ clusterArns: items = [], nextToken: next }) => ({ items, next }),
    )
    const found = await Promise.all(clusters.map((cluster) => servicesIn(questions, region, cluster)))
    return found.flat()
  })

async function servicesIn(questions: Questions, region: Region, cluster: string): Promise<readonly FoundService[]> {
  const arns = await questions.list(
    'ecs',
    region,
    (nextToken) => new ListServicesCommand({ cluster, nextToken, maxResults: 100 }),
    ({ nextToken: next, serviceArns: items = [] }) => ({ items, next }),
  )
  const answers = await Promise.all(
    inGroups(arns, SERVICES_AT_ONCE).map((services) =>
      questions.ask(
        'ecs',
        region,
        new DescribeServicesCommand({ cluster, services: [...services], include: ['TAGS'] }),
      ),
    ),
  )
  const clusterName = lastOf(cluster)
  return answers
    .flatMap((answer) => answer?.services ?? [])
    .flatMap((service: Service): readonly FoundService[] => {
      const { desiredCount: desired = 0, serviceName: name = '', tags = [] } = service
      const because = matchOf(questions.app, name, tags) ?? inCluster(matchOf(questions.app, clusterName), clusterName)
      return because === undefined ? [] : [{ region, name, because, cluster: clusterName, desired }]
    })
}

const lastOf = (arn: string): string => arn.split('/').at(-1) ?? arn
const inCluster = (because: string | undefined, cluster: string): string | undefined =>
  because && `${because.replace(/its name$/, `the name of its cluster`)} ${cluster}`

/** What the policy says of them. */
export function servicesPart(
  found: readonly FoundService[],
  { app, regions }: Pick<Questions, 'app' | 'regions'>,
): Part {
  const { alone, pairs } = pair(found, regions)
  return {
    resources: pairs.map(({ how, members }) => ({
      type: 'ecs-service',
      name: nameFor(members[0], app, 'tasks'),
      settings: {
        cluster: byRegionOf(members, ({ cluster }) => cluster),
        service: byRegionOf(members, ({ name }) => name),
        capacity: Math.max(1, members[0].desired),
      },
      because: [
        ...sayPair('ECS services', { how, members }, regions),
        `capacity is what ${members[0].region} runs today: ${members[0].desired}.`,
      ],
    })),
    notFound: [],
    leftOut: sayAlone('ECS services', alone, regions),
  }
}
