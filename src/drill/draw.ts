/** Draws from a stream of chance. */
import { invariant } from '../model/invariant.js'
import type { Random } from '../model/world.js'

export interface Draw {
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number
  chance(percent: number): boolean
  /** One of them; there is at least one. */
  oneOf<Item>(items: readonly Item[]): Item
}

export function drawing(random: Random): Draw {
  const between = (low: number, high: number): number => low + random() * (high - low)
  return {
    between,
    whole: (low, high) => Math.min(high, Math.floor(between(low, high + 1))),
    chance: (percent) => random() * 100 < percent,
    oneOf: (items) => {
      const item = items[Math.min(items.length - 1, Math.floor(random() * items.length))]
      invariant(item !== undefined, 'something to draw from')
      return item
    },
  }
}
