/** One look at everything: all observers at once, one deadline for all. */
import { isOverWithin } from '../model/deadline.js'
import { asOperatingError } from '../model/error.js'
import type { Observation } from '../model/health.js'
import type { Clock, Look, Observer } from '../model/world.js'

/** An observer keeps the deadline itself and says what it missed; this much later it is left behind. */
const GRACE_MS = 250

/**
 * What the observers see. One that fails or misses the deadline gives nothing, and the assessor counts what it should
 * have reported as unknown; a bug in one is thrown on.
 */
export async function observe(
  observers: readonly Observer[],
  look: Look,
  clock: Clock,
): Promise<readonly Observation[]> {
  const seen = await Promise.all(observers.map((observer) => lookOf(observer, look, clock)))
  return seen.flat()
}

async function lookOf(observer: Observer, look: Look, clock: Clock): Promise<readonly Observation[]> {
  const doing = `look (${observer.name})`
  try {
    const looking = observer.look(look)
    return (await isOverWithin(clock, look.deadlineMs + GRACE_MS, looking)) ? await looking : []
  } catch (thrown) {
    asOperatingError(thrown, doing)
    return []
  }
}
