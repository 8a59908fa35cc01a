/**
 * Recovered means users see it (law 17): judged only from glances through the public name, by a client that honours TTLs.
 *
 * Served is an unbroken run of good glances up to the newest. Good is a read and an acknowledged write, answered from
 * where the move leads; a read alone where nobody says what to write, which the verification then tells. What is unknown
 * breaks the run, and what is old does not count.
 */
import type { Verification } from '../model/journal.js'
import type { Move } from '../model/move.js'
import { isRegion } from '../model/place.js'
import { formatMs } from '../model/units.js'
import type { PublicGlance } from '../model/world.js'
import { blindness, didIn, faultIn } from './glance.js'

/** What it takes to be called served: so many good glances in a row, none older than `freshMs`. */
export interface Required {
  readonly passes: number
  readonly freshMs: number
  /** The good ones in a row must span so long. */
  readonly lastsMs?: number
  /** The policy keeps a trickle of users in another region: what these see does not count here. */
  readonly trickle?: boolean
}

/**
 * Three in a row for a move of regions, over a second, in which there is time for more. A name that still answers with one zone in three would hide that in three glances
 * more often than in one of four; so moves of a zone want twelve (1 in 130), and for so long that it is dozens.
 */
export function requiredFor(move: Move, tricklePercent = 0): Required {
  const trickle = tricklePercent > 0
  const isOfZone = move.kind === 'evacuate' || move.kind === 'restore'
  const needed = isOfZone ? { passes: 12, lastsMs: 4_000 } : { passes: 3, lastsMs: 1_000 }
  return { ...needed, freshMs: 60_000, trickle }
}

/** A trickle stays in the region that a switchover leaves; a move within a region leaves the trickle of another alone. */
function isAside(move: Move, { servedBy }: PublicGlance): boolean {
  if (!servedBy) return false
  if (move.kind === 'switchover') return servedBy.region === move.from
  return 'zone' in move && servedBy.region !== move.region
}

/** Whether users are served as `move` wants it, from glances oldest first, judged at `now` (ms since the epoch). */
export function verify(
  move: Move,
  glances: readonly PublicGlance[],
  now: number,
  required: Required = requiredFor(move),
): Verification {
  const recent = glances.filter(({ at }) => now - at <= required.freshMs)
  const isApart = (glance: PublicGlance): boolean => required.trickle === true && isAside(move, glance)
  const aside = recent.filter(isApart)
  const fresh = recent.filter((glance) => !isApart(glance))
  const newest = fresh.at(-1)
  if (!newest && aside.length > 0)
    return { is: 'not-yet', because: onlyTrickle(aside), answeredBy: answeredBy(aside), writes: false }
  if (!newest) return { is: 'unknown', because: noneFresh(glances, now), answeredBy: [], writes: false }
  const seen = { answeredBy: answeredBy(fresh.slice(-required.passes)), writes: writesRightly(move, newest) }
  const blind = blindness(newest)
  if (blind !== undefined && fresh.every((glance) => blindness(glance) !== undefined)) {
    return { is: 'unknown', because: `nobody could look through the public name: ${blind}`, ...seen }
  }
  const fault = faultIn(move, newest)
  if (fault !== undefined) return { is: 'not-yet', because: fault, ...seen }
  const run = fresh.slice(fresh.findLastIndex((glance) => faultIn(move, glance) !== undefined) + 1)
  if (run.length < required.passes) {
    return { is: 'not-yet', because: `${run.length} good in a row, ${required.passes} wanted`, ...seen }
  }
  const lastedMs = (newest?.at ?? now) - (run[0]?.at ?? now)
  if (lastedMs < (required.lastsMs ?? 0)) {
    const because = `good for ${formatMs(lastedMs)} so far, ${formatMs(required.lastsMs ?? 0)} wanted`
    return { is: 'not-yet', because, ...seen }
  }
  const besides = aside.filter(({ at }) => at >= (run[0]?.at ?? now))
  if (besides.length >= run.length)
    return {
      is: 'not-yet',
      because: `${besides.length} of the last ${besides.length + run.length} were not answered from where the move leads`,
      ...seen,
    }
  const first = move.kind === 'restore' ? run.find(({ servedBy }) => servedBy?.zone === move.zone) : run[0]
  if (!first)
    return { is: 'not-yet', because: `none of the last ${run.length} was answered by ${zoneOf(move)}`, ...seen }
  const where = seen.answeredBy.length > 0 ? `, answered by ${seen.answeredBy.join(', ')}` : ''
  const because = `${run.length} in a row ${didIn(run)} through the public name${where}`
  return { is: 'served', because, ...seen, servedAt: first.at }
}

function noneFresh(glances: readonly PublicGlance[], now: number): string {
  const last = glances.at(-1)
  return last
    ? `the newest look through the public name is ${formatMs(now - last.at)} old`
    : 'nobody has looked through the public name yet'
}

const onlyTrickle = (aside: readonly PublicGlance[]): string =>
  `all of the last ${aside.length} were answered by ${answeredBy(aside).join(', ')}`

const answeredBy = (glances: readonly PublicGlance[]): Verification['answeredBy'] =>
  [...new Set(glances.flatMap(({ servedBy }) => (servedBy ? [servedBy.region] : [])))].filter(isRegion)

/** An acknowledged write counts only from where the move leads: the old writer may still acknowledge some. */
const writesRightly = (move: Move, glance: PublicGlance): boolean =>
  glance.write !== undefined && faultIn(move, { ...glance, read: glance.write }) === undefined

const zoneOf = (move: Move): string => ('zone' in move ? move.zone : 'the zone')
