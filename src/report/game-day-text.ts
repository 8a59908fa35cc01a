/** What a game day came to: each way with its time against the forecast, the time away, and why it ended. */
import { describeMove } from '../model/move.js'
import { formatMs } from '../model/units.js'
import { cameTrueLine } from './forecast-text.js'
import type { Incident } from './incident.js'
import { type Paint, plain } from './paint.js'
import { pointLine, timeLine } from './summary.js'
import { waterfall } from './waterfall.js'

export interface GameDay {
  /** `home` again, or still `away`. */
  readonly is: 'home' | 'away'
  /** Why it was broken off; absent where it was not. */
  readonly aborted?: string
  readonly out: Incident
  readonly away?: {
    readonly forMs: number
    readonly looks: number
    readonly bad: number
    readonly blind: number
    /** Of the looks, those that home answered, as for users who stayed there. */
    readonly atHome: number
  }
  readonly back?: Incident
}

/** Some lines, without a newline at the end. */
export function gameDayText({ aborted, away, back, is, out }: GameDay, paint: Paint = plain): string {
  const where = is === 'home' ? paint.good('everything is home again') : paint.bad('NOT home again')
  const why = aborted === undefined ? 'ended in time' : paint.bad(`broken off: ${aborted}`)
  const blind = away && away.blind > 0 ? `, ${away.blind} could not be made` : ''
  const atHome = away && away.atHome > 0 ? `, ${away.atHome} answered by home` : ''
  const there = away
    ? [
        `  there  ${formatMs(away.forMs)}, ${away.looks} looks through the public name${atHome}, ${away.bad} failed${blind}`,
      ]
    : []
  return [
    `${paint.bold('Game day')}  ${where}; ${why}`,
    ...leg('out', out),
    ...there,
    ...(back ? leg('home', back) : []),
  ].join('\n')
}

function leg(name: string, incident: Incident): readonly string[] {
  const { foretold, id, move, recovery, state } = incident
  return [
    `  ${name.padEnd(5)}  ${describeMove(move)} (${id}): ${state}`,
    ...[timeLine(incident), pointLine(incident)].map((line) => `    ${line}`),
    ...(foretold ? [`    ${cameTrueLine(foretold)}`] : []),
    ...waterfall(recovery).map((line) => `    ${line}`),
  ]
}
