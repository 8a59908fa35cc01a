/**
 * The lag of every replica, remembered by the hour: of each hour how often each size of lag was seen, so that a day's
 * quantiles are exact to a tenth and the whole stays small whatever is seen.
 */
import type { Gauge } from '../model/health.js'
import type { Region } from '../model/place.js'

/** One replica in one hour. */
export interface LagHour {
  readonly resource: string
  readonly in: Region
  /** When the hour began; ms since the epoch. */
  readonly at: number
  /** When the oldest and the newest sample counted here were taken. */
  readonly firstAt: number
  readonly lastAt: number
  readonly maxMs: number
  /** Looks that could not tell. */
  readonly unknown: number
  /** By class of size, how many samples were of it. */
  readonly counts: { readonly [size: string]: number }
}

/** Oldest first. */
export type LagHistory = readonly LagHour[]

const HOUR_MS = 3_600_000
/** Two days, so that last night's batch and the night's before are both known. */
export const KEPT_MS = 48 * HOUR_MS
/** Each class of sizes reaches a tenth further than the one before. */
const STEP = 1.1

const classOf = (ms: number): number => (ms < 1 ? 0 : 1 + Math.ceil(Math.log(ms) / Math.log(STEP) - 1e-9))
/** The largest of its class, so that nothing is told too small. */
const largestOf = (size: number): number => (size === 0 ? 0 : STEP ** (size - 1))

/** `history` with what was seen now; a reading that was counted before is not counted again. */
export function noteLags(history: LagHistory, gauges: readonly Gauge[], now: number): LagHistory {
  let noted: LagHistory = history
  for (const gauge of gauges) if (gauge.name === 'replica-lag-ms') noted = noteLag(noted, gauge)
  const isOld = ({ at }: LagHour): boolean => at <= now - KEPT_MS - HOUR_MS
  return noted.some(isOld) ? noted.filter((hour) => !isOld(hour)) : noted
}

function noteLag(history: LagHistory, { at, in: region, reading, resource }: Gauge): LagHistory {
  const hourAt = Math.floor(at / HOUR_MS) * HOUR_MS
  const own = history.filter((hour) => hour.resource === resource && hour.in === region)
  if (own.some(({ lastAt }) => at <= lastAt)) return history
  const before = own.find((hour) => hour.at === hourAt)
  const hour = before ?? { resource, in: region, at: hourAt, firstAt: at, lastAt: at, maxMs: 0, unknown: 0, counts: {} }
  const after = { ...hour, lastAt: at, ...seen(hour, reading) }
  return before ? history.map((each) => (each === before ? after : each)) : [...history, after]
}

function seen({ counts, maxMs, unknown }: LagHour, reading: Gauge['reading']): Partial<LagHour> {
  if (reading.is === 'unknown') return { unknown: unknown + 1 }
  const size = classOf(reading.value)
  return { maxMs: Math.max(maxMs, reading.value), counts: { ...counts, [size]: (counts[size] ?? 0) + 1 } }
}

export interface PastLag {
  readonly p50Ms: number
  readonly p90Ms: number
  readonly maxMs: number
  readonly samples: number
  readonly unknown: number
  /** From the first sample until `now`. */
  readonly overMs: number
}

/** What was seen of one replica; undefined where nothing was. */
export function lagOf(history: LagHistory, of: Pick<LagHour, 'resource' | 'in'>, now: number): PastLag | undefined {
  const hours = history.filter((hour) => hour.resource === of.resource && hour.in === of.in)
  const counts = new Map<number, number>()
  for (const hour of hours) {
    for (const [size, count] of Object.entries(hour.counts)) {
      counts.set(Number(size), (counts.get(Number(size)) ?? 0) + count)
    }
  }
  const samples = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (samples === 0) return undefined
  const maxMs = Math.max(...hours.map((hour) => hour.maxMs))
  const sorted = [...counts].sort(([a], [b]) => a - b)
  const at = (share: number): number => {
    let seenSoFar = 0
    const found = sorted.find(([, count]) => {
      seenSoFar += count
      return seenSoFar >= share * samples
    })
    return Math.min(maxMs, Math.round(largestOf(found?.[0] ?? 0)))
  }
  const unknown = hours.reduce((sum, hour) => sum + hour.unknown, 0)
  const since = Math.min(...hours.map((hour) => hour.firstAt))
  return { p50Ms: at(0.5), p90Ms: at(0.9), maxMs, samples, unknown, overMs: Math.max(0, now - since) }
}
