/**
 * The picture of a run: one HTML page that stands alone (no network, no file beside it), drawn from the trace and from
 * nothing else. The charts say what the story says and the other way round, so that either is enough.
 */

import { el, pageOf, raw } from '../report/markup.js'
import type { Judged } from './expect/judged.js'
import type { Broken } from './laws/law.js'
import { lanesOf } from './picture/lanes.js'
import { hatch } from './picture/legend.js'
import { outcomeOf } from './picture/outcome.js'
import { panelsOf } from './picture/panels.js'
import { SCRIPT } from './picture/script.js'
import { checksCard, headOf, recordCard, sourcesOf, storyCard } from './picture/sections.js'
import { storyOf } from './picture/story.js'
import { STYLE } from './picture/style.js'
import { valuesJson, valuesTable } from './picture/values.js'
import type { Fact } from './picture/verdict.js'
import type { Trace } from './trace.js'

/** Beside its style: the script that answers to the mouse, and the patterns it draws with. */
const ALLOWS = "; script-src 'unsafe-inline'; img-src data:"

/** A self-contained HTML page of a run, what was expected of it and the laws it broke. */
export function pictureOf(trace: Trace, judged: readonly Judged[], broken: readonly Broken[]): string {
  const outcome = outcomeOf(trace)
  const story = storyOf(trace)
  const lanes = lanesOf(trace)
  return pageOf(
    { title: `${trace.drill.title} — failover drill`, style: STYLE, allows: ALLOWS },
    el(
      'main',
      {},
      headOf(trace, outcome, checkFacts(judged, broken)),
      el('div', { class: 'run' }, panelsOf(trace, lanes, story), storyCard(story)),
      checksCard(judged, broken),
      recordCard(trace, story, valuesTable(trace, lanes)),
      sourcesOf(trace.drill.sources),
    ),
    hatch(),
    el('div', { id: 'told', hidden: '', 'aria-hidden': 'true' }),
    valuesJson(trace, lanes),
    el('script', {}, raw(SCRIPT)),
  )
}

function checkFacts(judged: readonly Judged[], broken: readonly Broken[]): readonly Fact[] {
  const met = judged.filter((one) => one.met).length
  return [
    {
      ...{
        name: 'As expected',
        value: judged.length === 0 ? 'no word' : `${met} of ${judged.length}`,
        note: judged.length === 0 ? 'nothing is expected' : 'expectations met',
      },
      tone: judged.length === 0 ? 'plain' : met === judged.length ? 'good' : 'bad',
    },
    {
      ...{ name: 'Laws', value: broken.length === 0 ? 'all kept' : `${broken.length} broken` },
      ...{ note: broken.length === 0 ? 'at every instant' : broken.map(({ law }) => law).join(', ') },
      tone: broken.length === 0 ? 'good' : 'bad',
    },
  ]
}
