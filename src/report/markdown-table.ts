/** Text put into GitHub's Markdown (https://github.github.com/gfm/) so that nothing in it is taken for markup. */

/** `text` in running prose: characters that would start markup are escaped, line ends become spaces. */
export function prose(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\\`*_[\]<>|#~]/g, (mark) => (mark === '<' ? '&lt;' : `\\${mark}`))
}

/** `text` as a table's cell: as prose, but its lines are kept. */
export function cell(text: string): string {
  return text.split(/\r?\n/).map(prose).join('<br>')
}

/** A table; rows shorter than the head are filled up. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${head.map((_, index) => cell(cells[index] ?? '')).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
