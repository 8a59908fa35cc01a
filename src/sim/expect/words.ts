/** Expectations as people read them. */

import { formatMs, formatPercent } from '../../model/units.js'
import type { Expectation } from '../drill.js'
import { instant } from './judged.js'
import { planeWords } from './planes.js'

type Placed = Extract<Expectation, { kind: 'do' | 'never' }>

/** One expectation in a line. */
export function wordsOf(expected: Expectation): string {
  switch (expected.kind) {
    case 'do':
      return `${doing(expected.do, expected)} between ${instant(expected.afterMs)} and ${instant(expected.byMs)}`
    case 'recovered':
      return `users served in ${expected.region} by ${instant(expected.byMs)}`
    case 'hold':
      return `held by ${expected.reason} at ${instant(expected.atMs)}`
    case 'never':
      return `no ${expected.never === 'act' ? 'move' : doing(expected.never, expected)}${spanOf(expected)}`
    case 'never-calls':
      return `no call to ${planeWords(expected)}`
    case 'serving':
      return `${formatPercent(expected.percent)} of requests served from ${instant(expected.fromMs)} on`
    case 'writers':
      return `at most ${count(expected.atMost, 'writer')} at any instant`
    case 'lost-writes':
      return lossWords(expected.atMost)
    case 'moves':
      return expected.count === 0 ? 'no move at all' : `${count(expected.count, 'move')} in all`
  }
}

const doing = (what: string, { to, zone }: Placed): string =>
  [what, ...(zone === undefined ? [] : [zone]), ...(to === undefined ? [] : [`to ${to}`])].join(' ')

function spanOf({ afterMs, beforeMs }: Extract<Expectation, { kind: 'never' }>): string {
  const after = afterMs > 0 ? ` after ${instant(afterMs)}` : ''
  return `${after} before ${instant(beforeMs)}`
}

function lossWords(atMost: Extract<Expectation, { kind: 'lost-writes' }>['atMost']): string {
  if ('ms' in atMost) return `at most ${formatMs(atMost.ms)} of writes lost`
  return atMost.writes === 0 ? 'no write lost' : `at most ${count(atMost.writes, 'write')} lost`
}

/** `1 move`, `3 moves`. */
export const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`
