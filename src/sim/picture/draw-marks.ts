/** Marks as shapes: a stretch of time is a bar with its label in it or beside it; a point in time is a diamond. */

import { type Child, el, figure, type Markup } from '../../report/markup.js'
import { type Extent, fitted, rowsOf, widthOf } from './label.js'
import type { Mark } from './lane.js'
import type { Drawn, Paper } from './paper.js'
import { isSeen, xOf } from './scale.js'

const ROW_PX = 22
const BAR_PX = 18
const THIN_PX = 8
const THIN_ROW_PX = 15
const FULL_PX = 20
const PAD_PX = 5
const POINT_PX = 6
const LABEL_PX = 12
const MOST_ROWS = 16

/** Where a label goes: in its bar, right or left of it, or nowhere. */
interface Placed extends Extent {
  readonly mark: Mark
  readonly x0: number
  readonly x1: number
  readonly label?: { readonly x: number; readonly text: string; readonly anchor: 'start' | 'end' }
}

/** Marks that may lie at the same time, in as many rows as that takes, or one under the other. */
export function drawPacked(marks: readonly Mark[], paper: Paper, top: number, isWaterfall = false): Drawn {
  const seen = marks.filter(({ fromMs, toMs }) => isSeen(paper.scale, fromMs, toMs))
  const placed = seen.map((mark, index) => place(mark, paper, isRepeated(seen.slice(index + 1), mark)))
  const rows = isWaterfall && placed.length <= MOST_ROWS ? placed.map((_, index) => index) : rowsOf(placed)
  const markup = placed.map(({ label, mark, x0, x1 }, index) => {
    const y = top + (rows[index] ?? 0) * ROW_PX + 2
    const text = label === undefined ? undefined : labelAt(label.text, label.x, y + BAR_PX - 5, label.anchor)
    return markOf(mark, shapeOf(mark, paper, x0, x1, y), text)
  })
  return { markup, heightPx: placed.length === 0 ? 0 : (Math.max(...rows) + 1) * ROW_PX + 2 }
}

/** Whether the same comes again afterwards: then the last one is labelled for all. */
const isRepeated = (after: readonly Mark[], { label, look, toMs }: Mark): boolean =>
  look === 'trouble' && after.some((mark) => mark.label === label && mark.look === look && mark.fromMs >= toMs)

/** Marks one after another; of those of one look that share a pixel the first is drawn. */
export function drawStrip(marks: readonly Mark[], paper: Paper, top: number, isThin: boolean): Drawn {
  const height = isThin ? THIN_PX : FULL_PX
  const y = top + (isThin ? 4 : 2)
  const markup: Markup[] = []
  const drawnTo = new Map<Mark['look'], number>()
  for (const mark of marks) {
    if (!isSeen(paper.scale, mark.fromMs, mark.toMs)) continue
    const x0 = xOf(paper.scale, mark.fromMs)
    const x1 = Math.max(xOf(paper.scale, mark.toMs), x0 + 1)
    if (x1 - x0 <= 1 && x0 < (drawnTo.get(mark.look) ?? -1)) continue
    drawnTo.set(mark.look, x1)
    const text = isThin ? '' : fitted(mark.label, x1 - x0 - 2 * PAD_PX)
    const label = text === '' ? undefined : labelAt(text, x0 + PAD_PX, y + height - 6, 'start')
    markup.push(markOf(mark, barOf(mark, x0, x1, y, height), label))
  }
  return { markup, heightPx: isThin ? THIN_ROW_PX : height + 4 }
}

/** The label in the bar, or right of it, or left of it; cut where it fits nowhere whole. */
function place(mark: Mark, { scale }: Paper, isBare: boolean): Placed {
  const isPoint = mark.fromMs === mark.toMs
  const x0 = xOf(scale, mark.fromMs) - (isPoint ? POINT_PX : 0)
  const x1 = isPoint ? x0 + 2 * POINT_PX : Math.max(xOf(scale, mark.toMs), x0 + 3)
  const rampPx = xOf(scale, mark.fromMs + (mark.rampMs ?? 0)) - xOf(scale, mark.fromMs)
  const width = widthOf(mark.label, LABEL_PX) + PAD_PX
  const bare = { mark, x0, x1 }
  const inside = x1 - x0 - PAD_PX - rampPx >= width ? rampPx : 0
  if (!isPoint && x1 - x0 - PAD_PX >= width)
    return { ...bare, from: x0, to: x1, label: { x: x0 + PAD_PX + inside, text: mark.label, anchor: 'start' } }
  if (isBare) return { ...bare, from: x0, to: x1 }
  if (x1 + width <= scale.right)
    return { ...bare, from: x0, to: x1 + width, label: { x: x1 + PAD_PX, text: mark.label, anchor: 'start' } }
  if (x0 - width >= scale.left)
    return { ...bare, from: x0 - width, to: x1, label: { x: x0 - PAD_PX, text: mark.label, anchor: 'end' } }
  return cut(bare, scale)
}

