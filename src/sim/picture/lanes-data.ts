/** Where users go, who takes writes, how far replicas are behind, what was lost, and what each region could carry. */
import type { Region } from '../../model/place.js'
import { formatMs, formatPercent } from '../../model/units.js'
import { isMultiActive } from '../drill.js'
import type { Trace } from '../trace.js'
import type { Lane, Look, Mark } from './lane.js'
import { type Series, seriesByKey, seriesOf } from './series.js'
import { spansOf } from './spans.js'
import { regionsWords, spanWords } from './words.js'

/** Traffic always; the rest where there is any. */
export function dataLanes(trace: Trace): readonly Lane[] {
  const regions = trace.drill.policy.regions.map(({ region }) => region)
  const databases = [...new Set(trace.scenes.flatMap(({ writers }) => Object.keys(writers)))]
  return [
    { kind: 'heading', title: 'What came of it', sub: 'traffic, data, capacity' },
    {
      ...{ kind: 'area', title: 'Users go to', sub: 'share by region', inOverview: true, heightPx: 56, top: 100 },
      series: regions.map((region) => seriesOf(region, trace.scenes, ({ users }) => users[region] ?? 0)),
      words: formatPercent,
      tells: 'names',
    },
    ...databases.map((database) => writerLane(trace, database, regions)),
    ...lagLanes(trace),
    ...lostLane(trace),
    ...capacityLanes(trace),
  ]
}

/** One region each stretch; two at once stand out unless that is by design, and so does none. */
function writerLane({ drill, endedMs, scenes }: Trace, database: string, regions: readonly Region[]): Lane {
  const samples = scenes.map(({ atMs, writers }) => ({ atMs, value: writers[database] ?? [] }))
  const spans = spansOf(samples, endedMs, (one, other) => one.join() === other.join())
  const marks = spans.map(({ fromMs, toMs, value }): Mark => {
    const only = value[0]
    const isMany = value.length > 1
    const isMeant = isMultiActive(drill, database)
    const one: Look = only === undefined ? 'hold' : `region-${Math.max(0, regions.indexOf(only))}`
    const look: Look = !isMany ? one : isMeant ? 'healthy' : 'failed'
    const label = only === undefined ? 'nobody' : `${isMany && !isMeant ? 'two writers: ' : ''}${regionsWords(value)}`
    return {
      fromMs,
      toMs,
      look,
      label,
      says: `${database} takes writes in ${regionsWords(value)}, ${spanWords(fromMs, toMs)}`,
    }
  })
  return { kind: 'strip', title: `Writes to ${database}`, sub: 'who takes them', isThin: false, marks }
}

const most = ({ points }: Series): number => points.reduce((most, { value }) => Math.max(most, value), 0)

const lagLanes = ({ scenes }: Trace): readonly Lane[] =>
  seriesByKey(
    scenes,
    ({ lagMs }) => lagMs,
    (name) => `replica of ${name} behind`,
  ).map((series) => ({
    ...{ kind: 'area', sub: series.name, heightPx: 28, top: Math.max(1_000, most(series)) },
    series: [series],
    words: formatMs,
    tells: 'most',
  }))

function lostLane({ scenes }: Trace): readonly Lane[] {
  const series = seriesOf('writes lost', scenes, ({ lost }) => lost.writes)
  if (most(series) === 0) return []
  const words = (value: number): string => `${Math.round(value)} ${Math.round(value) === 1 ? 'write' : 'writes'}`
  return [
    {
      kind: 'area',
      sub: 'writes lost for good',
      heightPx: 28,
      top: most(series),
      series: [series],
      words,
      tells: 'most',
    },
  ]
}

/** Of regions whose capacity was ever short of what peak needs, or changed. */
const capacityLanes = ({ scenes }: Trace): readonly Lane[] =>
  seriesByKey(
    scenes,
    ({ capacity }) => capacity,
    (name) => `capacity of ${name}`,
  )
    .filter(({ points }) => points.length > 1 || points.some(({ value }) => value < 100))
    .map((series) => ({
      ...{ kind: 'area', sub: series.name, heightPx: 28, top: Math.max(100, most(series)) },
      series: [series],
      words: (value: number) => `${formatPercent(value)} of peak`,
      tells: 'least',
    }))
