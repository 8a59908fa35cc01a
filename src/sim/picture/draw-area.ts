/** Figures over time as areas, stacked where they share a whole. */

import { el, figure, type Markup } from '../../report/markup.js'
import { markOf } from './draw-marks.js'
import { widthOf } from './label.js'
import type { Lane } from './lane.js'
import type { Drawn, Paper } from './paper.js'
import { type Scale, xOf } from './scale.js'
import { type Point, type Series, thinned, valueAt, within } from './series.js'
import { tPlus } from './words.js'

type AreaLane = Extract<Lane, { kind: 'area' }>

/** The area with its frame, its greatest value and what is worth telling of it. */
export function drawArea(lane: AreaLane, { scale }: Paper, top: number): Drawn {
  const bottom = top + lane.heightPx + 3
  const yOf = (value: number): number => bottom - (Math.min(lane.top, Math.max(0, value)) / lane.top) * lane.heightPx
  const frame = el('rect', {
    class: 'frame',
    x: scale.left,
    y: top + 3,
    width: scale.right - scale.left,
    height: lane.heightPx,
  })
  const layers = stackOf(lane.series, scale)
  const areas = layers.map(({ lower, name, upper }, index) => {
    const told = lane.series[index]
    const says = told === undefined ? name : summaryOf(lane, told, scale)
    const look = lane.tells === 'names' ? (`region-${index}` as const) : 'plain'
    const path = el('path', { d: areaPath(upper, lower, scale, yOf) })
    return markOf({ look, says }, path, lane.tells === 'names' ? nameIn(name, upper, lower, scale, yOf) : undefined)
  })
  const lack = lane.lackIsTrouble === true ? layers.map(({ upper }) => lackOf(upper, lane.top, scale, yOf)) : []
  const extreme = lane.tells === 'names' ? [] : extremeOf(lane, scale, yOf)
  return { markup: [frame, ...lack, ...areas, ...extreme], heightPx: lane.heightPx + 8 }
}

/** Between the value and the top. */
function lackOf(upper: readonly Point[], top: number, scale: Scale, yOf: (value: number) => number): Markup {
  const full = upper.map(({ atMs }) => ({ atMs, value: top }))
  return el('path', { class: 'lack', d: areaPath(full, upper, scale, yOf) })
}

interface Layer {
  readonly name: string
  readonly upper: readonly Point[]
  readonly lower: readonly Point[]
}

/** Each series on top of those before it, over the union of their instants. */
function stackOf(series: readonly Series[], scale: Scale): readonly Layer[] {
  const px = (scale.toMs - scale.fromMs) / Math.max(1, scale.right - scale.left)
  const [only] = series
  if (only !== undefined && series.length === 1) {
    const upper = thinned(within(only, scale.fromMs, scale.toMs), px)
    return [{ name: only.name, upper, lower: upper.map(({ atMs }) => ({ atMs, value: 0 })) }]
  }
  const instants = [
    ...new Set(series.flatMap((one) => within(one, scale.fromMs, scale.toMs).map(({ atMs }) => atMs))),
  ].sort((a, b) => a - b)
  const kept = thinned(
    instants.map((atMs) => ({ atMs, value: only === undefined ? 0 : valueAt(only, atMs) })),
    px,
  ).map(({ atMs }) => atMs)
  let lower: readonly Point[] = kept.map((atMs) => ({ atMs, value: 0 }))
  return series.map((one) => {
    const below = lower
    const upper = kept.map((atMs, index) => ({ atMs, value: (below[index]?.value ?? 0) + valueAt(one, atMs) }))
    lower = upper
    return { name: one.name, upper, lower: below }
  })
}

function areaPath(
  upper: readonly Point[],
  lower: readonly Point[],
  scale: Scale,
  yOf: (value: number) => number,
): string {
  const there = stepsOf(upper, scale, yOf)
  const back = stepsOf(lower, scale, yOf).reverse()
  return `M${[...there, ...back].map(([x, y]) => `${figure(x)} ${figure(y)}`).join('L')}Z`
}

