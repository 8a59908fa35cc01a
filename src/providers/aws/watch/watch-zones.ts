/** A watch of many single things in each zone: regions are asked at once, and what one does not say leaves the others. */
import { atZone, type Plane, type Region, type ZoneId } from '../../../model/place.js'
import { asked } from '../driver-context.js'
import { subjectOf, type Told, unseen, type Watch, type WatchParts, type Word, zonesOf } from './watch.js'
import { type Count, judgeBreadth, type Memory } from './watch-breadth.js'

/** One thing and how it is: `unseen` with the reason where its own state does not tell. */
export interface Thing {
  readonly name: string
  readonly zone: ZoneId
  readonly is: 'good' | 'bad' | 'unseen'
  readonly because?: string
}

export interface ZoneWatchParts extends WatchParts {
  readonly everyMs: number
  /** The noun for people, as in `volumes`. */
  readonly what: string
  /** The API that is asked in a region. */
  readonly asks: (region: Region) => Plane
  readonly things: (region: Region, stop: AbortSignal) => Promise<readonly Thing[]>
}

export function zoneWatch(parts: ZoneWatchParts): Watch {
  const { asks, everyMs, policy, signal, things, what } = parts
  let memory: Memory = new Map()
  const zones = zonesOf(policy.regions)
  return {
    everyMs,
    speaksOf: zones.map((at) => subjectOf(signal, at)),
    ask: async (stop) => {
      const answers = await Promise.all(
        policy.regions.map(async ({ region }) => ({
          region,
          found: await asked(asks(region), () => things(region, stop)),
        })),
      )
      const blind = new Map<ZoneId, string>()
      const counts: Count[] = []
      for (const { region, zone } of zones) {
        const found = answers.find((answer) => answer.region === region)?.found
        if (found?.is !== 'answer') {
          blind.set(zone, found?.because ?? `${region} was not asked`)
          continue
        }
        const here = found.answer.filter((thing) => thing.zone === zone)
        const told = here.filter(({ is }) => is !== 'unseen')
        const [mute] = here
        if (told.length === 0 && mute) blind.set(zone, mute.because ?? `no ${what} of ${zone} says how it is`)
        else
          counts.push({
            region,
            zone,
            seen: told.length,
            bad: told.flatMap(({ is, name }) => (is === 'bad' ? [name] : [])),
          })
      }
      const judged = judgeBreadth(counts, memory, what)
      memory = judged.memory
      const wordFor = (zone: ZoneId): Word =>
        judged.words.get(zone) ?? unseen(blind.get(zone) ?? `nothing is said of ${zone}`)
      return zones.map(
        ({ region, zone }): Told => ({ of: subjectOf(signal, atZone(region, zone)), word: wordFor(zone) }),
      )
    },
  }
}
