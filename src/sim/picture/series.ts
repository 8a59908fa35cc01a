/** The state of the world as numbers over time; each holds until its next point. */
import type { Scene } from '../trace.js'

export interface Point {
  readonly atMs: number
  readonly value: number
}

export interface Series {
  /** `eu-west-1`, `replica of orders behind`. */
  readonly name: string
  readonly points: readonly Point[]
}

/** One series of a single figure. */
export const seriesOf = (name: string, scenes: readonly Scene[], read: (scene: Scene) => number): Series => ({
  name,
  points: changes(scenes.map((scene) => ({ atMs: scene.atMs, value: read(scene) }))),
})

/** One series for each key that ever had a figure; 0 where it has none. */
export function seriesByKey(
  scenes: readonly Scene[],
  read: (scene: Scene) => { readonly [key: string]: number },
  words: (key: string) => string,
): readonly Series[] {
  const names = [...new Set(scenes.flatMap((scene) => Object.keys(read(scene))))]
  return names.map((name) => seriesOf(words(name), scenes, (scene) => read(scene)[name] ?? 0))
}

/** The points where the value changes; what is no number is left out. */
function changes(points: readonly Point[]): readonly Point[] {
  const known = points.filter(({ value }) => Number.isFinite(value))
  return known.filter((point, index) => known[index - 1]?.value !== point.value)
}

/** The value at an instant: of the newest point that is not later; the first one's before it. */
export const valueAt = ({ points }: Series, atMs: number): number =>
  (points.findLast((point) => point.atMs <= atMs) ?? points[0])?.value ?? 0

/** The points within a window, with the values at both its edges. */
export function within(series: Series, fromMs: number, toMs: number): readonly Point[] {
  const inside = series.points.filter(({ atMs }) => atMs > fromMs && atMs < toMs)
  return [{ atMs: fromMs, value: valueAt(series, fromMs) }, ...inside, { atMs: toMs, value: valueAt(series, toMs) }]
}

/** Fewer points with the same look: of those that share a bucket of `stepMs`, the first, the least, the most, the last. */
export function thinned(points: readonly Point[], stepMs: number): readonly Point[] {
  const buckets = new Map<number, Point[]>()
  for (const point of points) {
    const bucket = Math.floor(point.atMs / stepMs)
    const before = buckets.get(bucket)
    if (before === undefined) buckets.set(bucket, [point])
    else before.push(point)
  }
  return [...buckets.values()].flatMap((bucket) => {
    if (bucket.length <= 4) return bucket
    const least = bucket.reduce((one, other) => (other.value < one.value ? other : one))
    const most = bucket.reduce((one, other) => (other.value > one.value ? other : one))
    const kept = new Set([bucket[0], least, most, bucket.at(-1)])
    return bucket.filter((point) => kept.has(point))
  })
}
