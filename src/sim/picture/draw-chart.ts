/** Lanes drawn one under the other over one line of time, with the turning points of the story across them all. */

import { el, type Markup } from '../../report/markup.js'
import { drawArea } from './draw-area.js'
import { drawPacked, drawStrip } from './draw-marks.js'
import { fitted, rowsOf, widthOf } from './label.js'
import type { Lane } from './lane.js'
import { withoutIdleHeadings } from './lane-changes.js'
import type { Drawn, Paper } from './paper.js'
import { isSeen, ticksOf, xOf } from './scale.js'
import type { Told } from './story.js'
import type { Window } from './windows.js'
import { tPlus } from './words.js'

const BADGE_PX = 20
const AXIS_PX = 18
const NAME_PX = 17
/** Turning points that lie nearer together than this many rows of numbers can show keep their line alone. */
const BADGE_ROWS = 6

export interface Chart {
  readonly lanes: readonly Lane[]
  readonly story: readonly Told[]
  readonly paper: Paper
  /** What the whole shows, for whoever hears it. */
  readonly says: string
  /** Stretches that are drawn large elsewhere, with their names. */
  readonly shades?: readonly (Window & { readonly name: string })[]
}

/** One SVG. */
export function drawChart({ lanes, paper, says, shades = [], story }: Chart): Markup {
  const { isNarrow, scale, widthPx } = paper
  const turns = story.filter(({ atMs, number }) => number !== undefined && isSeen(scale, atMs))
  const badgeRows = rowsOf(
    turns.map(({ atMs }) => ({ from: xOf(scale, atMs) - 9, to: xOf(scale, atMs) + 9 })),
    1,
  )
  const axisY =
    shades.length > 0
      ? NAME_PX
      : turns.length === 0
        ? 2
        : Math.min(BADGE_ROWS, Math.max(...badgeRows) + 1) * BADGE_PX + 2
  const body = bodyOf(lanes, paper, axisY + AXIS_PX)
  const bottom = axisY + AXIS_PX + body.heightPx
  const height = bottom + AXIS_PX + 4
  const attributes = {
    ...{ viewBox: `0 0 ${widthPx} ${Math.round(height)}`, width: widthPx, height: Math.round(height) },
    ...{ class: isNarrow ? 'chart narrow' : 'chart wide', role: 'group', 'aria-label': says },
    ...{ 'data-from': scale.fromMs, 'data-to': scale.toMs, 'data-left': scale.left, 'data-right': scale.right },
  }
  return el(
    'svg',
    attributes,
    ticksAt(paper, axisY + AXIS_PX, bottom),
    shades.map((shade) => shadeOf(shade, paper, bottom)),
    shades.length > 0
      ? []
      : turns.map(({ atMs, tone }) =>
          el('line', { class: `turn ${tone}`, x1: xOf(scale, atMs), x2: xOf(scale, atMs), y1: axisY, y2: bottom }),
        ),
    body.markup,
    shades.length > 0
      ? []
      : turns.flatMap((turn, index) => {
          const row = badgeRows[index] ?? 0
          return row < BADGE_ROWS ? [badgeOf(turn, xOf(scale, turn.atMs), row * BADGE_PX + 10)] : []
        }),
    el('line', { class: 'cursor', x1: 0, x2: 0, y1: axisY, y2: bottom, visibility: 'hidden' }),
  )
}

function bodyOf(lanes: readonly Lane[], paper: Paper, top: number): Drawn {
  const markup: Markup[] = []
  let y = top
  const shown = lanes.filter((lane) => laneOf(lane, paper, 0).heightPx > 0)
  for (const lane of withoutIdleHeadings(shown)) {
    const named = paper.isNarrow && lane.kind !== 'heading' ? NAME_PX : 0
    const drawn = laneOf(lane, paper, y + named)
    const name = nameOf(lane, paper, y, drawn.heightPx)
    markup.push(
      el(
        'g',
        { class: 'lane', role: 'group', 'aria-label': [lane.title, lane.sub].filter(Boolean).join(', ') },
        name,
        drawn.markup,
      ),
    )
    y += drawn.heightPx + named + 2
  }
  return { markup, heightPx: y - top }
}