/** Each value holds until the next. */
const stepsOf = (points: readonly Point[], scale: Scale, yOf: (value: number) => number): [number, number][] =>
  points.flatMap(({ atMs, value }, index): [number, number][] => {
    const x = xOf(scale, atMs)
    const before = points[index - 1]
    return before === undefined
      ? [[x, yOf(value)]]
      : [
          [x, yOf(before.value)],
          [x, yOf(value)],
        ]
  })

/** The series' name where its layer is broadest and high enough to hold it. */
function nameIn(
  name: string,
  upper: readonly Point[],
  lower: readonly Point[],
  scale: Scale,
  yOf: (value: number) => number,
): Markup | undefined {
  let best: { x: number; y: number; width: number } | undefined
  let from: number | undefined
  for (const [index, { atMs, value }] of upper.entries()) {
    const isHigh = yOf(lower[index]?.value ?? 0) - yOf(value) >= 18
    if (isHigh && from === undefined) from = index
    if (from !== undefined && (!isHigh || index === upper.length - 1)) {
      const x0 = xOf(scale, upper[from]?.atMs ?? atMs)
      const width = xOf(scale, atMs) - x0
      const middle = upper[Math.floor((from + index) / 2)]
      const under = lower[Math.floor((from + index) / 2)]
      const y = (yOf(middle?.value ?? value) + yOf(under?.value ?? 0)) / 2 + 4
      if (best === undefined || width > best.width) best = { x: x0 + width / 2, y, width }
      from = undefined
    }
  }
  if (best === undefined || best.width < widthOf(name)) return undefined
  return el('text', { x: best.x, y: best.y, 'text-anchor': 'middle' }, name)
}

/** The least or most of a lane's only series within the window, marked where it is. */
function extremeOf(lane: AreaLane, scale: Scale, yOf: (value: number) => number): readonly Markup[] {
  const series = lane.series[0]
  if (series === undefined) return []
  const points = within(series, scale.fromMs, scale.toMs)
  const isMore = (one: number, other: number): boolean => (lane.tells === 'least' ? one < other : one > other)
  const best = points.reduce<Point | undefined>(
    (kept, point) => (kept === undefined || isMore(point.value, kept.value) ? point : kept),
    undefined,
  )
  if (best === undefined) return []
  const text = lane.words(best.value)
  const x = xOf(scale, best.atMs)
  const isLeft = x + widthOf(text, 11) + 8 > scale.right
  const y = Math.min(yOf(0) - 4, Math.max(yOf(lane.top) + 11, yOf(best.value) + (lane.tells === 'least' ? -4 : 11)))
  return [
    el('circle', { class: 'extreme', cx: x, cy: yOf(best.value), r: 2.5 }),
    el('text', { class: 'value', x: x + (isLeft ? -5 : 5), y, 'text-anchor': isLeft ? 'end' : undefined }, text),
  ]
}

/** `Users served: 100 % at T+0, least 41 % at T+9 min, most 100 % at T+0, 100 % at T+30 min`. */
export function summaryOf(
  { sub, tells, title, words }: Pick<AreaLane, 'sub' | 'tells' | 'title' | 'words'>,
  series: Series,
  { fromMs, toMs }: Pick<Scale, 'fromMs' | 'toMs'>,
): string {
  const points = within(series, fromMs, toMs)
  const least = points.reduce((one, other) => (other.value < one.value ? other : one))
  const most = points.reduce((one, other) => (other.value > one.value ? other : one))
  const name = tells === 'names' ? `${title ?? sub} ${series.name}` : series.name
  if (least.value === most.value) return `${name}: ${words(least.value)} all the time`
  const ends = `${words(valueAt(series, fromMs))} at ${tPlus(fromMs)} and ${words(valueAt(series, toMs))} at ${tPlus(toMs)}`
  return `${name}: ${ends}; least ${words(least.value)} at ${tPlus(least.atMs)}, most ${words(most.value)} at ${tPlus(most.atMs)}`
}
