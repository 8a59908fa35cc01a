/** Everything a plan needs to know of a global database, asked of every region at once; pure once it is in. */
import type { Gauge } from '../../../model/health.js'
import { isRegion, type Region } from '../../../model/place.js'
import type { Fact } from '../../../model/resource.js'
import { type Asked, type AwsContext, answers, asked, impairedIn, targetIn } from '../driver-context.js'
import { type Seen, withFences } from '../fences/fenced-inspection.js'
import { inspectFences } from '../fences/fences.js'
import { controlOf } from '../places.js'
import type { Settings } from './aurora-global.js'
import {
  type ClusterState,
  clusterState,
  type GlobalState,
  globalState,
  majorMinor,
  memberIn,
  writerOf,
} from './aurora-global-look.js'
import { AVAILABLE, clusterFact, LOSS_ALLOWED, SAME_VERSION } from './aurora-global-tactics.js'
import { INSPECT_MS, lagReading, type Metric, newestOf } from './newest-metric.js'

interface Sight {
  readonly region: Region
  readonly global: Asked<GlobalState>
  readonly cluster: Asked<ClusterState>
  readonly lag: Asked<number | undefined>
}

/** Asks every region that has a cluster. */
export async function inspectAurora(
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Seen> {
  const regions = Object.keys(settings.cluster).filter(isRegion)
  const { fence, role } = settings
  const [sights, fences] = await Promise.all([
    Promise.all(regions.map((region) => sightOf(region, settings, context, signal))),
    inspectFences(fence, regions, { context, role, signal, service: 'aurora' }),
  ])
  return withFences(seenIn(resource, settings, context.clock.now(), sights), fences)
}

async function sightOf(region: Region, settings: Settings, context: AwsContext, signal: AbortSignal): Promise<Sight> {
  const control = controlOf('rds', region)
  const metrics = lagMetrics(settings.cluster[region] ?? '', region, settings)
  const [global, cluster, lag] = await Promise.all([
    asked(control, () => globalState(settings, region, context, signal, INSPECT_MS)),
    asked(control, () => clusterState(settings, region, context, signal, INSPECT_MS)),
    newestOf(metrics, targetIn(region, settings.role), context, signal),
  ])
  return { region, global, cluster, lag }
}

/**
 * Replication lag is published in the secondary's region alone, under the secondary cluster, with and without the region
 * it comes from. AuroraGlobalDBRPOLag is what can be lost; older versions of Aurora MySQL have the other one only
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html).
 */
function lagMetrics(id: string, at: Region, { cluster }: Settings): readonly Metric[] {
  const sources = Object.keys(cluster).filter((region) => region !== at)
  const shapes = [
    { DBClusterIdentifier: id },
    ...sources.map((SourceRegion) => ({ DBClusterIdentifier: id, SourceRegion })),
  ]
  return ['AuroraGlobalDBRPOLag', 'AuroraGlobalDBReplicationLag'].flatMap((name) =>
    shapes.map((dimensions) => ({ namespace: 'AWS/RDS', name, dimensions })),
  )
}

function seenIn(resource: string, settings: Settings, at: number, sights: readonly Sight[]): Seen {
  const global = globalIn(sights)
  const active = global && writerOf(global)?.region
  const arns = Object.fromEntries(global?.members.map(({ arn, region }) => [region, arn]) ?? [])
  return {
    ...(active ? { active } : {}),
    facts: {
      ...Object.assign({}, ...sights.map(({ global: said, region }) => answers(controlOf('rds', region), said))),
      ...Object.fromEntries(sights.map((sight) => [clusterFact(sight.region), memberFact(sight, global)])),
      [AVAILABLE]: availableFact(sights, global),
      [SAME_VERSION]: versionFact(sights),
      [LOSS_ALLOWED]: lossFact(settings),
    },
    gauges: sights
      .filter(({ region }) => region !== active)
      .map(({ lag, region }): Gauge => {
        const reading = lagReading(lag, 'AuroraGlobalDBRPOLag', region)
        return { kind: 'gauge', at, name: 'replica-lag-ms', in: region, resource, reading }
      }),
    impaired: impairedIn(sights.flatMap(({ cluster, global: said, lag }) => [said, cluster, lag])),
    // Kept from a calm day: whom to promote must not have to be asked of anyone (law 13).
    state: global ? { arns, following: followersIn(global) } : {},
  }
}

/** All regions tell the same; the first that answers is as good as any. */
const globalIn = (sights: readonly Sight[]): GlobalState | undefined =>
  sights.flatMap(({ global }) => (global.is === 'answer' ? [global.answer] : []))[0]

const followersIn = ({ members }: GlobalState): readonly string[] =>
  members.filter(({ isWriter, sync }) => !isWriter && sync !== 'pending-resync').map(({ region }) => region)

function memberFact({ cluster, region }: Sight, global: GlobalState | undefined): Fact {
  if (cluster.is === 'none') return { is: 'unknown', because: cluster.because }
  const { instances, status } = cluster.answer
  if (!global) return { is: 'unknown', because: 'no region tells of the global database' }
  if (!memberIn(global, region))
    return { is: 'unmet', because: `the cluster in ${region} is no member of the global database` }
  const says = `the cluster in ${region} is ${status} with ${instances} instance${instances === 1 ? '' : 's'}`
  if (instances === 0) return { is: 'unmet', because: `${says}: there is nothing to promote` }
  return { is: status === 'available' ? 'met' : 'unmet', because: says }
}

function availableFact(sights: readonly Sight[], global: GlobalState | undefined): Fact {
  if (!global) {
    const silent = sights.flatMap(({ global: said }) => (said.is === 'none' ? [said.because] : []))
    return { is: 'unknown', because: silent[0] ?? 'no region was asked' }
  }
  const { status, underWay } = global
  if (underWay) return { is: 'unmet', because: `it is ${underWay.status} to ${underWay.toArn}` }
  return { is: status === 'available' ? 'met' : 'unmet', because: `the global database is ${status}` }
}

function versionFact(sights: readonly Sight[]): Fact {
  const found = sights.flatMap(({ cluster, region }) =>
    cluster.is === 'answer' ? [{ region, ...cluster.answer }] : [],
  )
  const says = found.map(({ region, version }) => `${version} in ${region}`).join(', ')
  if (new Set(found.map(({ version }) => majorMinor(version))).size > 1) {
    return { is: 'unmet', because: `${says}: AWS moves the writer only between equal major and minor versions` }
  }
  if (found.length < sights.length) return { is: 'unknown', because: `only seen: ${says || 'nothing'}` }
  return { is: 'met', because: says }
}

function lossFact({ allow_data_loss: allowed }: Settings): Fact {
  if (allowed) return { is: 'met', because: 'the policy says allow_data_loss: true' }
  const because =
    'the policy says allow_data_loss: false; FailoverGlobalCluster without AllowDataLoss would be a switchover, which waits for the writer that is gone'
  return { is: 'unmet', because }
}
