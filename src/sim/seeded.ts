/**
 * Chance that one seed decides. Each part of a simulation draws from a stream of its own, named after the part, so that one
 * more draw in one of them changes nothing in the others.
 */
import type { Random } from '../model/world.js'

/** The stream `name` of `seed`: the same seed and name give the same draws on any machine. */
export function seeded(seed: number, name: string): Random {
  let state = scrambled(name, seed | 0)
  // mulberry32: 32 bits of state are plenty for a day's draws, and every step is exact integer arithmetic.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a over the name, begun with the seed. */
function scrambled(name: string, seed: number): number {
  let hash = Math.imul(seed ^ 0x811c9dc5, 0x01000193)
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash | 0
}
