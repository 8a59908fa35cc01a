/** A watch of regions: all are asked at once, and what one does not say leaves the others. */
import type { Plane, Region, Subject } from '../../../model/place.js'
import { asked } from '../driver-context.js'
import { type Told, unseen, type Watch, type WatchParts, type Word } from './watch.js'

export interface RegionWatchParts extends WatchParts {
  readonly everyMs: number
  /** The API that is asked in a region. */
  readonly asks: (region: Region) => Plane
  readonly about: (region: Region) => Subject
  readonly word: (region: Region, stop: AbortSignal) => Promise<Word>
}

export function regionWatch({ about, asks, everyMs, policy, word }: RegionWatchParts): Watch {
  const regions = policy.regions.map(({ region }) => region)
  return {
    everyMs,
    speaksOf: regions.map(about),
    ask: (stop) =>
      Promise.all(
        regions.map(async (region): Promise<Told> => {
          const found = await asked(asks(region), () => word(region, stop))
          return { of: about(region), word: found.is === 'answer' ? found.answer : unseen(found.because) }
        }),
      ),
  }
}