function laneOf(lane: Lane, paper: Paper, top: number): Drawn {
  switch (lane.kind) {
    case 'heading':
      return {
        markup: [el('line', { class: 'rule', x1: 0, x2: paper.widthPx, y1: top + 8, y2: top + 8 })],
        heightPx: 30,
      }
    case 'packed':
      return drawPacked(lane.marks, paper, top, lane.isWaterfall)
    case 'strip':
      return drawStrip(lane.marks, paper, top, lane.isThin)
    case 'area':
      return drawArea(lane, paper, top)
  }
}

/** The name stands in the margin, what it answers under it or beside it. */
function nameOf(lane: Lane, { isNarrow, scale, widthPx }: Paper, top: number, heightPx: number): Markup {
  const title = lane.title ?? ''
  if (lane.kind === 'heading')
    return el('text', { class: 'name', x: 0, y: top + 25 }, el('tspan', { class: 'title' }, title), ` ${lane.sub}`)
  const room = isNarrow ? widthPx : scale.left - 10
  const isTwo = !isNarrow && title !== '' && lane.sub !== '' && heightPx >= 34
  if (isTwo)
    return el(
      'text',
      { class: 'name', x: 0, y: top + 15 },
      el('tspan', { class: 'title' }, fitted(title, room, 13)),
      el('tspan', { x: 0, dy: 15 }, fitted(lane.sub, room)),
    )
  const left = room - (title === '' ? 0 : widthOf(title, 14.5) + 6)
  const sub = title === '' ? fitted(lane.sub, left) : widthOf(lane.sub) <= left ? lane.sub : ''
  const y = isNarrow ? top + 13 : top + Math.min(heightPx / 2 + 4.5, 16)
  return el(
    'text',
    { class: 'name', x: 0, y },
    title === '' ? [] : el('tspan', { class: 'title' }, title),
    sub === '' ? '' : ` ${sub}`,
  )
}

function ticksAt({ scale, isNarrow }: Paper, top: number, bottom: number): readonly Markup[] {
  return ticksOf(scale, isNarrow ? 62 : 76).flatMap(({ atMs, label }) => {
    const x = xOf(scale, atMs)
    const anchor = x > scale.right - 18 ? 'end' : x < scale.left + 4 ? 'start' : 'middle'
    return [
      el('line', { class: 'grid', x1: x, x2: x, y1: top - 3, y2: bottom + 3 }),
      el('text', { class: 'tick', x, y: top - 6, 'text-anchor': anchor }, label),
      el('text', { class: 'tick', x, y: bottom + 15, 'text-anchor': anchor }, label),
    ]
  })
}

const shadeOf = (
  { fromMs, name, toMs }: Window & { readonly name: string },
  { scale }: Paper,
  bottom: number,
): Markup => {
  const x = xOf(scale, fromMs)
  const width = Math.max(3, xOf(scale, toMs) - x)
  const isLeft = x > scale.right - 30
  return el(
    'g',
    { class: 'shade' },
    el('rect', { x, y: 2, width, height: bottom - 2 }),
    el('text', { x: isLeft ? x - 4 : x + width + 4, y: 13, 'text-anchor': isLeft ? 'end' : undefined }, name),
  )
}

const badgeOf = ({ atMs, number, says, tone }: Told, x: number, y: number): Markup =>
  el(
    'a',
    { href: `#turn-${number}`, class: `badge ${tone}`, 'aria-label': `${number}, ${tPlus(atMs)}: ${says}` },
    el('title', {}, `${tPlus(atMs)}: ${says}`),
    el('circle', { cx: x, cy: y, r: 9 }),
    el('text', { x, y: y + 4, 'text-anchor': 'middle' }, number),
  )
