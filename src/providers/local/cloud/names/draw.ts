/**
 * The draw of a weighted name, as Route 53 does it for weighted records: every question draws one of them, each with the
 * chance weight / sum of weights, and one of weight 0 never. When all weights are 0, Route 53 considers all of them; here
 * all are answered, the last guard against an empty answer (law 26).
 */
import type { Random } from '../../../../model/world.js'

/** One of `sets` by weight, or all of them when no weight is above 0. */
export function draw<Weighted extends { readonly weight: number }>(
  sets: readonly Weighted[],
  random: Random,
): readonly Weighted[] {
  const weighted = sets.filter(({ weight }) => weight > 0)
  if (weighted.length === 0) return sets
  let rest = random() * weighted.reduce((sum, { weight }) => sum + weight, 0)
  for (const set of weighted) {
    rest -= set.weight
    if (rest < 0) return [set]
  }
  // Only rounding of fractions leads here.
  return weighted.slice(-1)
}
