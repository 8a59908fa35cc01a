/** One inspection of a writer and of what can fence it. */
import { nameOf } from '../../../model/place.js'
import type { Inspection } from '../../../model/resource.js'
import type { FencesSeen } from './fences.js'

/** What a driver saw, before its resource, type and time are put to it. */
export type Seen = Omit<Inspection, 'resource' | 'type' | 'at'>

/** `seen` with what was seen of the fences; a plane that both found silent is named once. */
export function withFences(seen: Seen, fences: FencesSeen): Seen {
  const impaired = [...seen.impaired, ...fences.impaired]
  return {
    ...seen,
    facts: { ...seen.facts, ...fences.facts },
    state: { ...seen.state, ...fences.state },
    impaired: [...new Map(impaired.map((plane) => [nameOf(plane), plane])).values()],
  }
}
