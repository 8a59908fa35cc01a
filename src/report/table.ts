/** Columns of text, aligned by what a terminal shows, without borders. */
import Table from 'cli-table3'

/** A line across all columns. */
export interface Rule {
  readonly across: string
}

const BORDERLESS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
}

/** `rows` under `head`, two spaces in and two between columns; cells may have several lines. */
export function table(head: readonly string[], rows: readonly (readonly string[] | Rule)[]): string {
  const drawn = new Table({
    ...(head.length > 0 ? { head: [...head] } : {}),
    chars: BORDERLESS,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) {
    drawn.push('across' in row ? [{ colSpan: Math.max(1, head.length), content: row.across }] : [...row])
  }
  return drawn
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}
