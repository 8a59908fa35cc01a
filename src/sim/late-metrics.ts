/** What metrics say on a noisy day: how things stood minutes ago, as they were kept then, minute by minute. */
import type { Verdict } from '../model/health.js'
import { atRegion, atZone, nameOf, type Subject } from '../model/place.js'
import type { SignalPolicy } from '../policy/policy.js'
import type { Cloud } from './cloud.js'
import type { LateReports } from './late-reports.js'
import { regionWord, zoneWord } from './watch-words.js'

type Watched = Extract<SignalPolicy, { readonly watch: string }>

const MINUTE_MS = 60_000
/** No metric is later than five minutes. */
const KEPT = 7

/** How things were measured to be at one instant. */
interface Sample {
  readonly atMs: number
  readonly words: ReadonlyMap<string, Verdict>
  readonly lags: ReadonlyMap<string, number | undefined>
}

/** Signals whose reports rest on metrics, or are made by the minutes. */
const isMeasured = (signal: SignalPolicy): signal is Watched =>
  'watch' in signal && (signal.watch === 'ebs' || signal.watch === 'cloudwatch')

const keyOf = (one: string, other: string): string => `${one} of ${other}`

/** Samples of the last minutes, and what of them has come through. */
export class LateMetrics implements LateReports {
  readonly #cloud: Cloud
  readonly #samples: Sample[] = []

  constructor(cloud: Cloud) {
    this.#cloud = cloud
    this.#sample()
  }

  word(signal: Watched, at: Subject): Verdict | undefined {
    return this.#behind(signal.name).words.get(keyOf(signal.name, nameOf(at)))
  }

  lag(database: string, region: string): { readonly lagMs: number | undefined; readonly ageMs: number } {
    const key = keyOf(database, region)
    const { atMs, lags } = this.#behind(key)
    return { lagMs: lags.get(key), ageMs: this.#cloud.nowMs - atMs }
  }

  #behind(metric: string): Sample {
    const { noise, nowMs } = this.#cloud
    const dueMs = nowMs - (noise?.lateMs(metric, nowMs) ?? 0)
    const found = this.#samples.findLast(({ atMs }) => atMs <= dueMs) ?? this.#samples[0]
    return found ?? { atMs: nowMs, words: new Map(), lags: new Map() }
  }

  #sample(): void {
    const { databases, drill, nowMs, timeline } = this.#cloud
    this.#cloud.flow()
    const { observe, regions } = drill.policy
    const words = observe.signals.filter(isMeasured).flatMap((signal) =>
      regions.flatMap(({ region, zones }): readonly (readonly [string, Verdict])[] => {
        const said = (at: Subject, word: Verdict) => [keyOf(signal.name, nameOf(at)), word] as const
        if (signal.per !== 'zone') return [said(atRegion(region), regionWord(signal, region, this.#cloud))]
        return zones.map((zone) => said(atZone(region, zone), zoneWord(signal, region, zone, zones, this.#cloud)))
      }),
    )
    const lags = [...databases.values()].flatMap((database) =>
      database.servers.map(({ region }) => [keyOf(database.name, region), database.lagAt(region, nowMs)] as const),
    )
    this.#samples.push({ atMs: nowMs, words: new Map(words), lags: new Map(lags) })
    if (this.#samples.length > KEPT) this.#samples.shift()
    // Nothing changes by being measured.
    timeline.at(nowMs + MINUTE_MS, () => this.#sample(), 'process')
  }
}
