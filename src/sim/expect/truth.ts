/** How things truly were, and what a drill expects of it: nothing here asks what a controller believed. */
import { formatMs, formatPercent } from '../../model/units.js'
import { type Expectation, isMultiActive } from '../drill.js'
import type { Scene, Trace } from '../trace.js'
import { type Finding, instant } from './judged.js'
import { openedIn } from './moves.js'
import { planeWords } from './planes.js'
import { count } from './words.js'

/** Of the requests a region's zones get, so many must be answered rightly. */
const SERVED_PERCENT = 95

/** The scene in force at an instant. */
export const sceneAt = ({ scenes }: Pick<Trace, 'scenes'>, ms: number): Scene | undefined =>
  scenes.findLast(({ atMs }) => atMs <= ms)

/** An incident of that region was closed as recovered, and it was true: the name leads there, and writes land. */
export function recoveredIn(trace: Trace, { byMs, region }: Extract<Expectation, { kind: 'recovered' }>): Finding {
  const ids = new Map(openedIn(trace).map(({ incident, move }) => [incident, 'to' in move ? move.to : move.region]))
  const closed = trace.entries.filter(
    ({ entry: { event, incident } }) =>
      event.kind === 'incident-closed' && event.outcome === 'recovered' && ids.get(incident) === region,
  )
  const [first] = closed
  if (!first)
    return { met: false, at: byMs, saw: `no incident of ${region} was closed as recovered${worldWords(trace, byMs)}` }
  const late = first.atMs > byMs
  const scene = sceneAt(trace, first.atMs)
  const flaw = scene ? flawOf(scene, trace, region) : 'nothing is known of the world then'
  const saw = `declared at ${instant(first.atMs)}${late ? ', late' : ''}${flaw === undefined ? '' : `, while ${flaw}`}`
  return { met: !late && flaw === undefined, at: first.atMs, saw }
}

/** Why users were not served in `region` after all. */
function flawOf(scene: Scene, trace: Trace, region: string): string | undefined {
  const zones: readonly string[] = trace.drill.policy.regions.find((each) => each.region === region)?.zones ?? []
  const weights = zones.map((zone) => scene.answers[zone] ?? 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return 'the public name led nowhere in it'
  const served = zones.reduce((sum, zone, index) => sum + (scene.zones[zone] ?? 0) * (weights[index] ?? 0), 0) / total
  if (served < SERVED_PERCENT) return `it answered ${formatPercent(served)} of its requests`
  const unwritten = Object.entries(scene.writers).find(([, regions]) => !regions.some((each) => each === region))
  return unwritten ? `${unwritten[0]} took no writes there` : undefined
}

function worldWords(trace: Trace, ms: number): string {
  const scene = sceneAt(trace, ms)
  return scene ? `; ${formatPercent(scene.servedPercent)} of requests were served at ${instant(ms)}` : ''
}

/** At no instant from then on is less served. */
export function servedFrom(trace: Trace, { fromMs, percent }: Extract<Expectation, { kind: 'serving' }>): Finding {
  const from = sceneAt(trace, fromMs)
  const scenes = [...(from ? [from] : []), ...trace.scenes.filter(({ atMs }) => atMs > fromMs)]
  const worst = scenes.reduce<Scene | undefined>(
    (low, scene) => (low === undefined || scene.servedPercent < low.servedPercent ? scene : low),
    undefined,
  )
  if (!worst) return { met: false, at: fromMs, saw: 'nothing is known of the world then' }
  const at = Math.max(worst.atMs, fromMs)
  return {
    met: worst.servedPercent >= percent,
    at,
    saw: `at the least ${formatPercent(worst.servedPercent)}, at ${instant(at)}`,
  }
}

/** At no instant do more servers of one database take writes; where that is how its engine works, it does not count. */
export function writersIn(trace: Trace, { atMost }: Extract<Expectation, { kind: 'writers' }>): Finding {
  const most = { many: 0, atMs: 0, says: 'no writer' }
  for (const { atMs, writers } of trace.scenes) {
    for (const [name, regions] of Object.entries(writers)) {
      if (isMultiActive(trace.drill, name) || regions.length <= most.many) continue
      Object.assign(most, { many: regions.length, atMs, says: `${name} took writes in ${regions.join(' and ')}` })
    }
  }
  return { met: most.many <= atMost, at: most.atMs, saw: `${most.says}, at ${instant(most.atMs)}` }
}

/** Acknowledged writes lost for good, at the end. */
export function lossIn({ scenes }: Trace, { atMost }: Extract<Expectation, { kind: 'lost-writes' }>): Finding {
  const lost = scenes.at(-1)?.lost ?? { writes: 0, ms: 0 }
  const first = scenes.find((scene) => scene.lost.writes > 0)
  const met = 'ms' in atMost ? lost.ms <= atMost.ms : lost.writes <= atMost.writes
  const saw = first
    ? `${count(lost.writes, 'write')}, ${formatMs(lost.ms)} of them, the first at ${instant(first.atMs)}`
    : 'none'
  return { met, ...(first ? { at: first.atMs } : {}), saw }
}

/** No request left for that plane, whatever came of it. */
export function neverCalled({ calls }: Trace, expected: Extract<Expectation, { kind: 'never-calls' }>): Finding {
  const { region, service, side } = expected
  const found = calls.filter(
    ({ plane }) =>
      plane.service === service && plane.side === side && (region === undefined || plane.at.region === region),
  )
  const [first] = found
  if (!first) return { met: true, saw: 'none' }
  const saw = `${count(found.length, 'call')} to ${planeWords(expected)}, the first at ${instant(first.atMs)}: ${first.what}`
  return { met: false, at: first.atMs, saw }
}
