/** What was foretold of a move when its plan was accepted, beside what came true. */
import type { Forecast, SegmentName, Span } from '../model/forecast.js'
import type { JournalEntry, Loss } from '../model/journal.js'
import type { Recovery } from './recovery.js'

/** `within` what eight of ten come to; else sooner, or later. */
export type CameTrue = 'within' | 'sooner' | 'later'

export interface Foretold {
  readonly forecast: Forecast
  /** Absent until users are seen served. */
  readonly time?: { readonly tookMs: number; readonly is: CameTrue }
  readonly segments: readonly (Span & {
    readonly name: SegmentName
    readonly tookMs?: number
    readonly is?: CameTrue
  })[]
  /** Whether no more was lost than had ever been foretold; absent where either is not known. */
  readonly loss?: 'within' | 'more'
}

/** Of an incident's own `entries`; undefined where its plan was accepted without a forecast. */
export function foretoldIn(entries: readonly JournalEntry[], recovery: Recovery): Foretold | undefined {
  const forecast = entries.flatMap(({ event }) => (event.kind === 'plan-accepted' ? [event.forecast] : [])).at(-1)
  if (!forecast) return undefined
  const { point, segments, timeMs } = recovery
  return {
    forecast,
    ...(timeMs === undefined ? {} : { time: { tookMs: timeMs, is: cameTrue(timeMs, forecast.total) } }),
    segments: forecast.segments.map(({ basis: _, ...foreseen }) => {
      const was = segments.find(({ name }) => name === foreseen.name)
      const tookMs = was && was.toMs - was.fromMs
      return { ...foreseen, ...(tookMs === undefined ? {} : { tookMs, is: cameTrue(tookMs, foreseen) }) }
    }),
    ...lossIs(forecast, point),
  }
}

/** A second either way is no miss. */
const SLACK_MS = 1_000

export function cameTrue(tookMs: number, { p10Ms, p90Ms }: Span): CameTrue {
  if (tookMs < p10Ms - SLACK_MS) return 'sooner'
  return tookMs > p90Ms + SLACK_MS ? 'later' : 'within'
}

function lossIs({ loss }: Forecast, point: Loss): Pick<Foretold, 'loss'> {
  if (point.is === 'unknown' || loss.is === 'unknown') return {}
  const mostMs = loss.is === 'none' ? 0 : Math.max(loss.nowMs ?? 0, loss.past?.maxMs ?? 0)
  return { loss: point.ms <= mostMs + SLACK_MS ? 'within' : 'more' }
}
