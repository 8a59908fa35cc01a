/** Scheduled rehearsals in words: in a line, or a list with what changed from one to the next. */
import { worseIn } from '../rehearse/drift.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import { stamp } from './clock.js'
import { spanText } from './forecast-text.js'
import { type Paint, plain } from './paint.js'

const OUTCOMES: Readonly<Record<Rehearsal['outcome'], string>> = {
  'would-run': 'would run',
  held: 'held',
  refused: 'refused',
  here: 'nothing to rehearse',
}

/** `to-eu-west-1: would run, users served after 2 min (1 min to 3 min); nothing got worse`. */
export function rehearsalLine(rehearsal: Rehearsal, paint: Paint = plain): string {
  const { because, drawn, drill, outcome } = rehearsal
  const time = drawn ? `, users served after ${spanText(drawn.time)}` : ''
  const why = outcome === 'would-run' ? '' : `: ${because}`
  const stress = outcome === 'would-run' || outcome === 'here' ? paint.good : paint.bad
  const worse = worseIn(rehearsal).length
  const drift = worse === 0 ? 'nothing got worse' : paint.bad(`${worse} ${worse === 1 ? 'thing' : 'things'} got worse`)
  return `${drill}: ${stress(OUTCOMES[outcome])}${time}${why}; ${drift}`
}

/** What changed since the one before, a line each. */
export const driftLines = ({ drift }: Rehearsal, paint: Paint = plain): readonly string[] =>
  drift.map(({ isWorse, says }) => (isWorse ? paint.bad(`worse: ${says}`) : `changed: ${says}`))

/** All of them, the newest last, without a newline at the end. */
export function rehearsalsText(all: readonly Rehearsal[], paint: Paint = plain): string {
  if (all.length === 0) return 'No rehearsals on record.'
  return all
    .flatMap((each) => [
      `${stamp(each.at)}  ${rehearsalLine(each, paint)}`,
      ...driftLines(each, paint).map((line) => `  ${line}`),
    ])
    .join('\n')
}
