/**
 * Makes a day that fails smaller while it still fails: fewer events first, then a shorter day, then a plainer world. What is
 * left is what the failure needs, or nearly: one thing is taken away at a time.
 */
import type { Drill } from '../sim/drill.js'

/** The smallest day found that `fails`; `day` itself when none smaller does. Tries no more than `tries`. */
export async function shrinkDay(day: Drill, fails: (day: Drill) => Promise<boolean>, tries = 200): Promise<Drill> {
  let smallest = day
  let left = tries
  for (let found = true; found && left > 0; ) {
    found = false
    for (const smaller of smallerThan(smallest)) {
      if (left-- <= 0) break
      if (!(await fails(smaller))) continue
      smallest = smaller
      found = true
      break
    }
  }
  return smallest
}

function* smallerThan(day: Drill): Generator<Drill> {
  const { events, untilMs, world } = day
  for (const event of events) yield { ...day, events: events.filter((other) => other !== event) }
  const lastMs = Math.max(0, ...events.map(({ atMs }) => atMs))
  const shorter = Math.ceil((lastMs + untilMs) / 2 / 60_000) * 60_000
  if (shorter < untilMs && shorter > lastMs) yield { ...day, untilMs: shorter }
  if (world.noise) yield { ...day, world: { ...world, noise: false } }
  if (world.controllers > 1) yield { ...day, world: { ...world, controllers: world.controllers - 1 } }
  if (Object.keys(world.latencies).length > 0) yield { ...day, world: { ...world, latencies: {} } }
}
