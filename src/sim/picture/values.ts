/** The values behind the areas: for the script that shows them under the pointer, and as a table for everyone. */

import { el, type Markup, raw } from '../../report/markup.js'
import type { Trace } from '../trace.js'
import type { Lane } from './lane.js'
import { thinned } from './series.js'
import { tPlus } from './words.js'

const MOST_POINTS = 1_500
const MOST_ROWS = 200

interface Named {
  readonly name: string
  readonly points: readonly (readonly [atMs: number, value: string])[]
}

function named(lanes: readonly Lane[], endedMs: number, most: number): readonly Named[] {
  return lanes.flatMap((lane) => {
    if (lane.kind !== 'area') return []
    return lane.series.map((series) => ({
      name: lane.tells === 'names' ? `${lane.title ?? lane.sub} ${series.name}` : series.name,
      points: thinned(series.points, (4 * Math.max(1, endedMs)) / most).map(
        ({ atMs, value }) => [atMs, lane.words(value)] as const,
      ),
    }))
  })
}

/** A script element of plain JSON; nothing in it can end the element. */
export function valuesJson({ endedMs, startedAt }: Trace, lanes: readonly Lane[]): Markup {
  const text = JSON.stringify({ startedAt, series: named(lanes, endedMs, MOST_POINTS) })
  return el('script', { type: 'application/json', id: 'values' }, raw(text.replace(/[<>&\u2028\u2029]/g, asUnicode)))
}

const asUnicode = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Each change of each value, a line for each instant. */
export function valuesTable({ endedMs }: Trace, lanes: readonly Lane[]): Markup {
  const series = named(lanes, endedMs, MOST_ROWS)
  const instants = [...new Set(series.flatMap(({ points }) => points.map(([atMs]) => atMs)))].sort(
    (one, other) => one - other,
  )
  const shown = instants.filter((_, index) => index % Math.ceil(instants.length / MOST_ROWS) === 0)
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col' }, 'at'),
    series.map(({ name }) => el('th', { scope: 'col' }, name)),
  )
  const rows = shown.map((atMs) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, tPlus(atMs)),
      series.map(({ points }) => el('td', {}, points.findLast(([then]) => then <= atMs)?.[1] ?? '–')),
    ),
  )
  return el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, head), el('tbody', {}, rows)))
}
