/** The page's sections beside the charts: how it ended, the story, what was expected, the laws, the record. */
import { formatMs } from '../../model/units.js'
import { el, type Markup } from '../../report/markup.js'
import type { Judged } from '../expect/judged.js'
import type { Broken } from '../laws/law.js'
import { WORDS } from '../laws/words.js'
import { type Trace, wallAt } from '../trace.js'
import type { Outcome, Segment } from './outcome.js'
import type { Told } from './story.js'
import { type Fact, factsOf, verdictOf } from './verdict.js'
import { tPlus } from './words.js'

/** The title, what the drill is about, and how it ended. */
export function headOf(trace: Trace, outcome: Outcome, facts: readonly Fact[]): Markup {
  const { drill } = trace
  const day = new Date(trace.startedAt).toISOString().slice(0, 16).replace('T', ' ')
  return el(
    'header',
    {},
    el('p', { class: 'kicker' }, `failover drill · ${drill.file} · seed ${drill.seed} · minute 0 is ${day} UTC`),
    el('h1', {}, drill.title),
    drill.about === undefined ? undefined : el('p', { class: 'quiet' }, drill.about),
    el(
      'section',
      { class: 'card', 'aria-label': 'In short' },
      el('p', { class: 'verdict' }, verdictOf(trace, outcome)),
      el('dl', { class: 'figures' }, [...factsOf(outcome), ...facts].map(factOf)),
      courseOf(outcome.segments),
    ),
  )
}

const factOf = ({ name, note, tone, value }: Fact): Markup =>
  el('div', { class: tone }, el('dt', {}, name), el('dd', {}, value, el('small', {}, note)))

/** How long each part took until users were served again, to scale. */
const COURSE: { readonly [name in Segment['name']]: readonly [words: string, tone: string] } = {
  notice: ['until noticed', 'bad'],
  decide: ['until decided', 'warn'],
  'carry out': ['to carry it out', 'move'],
  'users back': ['until users followed', 'good'],
  'not served': ['and users are still not served', 'bad'],
}

function courseOf(segments: readonly Segment[]): Markup | undefined {
  if (segments.length === 0) return undefined
  const items = segments.map(({ fromMs, name, toMs }) => {
    const [words, tone] = COURSE[name]
    return el(
      'li',
      { class: tone, style: `flex: ${Math.max(1, Math.round((toMs - fromMs) / 1_000))} 1 0` },
      el('b', {}, formatMs(toMs - fromMs)),
      words,
    )
  })
  return el('ol', { class: 'course', 'aria-label': 'From the first trouble until users were served again' }, items)
}

/** The lines worth telling, the turning points numbered as in the charts. */
export function storyCard(story: readonly Told[]): Markup {
  const told = story.filter(({ weight }) => weight >= 2)
  const shown = told.length > 40 ? told.filter(({ weight }) => weight === 3) : told
  const items = shown.map(({ atMs, number, says, tone, weight }, index) => {
    const same = index > 0 && tPlus(shown[index - 1]?.atMs ?? -1) === tPlus(atMs)
    return el(
      'li',
      {
        id: number === undefined ? undefined : `turn-${number}`,
        class: [same ? 'same' : '', weight < 3 ? 'minor' : ''].join(' ').trim() || undefined,
      },
      number === undefined ? undefined : el('span', { class: `number ${tone}` }, number),
      el('time', {}, tPlus(atMs)),
      says,
    )
  })
  return el(
    'section',
    { class: 'card story' },
    el('h2', {}, 'The story'),
    items.length === 0 ? el('p', { class: 'quiet' }, 'Nothing happens, and nothing is done.') : el('ol', {}, items),
  )
}

/** Each expectation with what was seen, and each law that was broken. */
export const checksCard = (checked: readonly Judged[], broken: readonly Broken[]): Markup =>
  el(
    'div',
    { class: 'pair' },
    el(
      'section',
      { class: 'card' },
      el('h2', {}, 'What a good controller does here'),
      checked.length === 0
        ? el('p', { class: 'quiet' }, 'The drill expects nothing.')
        : el(
            'ul',
            { class: 'checks' },
            checked.map(({ met, saw, text }) => checkOf(met, text, saw)),
          ),
    ),
    el(
      'section',
      { class: 'card' },
      el('h2', {}, 'The laws'),
      broken.length === 0
        ? el('ul', { class: 'checks' }, checkOf(true, 'Every law was kept, at every instant.', ''))
        : el(
            'ul',
            { class: 'checks' },
            broken.map(({ atMs, law, what }) =>
              checkOf(false, `${law} (${WORDS[law].split('. ')[0]}) broken at ${tPlus(atMs)}`, what),
            ),
          ),
    ),
  )

const checkOf = (isGood: boolean, text: string, saw: string): Markup =>
  el(
    'li',
    { class: isGood ? 'met' : 'unmet' },
    el('b', { role: 'img', 'aria-label': isGood ? 'met' : 'not met' }, isGood ? '✓' : '✕'),
    text,
    saw === '' ? undefined : el('small', { class: 'quiet' }, ` · ${saw}`),
  )

/** Every line of the story, with the time of the day. */
export const recordCard = (trace: Trace, story: readonly Told[], values: Markup): Markup =>
  el(
    'section',
    { class: 'card' },
    el(
      'details',
      {},
      el('summary', {}, `Everything on record: ${story.length} lines`),
      el(
        'div',
        { class: 'scroll' },
        el(
          'table',
          {},
          el(
            'tbody',
            {},
            story.map(({ atMs, says }) =>
              el(
                'tr',
                {},
                el('td', {}, tPlus(atMs)),
                el('td', { class: 'time' }, clock(trace, atMs)),
                el('td', {}, says),
              ),
            ),
          ),
        ),
      ),
    ),
    el('details', {}, el('summary', {}, 'The figures behind the areas'), values),
  )

const clock = (trace: Trace, atMs: number): string =>
  new Date(wallAt(trace, atMs)).toISOString().slice(0, 19).replace('T', ' ')

/** Where the facts come from; only addresses of the web become links. */
export const sourcesOf = (sources: readonly string[]): Markup =>
  el(
    'footer',
    {},
    sources.length === 0
      ? undefined
      : el(
          'p',
          {},
          'Sources: ',
          sources.map((source, index) => [
            index === 0 ? '' : ' · ',
            /^https?:\/\//.test(source) ? el('a', { href: source, rel: 'noreferrer' }, source) : source,
          ]),
        ),
    el('p', {}, 'A simulated run of the real controller on virtual time. Same drill, same seed: same picture.'),
  )
