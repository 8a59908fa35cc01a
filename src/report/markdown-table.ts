/** Text put into GitHub's Markdown (https://github.github.com/gfm/) so that nothing in it is taken for markup. */

/** What can start or end markup anywhere in a line. An underscore inside a word cannot, and is left readable. */
const MARKUP = /[\\`*[\]<|~$&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu
/** What makes a list, a heading, a quotation or a rule of a line that begins with it. */
const LINE_START = /^(?:[-+=#>]|\d+(?=[.)]))/

/** `text` as running prose, fit to begin a line. */
export const prose = (text: string): string =>
  inline(text).replace(LINE_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))

/** `text` as a table's cell; its lines are kept. */
export const cell = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(inline)
    .join('<br>')

/** A table; rows shorter than the head are filled up. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${head.map((_, index) => cell(cells[index] ?? '')).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** `text` within a line: markup is escaped, line ends become spaces. */
export const inline = (text: string): string =>
  text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .trim()
    .replace(MARKUP, (mark) => ENTITIES[mark] ?? `\\${mark}`)

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' }
