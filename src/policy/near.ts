/** What a mistyped word most likely meant: the closest known word, if it is close enough to be worth saying. */

/**
 * The word of `words` nearest to `word`, by at most one slip (a letter too many, too few, wrong, or two exchanged) for
 * every three letters; undefined when none is that near. Case does not count.
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  let best: string | undefined
  let slipsOfBest = Number.POSITIVE_INFINITY
  for (const known of words) {
    if (known === word) continue
    const limit = Math.floor(Math.max(word.length, known.length) / 3)
    if (Math.abs(word.length - known.length) > limit) continue
    const slips = distance(word.toLowerCase(), known.toLowerCase())
    if (slips > limit || slips >= slipsOfBest) continue
    best = known
    slipsOfBest = slips
  }
  return best
}

/** Slips between two words: the optimal string alignment distance, two exchanged neighbours counting as one. */
export function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      next.push(
        Math.min(
          at(last, column) + 1,
          at(next, column - 1) + 1,
          at(last, column - 1) + same,
          exchanged ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = next
  }
  return at(last, b.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