/** The beginning of the label where there is most room for it. */
function cut(bare: Pick<Placed, 'mark' | 'x0' | 'x1'>, scale: Paper['scale']): Placed {
  const { mark, x0, x1 } = bare
  const rooms = { in: x1 - x0, right: scale.right - x1, left: x0 - scale.left }
  const most = Math.max(rooms.in, rooms.right, rooms.left)
  const text = fitted(mark.label, most - 2 * PAD_PX, LABEL_PX)
  if (text === '') return { ...bare, from: x0, to: x1 }
  const width = widthOf(text, LABEL_PX) + PAD_PX
  if (rooms.in === most) return { ...bare, from: x0, to: x1, label: { x: x0 + PAD_PX, text, anchor: 'start' } }
  if (rooms.right === most)
    return { ...bare, from: x0, to: x1 + width, label: { x: x1 + PAD_PX, text, anchor: 'start' } }
  return { ...bare, from: x0 - width, to: x1, label: { x: x0 - PAD_PX, text, anchor: 'end' } }
}

function shapeOf(mark: Mark, paper: Paper, x0: number, x1: number, y: number): readonly Markup[] {
  if (mark.fromMs === mark.toMs) {
    const x = (x0 + x1) / 2
    const middle = y + BAR_PX / 2
    const corners: readonly Corner[] = [
      [x, middle - POINT_PX],
      [x + POINT_PX, middle],
      [x, middle + POINT_PX],
      [x - POINT_PX, middle],
    ]
    return [el('path', { d: outline(corners) })]
  }
  if ((mark.rampMs ?? 0) === 0) return barOf(mark, x0, x1, y, BAR_PX)
  const { fromMs, toMs } = paper.scale
  const topAt = (atMs: number): number => {
    const share = Math.min(1, Math.max(0, (atMs - mark.fromMs) / (mark.rampMs ?? 1)))
    return y + (1 - share) * (BAR_PX - 2)
  }
  const fullMs = Math.min(mark.fromMs + (mark.rampMs ?? 0), toMs)
  const d = outline([
    [x0, y + BAR_PX],
    [x0, topAt(Math.max(fromMs, mark.fromMs))],
    [Math.min(x1, xOf(paper.scale, fullMs)), topAt(fullMs)],
    [x1, topAt(Math.min(toMs, mark.toMs))],
    [x1, y + BAR_PX],
  ])
  return [el('path', { class: 'ramp', d })]
}

type Corner = readonly [x: number, y: number]

const outline = (corners: readonly Corner[]): string =>
  `M${corners.map(([x, y]) => `${figure(x)} ${figure(y)}`).join('L')}Z`

const HATCHED = new Set(['impaired', 'failed', 'for-good'])

function barOf({ look }: Mark, x0: number, x1: number, y: number, height: number): readonly Markup[] {
  const box = { x: x0, y, width: x1 - x0, height, rx: Math.min(3, height / 2) }
  return [el('rect', box), ...(HATCHED.has(look) ? [el('rect', { ...box, class: 'hatch' })] : [])]
}

const labelAt = (text: string, x: number, y: number, anchor: 'start' | 'end'): Markup =>
  el('text', { x, y, 'text-anchor': anchor === 'end' ? 'end' : undefined }, text)

/** Every mark tells its exact values to whoever points at it, focuses it or hears it. */
export const markOf = (mark: Pick<Mark, 'look' | 'says'>, ...children: readonly Child[]): Markup =>
  el(
    'g',
    { class: `mark ${mark.look}`, role: 'img', tabindex: '-1', 'aria-label': mark.says },
    el('title', {}, mark.says),
    ...children,
  )
