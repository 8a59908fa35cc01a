/** Everything a plan needs to know of a Global Datastore, asked of every region at once. */
import type { Gauge } from '../../../model/health.js'
import { isRegion, type Region } from '../../../model/place.js'
import type { Fact } from '../../../model/resource.js'
import { type Asked, type AwsContext, answers, asked, impairedIn, targetIn, unseenFact } from '../driver-context.js'
import { type Seen, withFences } from '../fences/fenced-inspection.js'
import { inspectFences } from '../fences/fences.js'
import { controlOf } from '../places.js'
import type { Settings } from './elasticache-global.js'
import { type DatastoreState, datastoreState, memberIn, nodesIn, primaryOf } from './elasticache-global-look.js'
import { AVAILABLE, LOSS_ALLOWED, memberFact } from './elasticache-global-tactics.js'
import { INSPECT_MS, lagReading, newestOf } from './newest-metric.js'

interface Sight {
  readonly region: Region
  readonly datastore: Asked<DatastoreState>
  readonly nodes: Asked<readonly string[]>
  readonly lag: Asked<number | undefined>
}

/** Asks every region that has a replication group. */
export async function inspectCache(
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Seen> {
  const { fence, group, role } = settings
  const regions = Object.keys(group).filter(isRegion)
  const [sights, fences] = await Promise.all([
    Promise.all(regions.map((region) => sightOf(region, settings, context, signal))),
    inspectFences(fence, regions, { context, role, signal, service: 'elasticache' }),
  ])
  return withFences(seenIn(resource, settings, context.clock.now(), sights), fences)
}

async function sightOf(region: Region, settings: Settings, context: AwsContext, signal: AbortSignal): Promise<Sight> {
  const control = controlOf('elasticache', region)
  // Two questions one after the other must fit into the time of one.
  const [datastore, { lag, nodes }] = await Promise.all([
    asked(control, () => datastoreState(settings, region, context, signal, INSPECT_MS)),
    asked(control, () => nodesIn(settings, region, context, signal, INSPECT_MS / 2)).then(async (found) => ({
      nodes: found,
      lag: found.is === 'answer' ? await lagIn(region, found.answer, settings, context, signal) : found,
    })),
  ])
  return { region, datastore, nodes, lag }
}

/**
 * How far the secondary's primary nodes are behind, in seconds; published in the secondary's region for its nodes, with
 * and without the number of the node
 * (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html).
 */
function lagIn(
  at: Region,
  nodes: readonly string[],
  { role }: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Asked<number | undefined>> {
  const metrics = nodes.flatMap((CacheClusterId) =>
    [{ CacheClusterId }, { CacheClusterId, CacheNodeId: '0001' }].map((dimensions) => ({
      ...{ namespace: 'AWS/ElastiCache', name: 'GlobalDatastoreReplicationLag', dimensions },
    })),
  )
  if (metrics.length === 0) return Promise.resolve({ is: 'answer', answer: undefined })
  return newestOf(metrics, targetIn(at, role), context, signal, INSPECT_MS / 2)
}

function seenIn(resource: string, settings: Settings, at: number, sights: readonly Sight[]): Seen {
  const found = sights.flatMap(({ datastore }) => (datastore.is === 'answer' ? [datastore.answer] : []))[0]
  const active = found && primaryOf(found)?.region
  const following = found?.members.filter(({ isPrimary }) => !isPrimary).map(({ region }) => region)
  return {
    ...(active ? { active } : {}),
    facts: {
      ...Object.assign(
        {},
        ...sights.map(({ datastore, region }) => answers(controlOf('elasticache', region), datastore)),
      ),
      ...Object.fromEntries(sights.map((sight) => [memberFact(sight.region), factOf(sight, settings, found)])),
      [AVAILABLE]: availableFact(sights, found),
      [LOSS_ALLOWED]: lossFact(settings),
    },
    gauges: sights
      .filter(({ region }) => region !== active)
      .map(({ lag, region }): Gauge => {
        const reading = lagReading(lag, 'GlobalDatastoreReplicationLag', region, 1_000)
        return { kind: 'gauge', at, name: 'replica-lag-ms', in: region, resource, reading }
      }),
    impaired: impairedIn(sights.flatMap(({ datastore, lag, nodes }) => [datastore, nodes, lag])),
    state: following ? { following } : {},
  }
}

function factOf({ nodes, region }: Sight, { group }: Settings, found: DatastoreState | undefined): Fact {
  if (nodes.is === 'none') return unseenFact(nodes)
  if (!found) return { is: 'unknown', because: 'no region tells of the Global Datastore' }
  const member = memberIn(found, region)
  if (!member) return { is: 'unmet', because: `${region} has no replication group in the Global Datastore` }
  const says = `the group in ${region} is ${member.group}, ${member.status}, of ${nodes.answer.length} nodes`
  const isSound = member.group === group[region] && member.status === 'associated' && nodes.answer.length > 0
  return { is: isSound ? 'met' : 'unmet', because: says }
}

function availableFact(sights: readonly Sight[], found: DatastoreState | undefined): Fact {
  if (found)
    return { is: found.status === 'available' ? 'met' : 'unmet', because: `the Global Datastore is ${found.status}` }
  const [because] = sights.flatMap(({ datastore }) => (datastore.is === 'none' ? [datastore.because] : []))
  return { is: 'unknown', because: because ?? 'no region was asked' }
}

function lossFact({ allow_data_loss: allowed }: Settings): Fact {
  if (allowed) return { is: 'met', because: 'the policy says allow_data_loss: true' }
  const because =
    'the policy says allow_data_loss: false, and FailoverGlobalReplicationGroup never waits for what the secondary lacks'
  return { is: 'unmet', because }
}
