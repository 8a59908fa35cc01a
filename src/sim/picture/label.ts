/** Where a label has room: text is as wide as its letters, and no two things may lie on each other. */

/** Of the page's type at 12 px, generously; px. */
const LETTER_PX = 6.7

/** How wide `text` may be at most when it is drawn `sizePx` high, px. */
export const widthOf = (text: string, sizePx = 12): number => ([...text].length * LETTER_PX * sizePx) / 12

/** `text` cut so that it fits, or nothing when not even a word's beginning would. */
export function fitted(text: string, roomPx: number, sizePx = 12): string {
  if (widthOf(text, sizePx) <= roomPx) return text
  const letters = Math.floor((roomPx * 12) / (LETTER_PX * sizePx)) - 1
  return letters < 5 ? '' : `${[...text].slice(0, letters).join('').trimEnd()}…`
}

export interface Extent {
  readonly from: number
  readonly to: number
}

/** The row of each extent, in order: the first in which nothing before it is nearer than `gapPx`. */
export function rowsOf(extents: readonly Extent[], gapPx = 6): readonly number[] {
  const taken: Extent[][] = []
  return extents.map((extent) => {
    const isFree = (row: readonly Extent[]): boolean =>
      row.every(({ from, to }) => extent.to + gapPx <= from || extent.from >= to + gapPx)
    const found = taken.findIndex(isFree)
    const row = found === -1 ? taken.length : found
    taken[row] = [...(taken[row] ?? []), extent]
    return row
  })
}
