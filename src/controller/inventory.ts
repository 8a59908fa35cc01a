/**
 * What was seen of every resource, kept from calm days: an inspection that cannot see now does not wipe out what an
 * earlier one saw, and carries its age (law 13).
 */
import { setMaxListeners } from 'node:events'
import { isOverWithin, OVER } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import type { Gauge } from '../model/health.js'
import type { Driver, Fact, Inspection } from '../model/resource.js'
import type { Store, World } from '../model/world.js'
import { recallGauges } from './judgement.js'

const SNAPSHOT = 'inventory'

/**
 * Asks every driver at once. At `deadlineMs` their calls are ended, and a driver tells what it has seen by then; one that hangs
 * on or throws leaves what was known of its resource.
 */
export async function inspectAll(
  world: World,
  known: readonly Inspection[],
  deadlineMs: number,
): Promise<readonly Inspection[]> {
  const seen = await lookAt(world, deadlineMs)
  return world.drivers.flatMap(({ resource }) => {
    const before = known.find((inspection) => inspection.resource === resource)
    const after = seen.get(resource)
    const merged = after && before ? remember(before, after) : (after ?? before)
    return merged ? [merged] : []
  })
}

/** What a driver makes of calls that were ended comes at once. */
const TELL_MS = 50

/** What each driver saw by the deadline, which is one for all: where one region hangs, the others were seen (law 13). */
async function lookAt({ clock, drivers }: World, ms: number): Promise<ReadonlyMap<string, Inspection>> {
  const seen = new Map<string, Inspection>()
  let isOver = false
  const look = async (driver: Driver, signal: AbortSignal): Promise<void> => {
    try {
      const found = await driver.inspect(signal)
      if (!isOver) seen.set(driver.resource, found)
    } catch (thrown) {
      asOperatingError(thrown, `inspect ${driver.resource}`)
    }
  }
  const ended = new AbortController()
  // Every call of every driver listens to it, which is no leak.
  setMaxListeners(0, ended.signal)
  const told = Promise.all(drivers.map((driver) => look(driver, ended.signal)))
  const isTold = await isOverWithin(clock, ms, told)
  ended.abort(OVER)
  if (!isTold) await isOverWithin(clock, TELL_MS, told)
  isOver = true
  return seen
}

/** `after`, with what it could not see taken from `before` and marked by when that was seen. */
export function remember(before: Inspection, after: Inspection): Inspection {
  const facts: Record<string, Fact> = { ...before.facts, ...after.facts }
  for (const [name, earlier] of Object.entries(before.facts)) {
    const isBlind = (after.facts[name]?.is ?? 'unknown') === 'unknown'
    if (isBlind && earlier.is !== 'unknown') facts[name] = { seenAt: before.at, ...earlier }
  }
  const gauges = after.gauges.map((gauge) =>
    gauge.reading.is === 'unknown' ? (before.gauges.find((earlier) => same(earlier, gauge)) ?? gauge) : gauge,
  )
  return { ...after, facts, gauges, state: { ...before.state, ...after.state }, ...placeOf(before, after) }
}

const same = (a: Gauge, b: Gauge): boolean => a.name === b.name && a.in === b.in && a.resource === b.resource

function withNewer(seen: Inspection, gauges: readonly Gauge[]): Inspection {
  const isNews = (gauge: Gauge, { at, reading }: Gauge): boolean =>
    reading.is === 'known' && (gauge.reading.is === 'unknown' || at > gauge.at)
  return {
    ...seen,
    gauges: seen.gauges.map((gauge) => gauges.find((later) => same(later, gauge) && isNews(gauge, later)) ?? gauge),
  }
}

/** Where it stands and what traffic has left there belong together: both from now, or both from then, with its age. */
function placeOf(before: Inspection, after: Inspection): Pick<Inspection, 'active' | 'left' | 'placedAt'> {
  const isBlind = after.active === undefined && after.left === undefined
  const { active } = isBlind ? before : after
  const left = isBlind ? before.left : after.left && [...after.left, ...stillLeft(before, after)]
  const place = { ...(active ? { active } : {}), ...(left ? { left } : {}) }
  return isBlind && (active || left) ? { ...place, placedAt: before.placedAt ?? before.at } : place
}

const stillLeft = ({ left = [] }: Inspection, { leftUnseen = [] }: Inspection): readonly string[] =>
  left.filter((zone) => leftUnseen.includes(zone))

/**
 * The last inventory kept in the store, with the gauges that were kept since; nothing when there is none or it cannot be
 * read, since a worse day goes on.
 */
export async function recall(store: Store): Promise<readonly Inspection[]> {
  try {
    const kept = await store.get(SNAPSHOT)
    if (!kept) return []
    const gauges = await recallGauges(store)
    return (JSON.parse(kept.text) as readonly Inspection[]).map((seen) => withNewer(seen, gauges))
  } catch (thrown) {
    asOperatingError(thrown, 'recall the inventory')
    return []
  }
}

/** Keeps the inventory for a worse day. */
export async function keep(store: Store, inspections: readonly Inspection[]): Promise<void> {
  const kept = await store.get(SNAPSHOT)
  await store.put(SNAPSHOT, JSON.stringify(inspections), kept?.version)
}
