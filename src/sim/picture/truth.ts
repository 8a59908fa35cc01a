/** What truly happened, as stretches of time: each event of the drill that came to pass, with its place and its words. */
import { nameOf } from '../../model/place.js'
import { formatMs, formatPercent } from '../../model/units.js'
import type { DrillEvent } from '../drill.js'
import type { Trace } from '../trace.js'
import { effectWords, placeWords, regionsWords, serviceWords } from './words.js'

export interface Band {
  readonly fromMs: number
  readonly toMs: number
  /** From nothing to full strength; ms from `fromMs`. */
  readonly rampMs: number
  /** Whether its end was seen; else it lasts to the end of the run. */
  readonly ends: boolean
  /** Zones, regions, `everywhere` or `around` (what happens to controllers, people and the paths between). */
  readonly places: readonly string[]
  /** Short, for the picture: `block storage`. */
  readonly label: string
  /** Whole, for the story: `block storage in use1-az1: 13 % hangs`. */
  readonly says: string
  readonly event: DrillEvent
}

/** The bands of a run, by their beginning. */
export function bandsOf({ endedMs, happened }: Pick<Trace, 'happened' | 'endedMs'>): readonly Band[] {
  const ends = happened.filter(({ ends }) => ends).map((end) => ({ ...end, key: JSON.stringify(end.event) }))
  const begun = happened.filter(({ ends }) => !ends)
  const bands = begun.map(({ atMs, event }): Band => {
    const key = JSON.stringify(event)
    const end = ends.find((one) => one.key === key && one.atMs >= atMs)
    const planned = event.forMs === undefined ? (isInstant(event) ? atMs : endedMs) : atMs + event.forMs
    const toMs = Math.max(atMs, Math.min(end?.atMs ?? planned, endedMs))
    const rampMs = event.kind === 'impair' ? Math.min(event.effect.rampMs, toMs - atMs) : 0
    return { fromMs: atMs, toMs, rampMs, ends: end !== undefined || toMs < endedMs, event, ...wordsOf(event) }
  })
  return [...bands].sort((one, other) => one.fromMs - other.fromMs)
}

/** What is over as it happens: it is drawn as a point. */
const isInstant = (event: DrillEvent): boolean =>
  event.kind === 'operator' || (event.kind === 'controller' && event.does !== 'pause')

function wordsOf(event: DrillEvent): Pick<Band, 'places' | 'label' | 'says'> {
  switch (event.kind) {
    case 'impair': {
      const label = serviceWords(event.service, event.side)
      const places = [event.of.kind === 'global' ? 'everywhere' : nameOf(event.of)]
      const effect = effectWords(event.effect)
      return { places, label: `${label}: ${effect}`, says: `trouble with ${label} ${placeWords(event.of)}: ${effect}` }
    }
    case 'lag': {
      const says = `the replica of ${event.database} falls ${formatMs(event.isMs)} behind`
      return { places: ['around'], label: says, says }
    }
    case 'partition': {
      const says = `no path between ${event.between.join(' and ')}`
      return { places: ['around'], label: says, says }
    }
    case 'capacity': {
      const { launches, region } = event
      const share = typeof launches === 'number' ? `${formatPercent(launches)} granted` : launches
      return { places: [region], label: `new servers ${share}`, says: `new servers in ${region} are ${share}` }
    }
    case 'release': {
      const label = `bad release: ${formatPercent(event.errorsPercent)} of requests fail`
      return {
        places: event.regions,
        label,
        says: `a bad release in ${regionsWords(event.regions)}: ${label.slice(13)}`,
      }
    }
    case 'controller': {
      const who = event.who === 'all' ? 'all controllers' : 'the leading controller'
      const does = {
        crash: event.who === 'all' ? 'crash' : 'crashes',
        restart: event.who === 'all' ? 'start again' : 'starts again',
        pause: event.who === 'all' ? 'stand still' : 'stands still',
      }
      const says = `${who} ${does[event.does]}`
      return { places: ['around'], label: says, says }
    }
    case 'clock': {
      const says = `the leading controller's clock goes ${formatMs(Math.abs(event.skewMs))} ${event.skewMs < 0 ? 'slow' : 'fast'}`
      return { places: ['around'], label: says, says }
    }
    case 'operator': {
      const says = `a person runs: failover ${event.run}`
      return { places: ['around'], label: says, says }
    }
  }
}
