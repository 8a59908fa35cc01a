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

/** At most three windows, in order, that do not overlap; the whole run when it is short or nothing happens. */
export function windowsOf(story: readonly Told[], endedMs: number): readonly Window[] {
  const whole = { fromMs: 0, toMs: Math.max(endedMs, 1) }
  const turns = story.filter(({ number }) => number !== undefined).map(({ atMs }) => atMs)
  const clusters = clustersOf(turns, Math.min(30 * MINUTE_MS, Math.max(5 * MINUTE_MS, endedMs / 36)))
  const heaviest = [...clusters].sort((one, other) => other.length - one.length).slice(0, MOST_WINDOWS)
  const windows = heaviest.map((cluster) => around(cluster, whole.toMs)).sort((one, other) => one.fromMs - other.fromMs)
  const merged = mergedOf(windows)
  const drawnMs = merged.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  return merged.length === 0 || drawnMs >= NEARLY_ALL * whole.toMs ? [whole] : merged
}

function clustersOf(instants: readonly number[], gapMs: number): readonly (readonly number[])[] {
  const clusters: number[][] = []
  for (const atMs of instants) {
    const last = clusters.at(-1)
    const before = last?.at(-1)
    if (last === undefined || before === undefined || atMs - before > gapMs) clusters.push([atMs])
    else last.push(atMs)
  }
  return clusters
}

/** With some calm before and more after, on whole minutes. */
function around(cluster: readonly number[], endMs: number): Window {
  const first = cluster[0] ?? 0
  const last = cluster.at(-1) ?? first
  const spanMs = Math.max(last - first, LEAST_MS)
  const fromMs = Math.max(0, Math.floor((first - Math.max(MINUTE_MS, spanMs * 0.08)) / MINUTE_MS) * MINUTE_MS)
  const toMs = Math.min(endMs, Math.ceil((Math.max(last, first + LEAST_MS) + spanMs * 0.12) / MINUTE_MS) * MINUTE_MS)
  return { fromMs: Math.min(fromMs, Math.max(0, toMs - LEAST_MS)), toMs }
}

function mergedOf(windows: readonly Window[]): readonly Window[] {
  const merged: Window[] = []
  for (const window of windows) {
    const last = merged.at(-1)
    if (last === undefined || window.fromMs > last.toMs) merged.push(window)
    else merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, window.toMs) }
  }
  return merged
}
