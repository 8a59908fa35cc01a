/**
 * Whether every replica is there, and how far each is behind. The latency of replication is published where a write came
 * from, for each region that receives it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_monitoring.html); it is remembered from
 * calm days, since a region that fails tells nothing.
 */
import type { Gauge, Reading } from '../../../model/health.js'
import type { Region } from '../../../model/place.js'
import type { Fact } from '../../../model/resource.js'
import { type Asked, type AwsContext, answers, asked, impairedIn, targetIn, unseenFact } from '../driver-context.js'
import type { Seen } from '../fences/fenced-inspection.js'
import { controlOf } from '../places.js'
import type { Settings } from './dynamodb-global.js'
import { regionsOf, type TableState, tableState } from './dynamodb-global-look.js'
import { tableFact } from './dynamodb-global-tactics.js'
import { INSPECT_MS, lagReading, newestOf } from './newest-metric.js'

interface Sight {
  readonly region: Region
  readonly table: Asked<TableState>
  /** Of writes made here, by the region that receives them; ms. */
  readonly lags: ReadonlyMap<Region, Asked<number | undefined>>
}

/** Asks every region that has a replica. */
export async function inspectTable(
  resource: string,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Seen> {
  const regions = regionsOf(settings, context)
  const sights = await Promise.all(regions.map((region) => sightOf(region, regions, settings, context, signal)))
  const at = context.clock.now()
  return {
    facts: {
      ...Object.assign({}, ...sights.map(({ region, table }) => answers(controlOf('dynamodb', region), table))),
      ...Object.fromEntries(sights.map((sight) => [tableFact(sight.region), factOf(sight, sights)])),
    },
    gauges: regions.map(
      (to): Gauge => ({
        ...{ kind: 'gauge', at, name: 'replica-lag-ms', in: to, resource },
        reading: lagInto(to, sights),
      }),
    ),
    impaired: impairedIn(sights.flatMap(({ lags, table }) => [table, ...lags.values()])),
    state: {},
  }
}

async function sightOf(
  region: Region,
  regions: readonly Region[],
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Sight> {
  const { role, table: TableName } = settings
  const others = regions.filter((other) => other !== region)
  const lagTo = (to: Region) => {
    const dimensions = { TableName, ReceivingRegion: to }
    const metric = { namespace: 'AWS/DynamoDB', name: 'ReplicationLatency', dimensions }
    return newestOf([metric], targetIn(region, role), context, signal)
  }
  const [table, lags] = await Promise.all([
    asked(controlOf('dynamodb', region), () => tableState(settings, region, context, signal, INSPECT_MS)),
    Promise.all(others.map(async (to) => [to, await lagTo(to)] as const)),
  ])
  return { region, table, lags: new Map(lags) }
}

/** The worst of all that write to it; a writer that cannot be asked leaves it unknown. */
function lagInto(to: Region, sights: readonly Sight[]): Reading {
  const own = sights.find(({ region }) => region === to)?.table
  if (own?.is === 'answer' && own.answer.isStrong) return { is: 'known', value: 0 }
  const readings = sights
    .filter(({ region }) => region !== to)
    .map(({ lags, region }) => {
      const lag = lags.get(to)
      return lag ? lagReading(lag, `ReplicationLatency to ${to}`, region) : NOT_ASKED
    })
  const known = readings.flatMap((reading) => (reading.is === 'known' ? [reading.value] : []))
  const unknown = readings.find(({ is }) => is === 'unknown')
  // Regions where nobody writes publish nothing; one that does is enough, unless another did not answer at all.
  const silent = sights.some(({ lags, region }) => region !== to && lags.get(to)?.is === 'none')
  if (known.length > 0 && !silent) return { is: 'known', value: Math.max(...known) }
  if (!silent && unknown?.is === 'unknown') return { is: 'unknown', because: `${unknown.because}; ${IDLE}` }
  return unknown ?? NOT_ASKED
}

/** Replication that is stuck and a table that is idle look alike. */
const IDLE = 'a table that nobody writes to has none, and one item written every minute keeps it known'
const NOT_ASKED: Reading = { is: 'unknown', because: 'no other region was asked' }

function factOf({ region, table }: Sight, sights: readonly Sight[]): Fact {
  if (table.is === 'none') {
    return unseenFact(table)
  }
  const { status } = table.answer
  const says = `the table in ${region} is ${status}`
  if (status !== 'ACTIVE' && status !== 'UPDATING') return { is: 'unmet', because: says }
  const told = sights.flatMap((other) =>
    other.region !== region && other.table.is === 'answer'
      ? [{ by: other.region, status: other.table.answer.replicas[region] }]
      : [],
  )
  const missing = told.find((each) => each.status !== 'ACTIVE' && each.status !== 'UPDATING')
  if (missing) {
    return {
      is: 'unmet',
      because: `${says}, and ${missing.by} tells of its replica there: ${missing.status ?? 'none'}`,
    }
  }
  return {
    is: 'met',
    because: `${says}${told.length > 0 ? `, a replica of ${told.map(({ by }) => by).join(', ')}` : ''}`,
  }
}
