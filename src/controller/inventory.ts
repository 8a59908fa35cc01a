/**
 * What was seen of every resource, kept from calm days: an inspection that cannot see now does not wipe out what an
 * earlier one saw, and carries its age (law 13).
 */
import { asOperatingError } from '../model/error.js'
import type { Gauge } from '../model/health.js'
import type { Driver, Fact, Inspection } from '../model/resource.js'
import type { Store, World } from '../model/world.js'

const SNAPSHOT = 'inventory'

/** Asks every driver at once; one that hangs past `deadlineMs` or throws leaves what was known of its resource. */
export async function inspectAll(
  world: World,
  known: readonly Inspection[],
  deadlineMs: number,
): Promise<readonly Inspection[]> {
  const over = new AbortController()
  const timer = world.clock.sleep(deadlineMs, over.signal).then(() => over.abort())
  try {
    const seen = await Promise.all(world.drivers.map((driver) => inspect(driver, over.signal, timer)))
    return world.drivers.flatMap(({ resource }, index) => {
      const before = known.find((inspection) => inspection.resource === resource)
      const after = seen[index]
      const merged = after && before ? remember(before, after) : (after ?? before)
      return merged ? [merged] : []
    })
  } finally {
    over.abort()
    await timer
  }
}

async function inspect(driver: Driver, signal: AbortSignal, over: Promise<void>): Promise<Inspection | undefined> {
  try {
    return await Promise.race([driver.inspect(signal), over.then(() => undefined)])
  } catch (thrown) {
    asOperatingError(thrown, `inspect ${driver.resource}`)
    return undefined
  }
}

/** `after`, with what it could not see taken from `before` and marked by when that was seen. */
export function remember(before: Inspection, after: Inspection): Inspection {
  const facts: Record<string, Fact> = { ...before.facts }
  for (const [name, fact] of Object.entries(after.facts)) {
    const earlier = before.facts[name]
    facts[name] = fact.is === 'unknown' && earlier ? { seenAt: before.at, ...earlier } : fact
  }
  const same = (a: Gauge, b: Gauge): boolean => a.name === b.name && a.in === b.in && a.resource === b.resource
  const gauges = after.gauges.map((gauge) =>
    gauge.reading.is === 'unknown' ? (before.gauges.find((earlier) => same(earlier, gauge)) ?? gauge) : gauge,
  )
  const active = after.active ?? before.active
  return { ...after, facts, gauges, state: { ...before.state, ...after.state }, ...(active ? { active } : {}) }
}

/** The last inventory kept in the store; nothing when there is none or it cannot be read. */
export async function recall(store: Store): Promise<readonly Inspection[]> {
  const kept = await store.get(SNAPSHOT)
  return kept ? (JSON.parse(kept.text) as readonly Inspection[]) : []
}

/** Keeps the inventory for a worse day. */
export async function keep(store: Store, inspections: readonly Inspection[]): Promise<void> {
  const kept = await store.get(SNAPSHOT)
  await store.put(SNAPSHOT, JSON.stringify(inspections), kept?.version)
}
