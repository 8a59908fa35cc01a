/** Stretches of time in which something was one and the same, made from samples in the order of time. */

export interface Span<Value> {
  readonly fromMs: number
  readonly toMs: number
  readonly value: Value
}

export interface Sample<Value> {
  readonly atMs: number
  readonly value: Value
}

/** Neighbours that are `same` become one span, which keeps the first one's value; the last lasts to `endMs`. */
export function spansOf<Value>(
  samples: readonly Sample<Value>[],
  endMs: number,
  same: (one: Value, other: Value) => boolean,
): readonly Span<Value>[] {
  const starts = samples.filter((sample, index) => {
    const before = samples[index - 1]
    return before === undefined || !same(before.value, sample.value)
  })
  return starts.map(({ atMs, value }, index) => ({
    fromMs: atMs,
    toMs: Math.max(atMs, starts[index + 1]?.atMs ?? endMs),
    value,
  }))
}
