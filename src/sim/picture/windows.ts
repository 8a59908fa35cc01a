/** Which minutes decide: stretches of time around the turning points of the story, drawn large, the calm between left out. */
import type { Told } from './story.js'

export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

const MINUTE_MS = 60_000
const LEAST_MS = 8 * MINUTE_MS
const MOST_WINDOWS = 3
/** A window that is nearly the whole run is the whole run. */
const NEARLY_ALL = 0.6
/** Calm that is not worth a window of its own, as a share of the window before it. */
const BRIDGED = 0.4

/** At most three windows, in order, that do not overlap; the whole run when it is short or nothing happens. */
export function windowsOf(story: readonly Told[], endedMs: number): readonly Window[] {
  const whole = { fromMs: 0, toMs: Math.max(endedMs, 1) }
  const clusters = clustersOf(story, Math.min(30 * MINUTE_MS, Math.max(8 * MINUTE_MS, endedMs / 36)))
  const heaviest = [...clusters].sort((one, other) => turnsOf(other) - turnsOf(one)).slice(0, MOST_WINDOWS)
  const windows = heaviest.map((cluster) => around(cluster, whole.toMs)).sort((one, other) => one.fromMs - other.fromMs)
  const merged = mergedOf(windows)
  const drawnMs = merged.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  return merged.length === 0 || drawnMs >= NEARLY_ALL * whole.toMs ? [whole] : merged
}

type Cluster = readonly Told[]

const turnsOf = (cluster: Cluster): number => cluster.filter(({ number }) => number !== undefined).length

/** What is worth telling and lies near together, where there is a turning point in it. */
function clustersOf(story: readonly Told[], gapMs: number): readonly Cluster[] {
  const clusters: Told[][] = []
  for (const line of story) {
    if (line.weight < 2) continue
    const last = clusters.at(-1)
    const before = last?.at(-1)
    if (last === undefined || before === undefined || line.atMs - before.atMs > gapMs) clusters.push([line])
    else last.push(line)
  }
  return clusters.filter((cluster) => turnsOf(cluster) > 0)
}

/** With some calm before and more after, on whole minutes. */
function around(cluster: Cluster, endMs: number): Window {
  const first = cluster[0]?.atMs ?? 0
  const last = cluster.at(-1)?.atMs ?? first
  const spanMs = Math.max(last - first, LEAST_MS)
  const lackMs = Math.max(0, LEAST_MS - (last - first))
  const beforeMs = Math.max(MINUTE_MS, spanMs * 0.08, lackMs / 3)
  const afterMs = Math.max(2 * MINUTE_MS, spanMs * 0.12, (lackMs * 2) / 3)
  const fromMs = Math.max(0, Math.floor((first - beforeMs) / MINUTE_MS) * MINUTE_MS)
  const toMs = Math.min(endMs, Math.ceil((last + afterMs) / MINUTE_MS) * MINUTE_MS)
  return { fromMs: Math.min(fromMs, Math.max(0, toMs - LEAST_MS)), toMs }
}

/** Windows with less calm between them than a good part of the first are one. */
function mergedOf(windows: readonly Window[]): readonly Window[] {
  const merged: Window[] = []
  for (const window of windows) {
    const last = merged.at(-1)
    if (last === undefined || window.fromMs - last.toMs > BRIDGED * (last.toMs - last.fromMs)) merged.push(window)
    else merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, window.toMs) }
  }
  return merged
}
