/** The charts of the page: the whole run small, the decisive minutes large, each for wide and narrow screens. */
import { formatMs } from '../../model/units.js'
import { el, type Markup } from '../../report/markup.js'
import type { Trace } from '../trace.js'
import { drawChart } from './draw-chart.js'
import type { Lane } from './lane.js'
import { changingIn } from './lane-changes.js'
import { legend } from './legend.js'
import type { Paper } from './paper.js'
import type { Told } from './story.js'
import { type Window, windowsOf } from './windows.js'
import { tPlus } from './words.js'

const WIDE = { widthPx: 980, left: 196, right: 968, isNarrow: false }
const NARROW = { widthPx: 456, left: 4, right: 450, isNarrow: true }

const papers = (window: Window): readonly Paper[] =>
  [WIDE, NARROW].map(({ isNarrow, left, right, widthPx }) => ({ isNarrow, widthPx, scale: { ...window, left, right } }))

/** One card for each chart. */
export function panelsOf(trace: Trace, lanes: readonly Lane[], story: readonly Told[]): readonly Markup[] {
  const windows = windowsOf(story, trace.endedMs).map((window, index) => ({ ...window, name: 'ABC'.charAt(index) }))
  const isWhole = windows.length === 1 && windows.every(({ fromMs, toMs }) => fromMs === 0 && toMs >= trace.endedMs)
  const heaviest = windows.reduce((one, other) => (turnsIn(story, other) > turnsIn(story, one) ? other : one))
  const large = windows.map((window) => {
    const shown = window === heaviest ? lanes : changingIn(lanes, window)
    return decisive(window, windows.length === 1, isWhole, shown, story, window === heaviest ? legend() : undefined)
  })
  return isWhole ? large : [overview(trace, lanes, story, windows), ...large]
}

const turnsIn = (story: readonly Told[], { fromMs, toMs }: Window): number =>
  story.filter(({ atMs, number }) => number !== undefined && atMs >= fromMs && atMs <= toMs).length

function overview(
  { endedMs }: Trace,
  lanes: readonly Lane[],
  story: readonly Told[],
  windows: readonly (Window & { readonly name: string })[],
): Markup {
  const shown = lanes.filter(({ inOverview }) => inOverview === true)
  const says = `The whole run, ${formatMs(endedMs)}: ${shown.map(({ title }) => title).join(', ')}`
  const many = windows.length > 1
  const shades = windows.map((window) => ({ ...window, name: many ? window.name : 'see below' }))
  return el(
    'section',
    { class: 'card wideness' },
    el('h2', {}, `The whole run: ${formatMs(endedMs)}`),
    el(
      'p',
      { class: 'quiet' },
      `Time runs to the right, counted from the first event. The shaded ${many ? 'stretches are' : 'stretch is'} drawn large below.`,
    ),
    papers({ fromMs: 0, toMs: Math.max(1, endedMs) }).map((paper) =>
      drawChart({ lanes: shown, story, paper, says, shades }),
    ),
  )
}

function decisive(
  window: Window & { readonly name: string },
  isOnly: boolean,
  isWhole: boolean,
  lanes: readonly Lane[],
  story: readonly Told[],
  key: Markup | undefined,
): Markup {
  const span = `${tPlus(window.fromMs)} to ${tPlus(window.toMs)}`
  const title = isWhole ? 'The whole run' : isOnly ? 'The decisive minutes' : `Decisive minutes ${window.name}`
  const says = `${title}, ${span}. Use the arrow keys to walk from mark to mark.`
  return el(
    'section',
    { class: 'card wideness' },
    el('h2', {}, `${title}: ${span}`),
    el(
      'p',
      { class: 'quiet' },
      'Numbers are the turning points of the story. ',
      el('span', { class: 'for-pointers' }, 'Point at anything, or walk with the arrow keys, for its exact values.'),
    ),
    papers(window).map((paper) => drawChart({ lanes, story, paper, says })),
    key,
  )
}
