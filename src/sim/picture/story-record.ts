/** What the controller did, from its journal, as lines of the story. */
import { describeMove } from '../../model/move.js'
import { formatMs } from '../../model/units.js'
import { eventLine } from '../../report/event-line.js'
import type { Trace, Written } from '../trace.js'
import { deedsOf, stepWords } from './deeds.js'
import type { Line } from './line.js'
import { sentence } from './words.js'

/** Every entry is a line; the small ones only for the record. */
export function recordLines(trace: Trace): readonly Line[] {
  const forGood = deedsOf(trace).filter(({ noReturn }) => noReturn)
  const noReturn: readonly Line[] = forGood.map(({ fromMs, says }) => ({
    atMs: fromMs,
    says: sentence(`the point of no return: ${says}`),
    tone: 'move',
    weight: 3,
    order: 5,
  }))
  return [...trace.entries.map((written) => entryLine(trace, written)), ...noReturn]
}

function entryLine(trace: Trace, { atMs, entry }: Written): Line {
  const { event } = entry
  const words = (step: string): string => stepWords(trace, entry.incident, step)
  switch (event.kind) {
    case 'incident-opened': {
      const who =
        event.trigger.kind === 'operator'
          ? `${event.trigger.name} asks and the controller decides`
          : 'The controller decides'
      return {
        atMs,
        says: sentence(`${who}: ${describeMove(event.move)}, because ${event.decision.because}`),
        tone: 'move',
        weight: 3,
        order: 5,
      }
    }
    case 'step-done':
      return {
        atMs,
        says: sentence(`done after ${formatMs(event.tookMs)}: ${words(event.step)}`),
        tone: 'plain',
        weight: event.already ? 1 : 2,
        order: 6,
      }
    case 'step-failed':
      return {
        atMs,
        says: sentence(eventLine(event, words)),
        tone: 'bad',
        weight: event.leadsTo === 'retry' ? 2 : 3,
        order: 6,
      }
    case 'step-undone':
      return { atMs, says: sentence(eventLine(event, words)), tone: 'warn', weight: 2, order: 6 }
    case 'halted':
      return { atMs, says: sentence(eventLine(event, words)), tone: 'bad', weight: 3, order: 6 }
    case 'resumed':
      return { atMs, says: sentence(eventLine(event, words)), tone: 'move', weight: 3, order: 5 }
    case 'incident-closed':
      return {
        atMs,
        says: sentence(`the incident is closed, ${eventLine(event, words)}`),
        tone: event.outcome === 'recovered' ? 'good' : 'warn',
        weight: event.outcome === 'recovered' ? 2 : 3,
        order: 9,
      }
    default:
      return { atMs, says: sentence(eventLine(event, words)), tone: 'plain', weight: 1, order: 7 }
  }
}
