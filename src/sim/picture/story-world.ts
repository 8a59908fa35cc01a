/** What truly happened, as lines of the story: the drill's events, and what users and writers went through. */
import { formatMs, formatPercent } from '../../model/units.js'
import { isMultiActive } from '../drill.js'
import type { Scene, Trace } from '../trace.js'
import type { Line } from './line.js'
import { outcomeOf, SERVED_PERCENT } from './outcome.js'
import { spansOf } from './spans.js'
import { type Band, bandsOf } from './truth.js'
import { regionsWords, sentence } from './words.js'

/** Events, users, writers, losses, and what people were answered. */
export const worldLines = (trace: Trace): readonly Line[] => [
  ...bandsOf(trace).flatMap((band, index) => bandLines(band, index === 0)),
  ...userLines(trace),
  ...writerLines(trace),
  ...lossLines(trace),
  ...leaseLines(trace),
  ...answerLines(trace),
]

function bandLines(band: Band, isFirst: boolean): readonly Line[] {
  const { event, fromMs, says, toMs } = band
  const byPerson = event.kind === 'operator' || event.kind === 'controller'
  const begin: Line = {
    atMs: fromMs,
    says: sentence(says),
    tone: byPerson ? 'plain' : 'warn',
    weight: isFirst || byPerson ? 3 : 2,
    order: 0,
  }
  if (toMs === fromMs || !band.ends) return [begin]
  const end: Line = {
    atMs: toMs,
    says: sentence(`over: ${says.split(':')[0] ?? says}`),
    tone: 'plain',
    weight: 2,
    order: 0,
  }
  return [begin, end]
}

function userLines(trace: Trace): readonly Line[] {
  const { outages } = outcomeOf(trace)
  return outages.flatMap(({ fromMs, toMs, value }, index) => {
    const brief = toMs - fromMs < 60_000 && index > 0
    const weight = brief ? 2 : 3
    const lowest = formatPercent(value.lowestPercent)
    const begin: Line = {
      atMs: fromMs,
      says: `Users begin to get errors; at the worst ${lowest} of their requests are answered.`,
      tone: 'bad',
      weight,
      order: 1,
    }
    if (toMs >= trace.endedMs)
      return [
        begin,
        { ...begin, atMs: trace.endedMs, says: 'Users are still not served when the run ends.', weight: 2, order: 9 },
      ]
    return [
      begin,
      {
        atMs: toMs,
        says: `Users are served again, after ${formatMs(toMs - fromMs)} (at least ${SERVED_PERCENT} % of requests).`,
        tone: 'good',
        weight,
        order: 8,
      },
    ]
  })
}

function writerLines({ drill, endedMs, scenes }: Trace): readonly Line[] {
  const databases = [...new Set(scenes.flatMap(({ writers }) => Object.keys(writers)))]
  return databases.flatMap((database) => {
    const regions = scenes.map(({ atMs, writers }) => ({ atMs, value: writers[database] ?? [] }))
    const spans = spansOf(regions, endedMs, (one, other) => one.join() === other.join())
    return spans.slice(1).map(({ fromMs, value }): Line => {
      if (value.length > 1 && !isMultiActive(drill, database))
        return {
          atMs: fromMs,
          says: `Two writers at once for ${database}: ${regionsWords(value)}.`,
          tone: 'bad',
          weight: 3,
          order: 6,
        }
      if (value.length === 0)
        return { atMs: fromMs, says: `Nobody takes writes for ${database}.`, tone: 'warn', weight: 2, order: 6 }
      return {
        atMs: fromMs,
        says: `${database} takes writes in ${regionsWords(value)}.`,
        tone: 'good',
        weight: 2,
        order: 6,
      }
    })
  })
}

function lossLines({ scenes }: { readonly scenes: readonly Scene[] }): readonly Line[] {
  return scenes.flatMap((scene, index): readonly Line[] => {
    const before = scenes[index - 1]?.lost.writes ?? 0
    const writes = scene.lost.writes - before
    if (writes <= 0) return []
    const says = `${writes} acknowledged ${writes === 1 ? 'write is' : 'writes are'} lost for good, ${formatMs(scene.lost.ms)} of them in all.`
    return [{ atMs: scene.atMs, says, tone: 'bad', weight: 2, order: 7 }]
  })
}

/** What was done is told by the journal. */
const answerLines = ({ answers = [] }: Trace): readonly Line[] =>
  answers.flatMap(({ atMs, because, by, is, run }): readonly Line[] =>
    is === 'done'
      ? []
      : [
          {
            atMs,
            says: sentence(`${by} is told that "failover ${run}" is not done: ${because}`),
            tone: 'warn',
            weight: 2,
            order: 5,
          },
        ],
  )

const leaseLines = ({ leases }: Pick<Trace, 'leases'>): readonly Line[] =>
  leases.flatMap(({ atMs, epoch, host }, index): readonly Line[] =>
    index === 0 || leases[index - 1]?.host === host
      ? []
      : [
          {
            atMs,
            says: `${host} takes over as the controller that acts (epoch ${epoch}).`,
            tone: 'move',
            weight: 3,
            order: 2,
          },
        ],
  )
