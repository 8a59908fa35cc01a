/**
 * What every day has besides its troubles, where a drill asks for it: a few volumes stuck, calls that fail for nothing,
 * metrics that come late, and once a day a zone that looks bad for a moment. Drawn from the seed and the time alone, so
 * that every controller meets the same noise, whatever else it does.
 */
import type { ZoneId } from '../model/place.js'
import { seeded } from './seeded.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Share of volumes that are stuck; 0.07 % were on an ordinary day (https://aws.amazon.com/message/65648/). */
const STUCK = { from: 0.000_1, to: 0.000_7, everyMs: 60 * MINUTE_MS }
/** Metrics are kept by the minute, and reported and read by it. */
const LATE_BY_SAMPLING_MS = 3 * MINUTE_MS
const LATE = { fromMs: MINUTE_MS, toMs: 5 * MINUTE_MS, everyMs: 10 * MINUTE_MS }
/** Shorter than any disturbance that moves something by default. */
const ALARM = { fromMs: 10_000, toMs: 45_000 }
/** Share of calls of an API that fail. */
export const FAILING_CALLS = 0.001

/** The noise of one drill. */
export class Noise {
  readonly #seed: number
  readonly #zones: readonly ZoneId[]

  constructor(seed: number, zones: readonly ZoneId[]) {
    this.#seed = seed
    this.#zones = zones
  }

  /** Share of a zone's volumes that are stuck; drifts by the hour. */
  stuck(zone: ZoneId, nowMs: number): number {
    return between(STUCK.from, STUCK.to, this.#draw(`stuck ${zone}`, nowMs, STUCK.everyMs))
  }

  /** By how much a metric is behind; drifts by ten minutes. */
  lateMs(metric: string, nowMs: number): number {
    return between(LATE.fromMs, LATE.toMs, this.#draw(`late ${metric}`, nowMs, LATE.everyMs))
  }

  /** The zone that looks bad now, though nothing ails it: one a day, for less than a minute. */
  falseAlarm(nowMs: number): ZoneId | undefined {
    const { beganMs, lastsMs, zone } = this.#alarm(Math.floor(nowMs / DAY_MS))
    return nowMs >= beganMs && nowMs < beganMs + lastsMs ? zone : undefined
  }

  /** Until when nothing of it shows, given the last change in the cloud; now itself while something does. ms from minute 0. */
  quietUntilMs(changedMs: number, nowMs: number): number {
    if (nowMs - changedMs < LATE.toMs + LATE_BY_SAMPLING_MS || this.falseAlarm(nowMs)) return nowMs
    const { beganMs } = this.#alarm(Math.floor(nowMs / DAY_MS))
    return beganMs > nowMs ? beganMs : this.#alarm(Math.floor(nowMs / DAY_MS) + 1).beganMs
  }

  #alarm(day: number): { readonly beganMs: number; readonly lastsMs: number; readonly zone: ZoneId | undefined } {
    const random = seeded(this.#seed, `noise/alarm/${day}`)
    const lastsMs = between(ALARM.fromMs, ALARM.toMs, random())
    const beganMs = day * DAY_MS + random() * (DAY_MS - lastsMs)
    return { beganMs, lastsMs, zone: this.#zones[Math.floor(random() * this.#zones.length)] }
  }

  #draw(of: string, nowMs: number, everyMs: number): number {
    return seeded(this.#seed, `noise/${of}/${Math.floor(nowMs / everyMs)}`)()
  }
}

const between = (from: number, to: number, share: number): number => from + (to - from) * share
