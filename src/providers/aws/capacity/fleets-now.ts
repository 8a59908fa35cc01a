/** The capacity of every region at once, for checks that hold one region against the others. */
import type { Region } from '../../../model/place.js'
import { type Asked, asked } from '../driver-context.js'
import { controlOf } from '../places.js'
import type { Found } from './capacity-acts.js'

export interface FleetsNow<Seen extends Found> {
  readonly looks: ReadonlyMap<Region, Asked<Seen>>
  /** As many as the largest that was seen wants, and no fewer than `capacity`. */
  readonly wanted: number
}

/** Looks into each of `regions`; a region that does not answer is in `looks` with the reason. */
export async function fleetsNow<Seen extends Found>(
  regions: readonly Region[],
  service: 'ecs' | 'eks',
  capacity: number,
  look: (at: Region) => Promise<Seen>,
): Promise<FleetsNow<Seen>> {
  const looks = await Promise.all(
    regions.map(async (at) => [at, await asked(controlOf(service, at), () => look(at))] as const),
  )
  const desired = looks.map(([, found]) => (found.is === 'answer' ? found.answer.figures.desired : 0))
  return { looks: new Map(looks), wanted: Math.max(capacity, ...desired) }
}
