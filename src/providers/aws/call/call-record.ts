/**
 * How our own calls fare, by service and region: the first to know that a control plane is impaired, before any alarm
 * does. Throttled is not failed (law 23), and a refusal is an answer: only silence and the service's own errors count.
 */
import type { OperatingCode } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Clock } from '../../../model/world.js'
import type { AwsService } from './catalogue.js'

export interface CallsSeen {
  readonly service: AwsService
  readonly region: Region
  readonly calls: number
  readonly failed: number
  readonly throttled: number
  /** Median time to an answer of those that got one; ms. Absent when none did. */
  readonly medianMs?: number
  /** The newest failure, for people. */
  readonly because?: string
  /** Wall time of the newest call; ms since the epoch. */
  readonly at: number
}

interface Call {
  readonly at: number
  readonly monotonic: number
  readonly tookMs: number
  readonly code?: OperatingCode
  readonly because?: string
}

/** What is older says nothing of now. */
const WINDOW_MS = 5 * 60_000
const KEPT = 200
const FAILURES: ReadonlySet<OperatingCode> = new Set(['unreachable', 'timed-out'])

export const countsAsFailed = (code: OperatingCode): boolean => FAILURES.has(code)

export class CallRecord {
  readonly #clock: Clock
  readonly #calls = new Map<string, { service: AwsService; region: Region; calls: Call[] }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** One call's end: `code` and `because` when it failed. */
  add(service: AwsService, region: Region, tookMs: number, failure?: { code: OperatingCode; because: string }): void {
    const key = `${service} ${region}`
    const kept = this.#calls.get(key) ?? { service, region, calls: [] }
    kept.calls.push({ at: this.#clock.now(), monotonic: this.#clock.monotonic(), tookMs, ...failure })
    if (kept.calls.length > KEPT) kept.calls.shift()
    this.#calls.set(key, kept)
  }

  /** Each service and region called within five minutes. */
  seen(): readonly CallsSeen[] {
    const since = this.#clock.monotonic() - WINDOW_MS
    return [...this.#calls.values()].flatMap(({ calls, region, service }) => {
      const recent = calls.filter(({ monotonic }) => monotonic >= since)
      const last = recent.at(-1)
      return last ? [{ service, region, at: last.at, ...summed(recent) }] : []
    })
  }
}

function summed(calls: readonly Call[]): Omit<CallsSeen, 'service' | 'region' | 'at'> {
  const failed = calls.filter(({ code }) => code !== undefined && countsAsFailed(code))
  const answered = calls
    .filter(({ code }) => code === undefined)
    .map(({ tookMs }) => tookMs)
    .sort((a, b) => a - b)
  const medianMs = answered[Math.floor(answered.length / 2)]
  const because = failed.at(-1)?.because
  return {
    calls: calls.length,
    failed: failed.length,
    throttled: calls.filter(({ code }) => code === 'throttled').length,
    ...(medianMs === undefined ? {} : { medianMs }),
    ...(because === undefined ? {} : { because }),
  }
}
