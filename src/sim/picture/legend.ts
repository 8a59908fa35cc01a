/** What the looks of marks mean, and the hatch they share. */

import { el, type Markup } from '../../report/markup.js'
import type { Look } from './lane.js'

const KEYS: readonly (readonly [look: Look, words: string])[] = [
  ['trouble', 'what truly happened, rising as it grows'],
  ['healthy', 'judged healthy, or a signal that passes'],
  ['suspect', 'suspect, or the controller waits'],
  ['impaired', 'impaired, or failing'],
  ['recovering', 'recovering'],
  ['unknown', 'nobody can tell'],
  ['done', 'a step of a move'],
  ['for-good', 'the step after which there is no way back'],
]

/** A line of small samples. */
export const legend = (): Markup =>
  el(
    'ul',
    { class: 'key', 'aria-label': 'Key' },
    KEYS.map(([look, words]) => el('li', {}, sample(look), words)),
  )

const sample = (look: Look): Markup => {
  const box = { x: 1, y: 1, width: 22, height: 14, rx: 3 }
  const hatched = look === 'impaired' || look === 'for-good' ? el('rect', { ...box, class: 'hatch' }) : undefined
  const shape = look === 'trouble' ? el('path', { d: 'M1 15L1 13L12 1L23 1L23 15Z' }) : el('rect', box)
  return el(
    'svg',
    { class: 'sample', width: 24, height: 16, 'aria-hidden': 'true' },
    el('g', { class: `mark ${look}` }, shape, hatched),
  )
}

/** Drawn once for all charts of the page. */
export const hatch = (): Markup =>
  el(
    'svg',
    { width: 0, height: 0, 'aria-hidden': 'true', style: 'position:absolute' },
    el(
      'defs',
      {},
      el(
        'pattern',
        { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        el('path', { d: 'M0 0V7' }),
      ),
    ),
  )
