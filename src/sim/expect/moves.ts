/** The moves of a run, as its journal has them, and what a drill expects of them. */
import { describeMove, type Move, type Trigger, targetOf } from '../../model/move.js'
import type { Region } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import type { Doing, Expectation } from '../drill.js'
import type { Trace } from '../trace.js'
import { type Finding, instant } from './judged.js'
import { heldWords, mindAt } from './minds.js'
import { count } from './words.js'

/** A move that was opened; ms from minute 0. */
export interface Opened {
  readonly atMs: number
  readonly incident: string
  readonly move: Move
  readonly trigger: Trigger
}

/** Every move of the run, in order. */
export const openedIn = ({ entries }: Trace): readonly Opened[] =>
  entries.flatMap(({ atMs, entry: { event, incident } }) =>
    event.kind === 'incident-opened' ? [{ atMs, incident, move: event.move, trigger: event.trigger }] : [],
  )

const homeOf = ({ regions }: Policy): Region | undefined => regions.find(({ role }) => role === 'primary')?.region

type Sought = Pick<Extract<Expectation, { kind: 'never' }>, 'never' | 'to' | 'zone'>

/** Whether `move` is what is sought; a failback is any move that changes region and ends at the primary. */
export function isSought(move: Move, { never: doing, to, zone }: Sought, policy: Policy): boolean {
  if (to !== undefined && targetOf(move) !== to) return false
  if (zone !== undefined && !('zone' in move && move.zone === zone)) return false
  return doing === 'act' || isDoing(move, doing, policy)
}

function isDoing(move: Move, doing: Doing, policy: Policy): boolean {
  return doing === 'failback' ? targetOf(move) === homeOf(policy) : move.kind === doing
}

/** A move is opened within a span. */
export function didMove(trace: Trace, expected: Extract<Expectation, { kind: 'do' }>): Finding {
  const { afterMs, byMs } = expected
  const sought = openedIn(trace).filter(({ move }) =>
    isSought(move, { ...expected, never: expected.do }, trace.drill.policy),
  )
  const found = sought.find(({ atMs }) => atMs >= afterMs && atMs <= byMs)
  if (found) return { met: true, at: found.atMs, saw: openedWords(found) }
  const other = sought.find(({ atMs }) => atMs > byMs) ?? sought.at(-1)
  if (other)
    return { met: false, at: other.atMs, saw: `${openedWords(other)}, ${other.atMs > byMs ? 'late' : 'early'}` }
  return { met: false, at: byMs, saw: `no such move; ${mindWords(trace, byMs)}${othersWords(trace)}` }
}

/** No such move is opened within a span. */
export function neverMoved(trace: Trace, expected: Extract<Expectation, { kind: 'never' }>): Finding {
  const found = openedIn(trace).find(
    ({ atMs, move }) =>
      atMs >= expected.afterMs && atMs < expected.beforeMs && isSought(move, expected, trace.drill.policy),
  )
  return found ? { met: false, at: found.atMs, saw: openedWords(found) } : { met: true, saw: 'none' }
}

/** So many moves, no more and no fewer. */
export function movesIn(trace: Trace, { count: wanted }: Extract<Expectation, { kind: 'moves' }>): Finding {
  const opened = openedIn(trace)
  const last = opened.at(-1)
  const saw = opened.length === 0 ? 'none' : `${count(opened.length, 'move')}: ${opened.map(openedWords).join(', ')}`
  return { met: opened.length === wanted, ...(last ? { at: last.atMs } : {}), saw }
}

const openedWords = ({ atMs, move, trigger }: Opened): string =>
  `${describeMove(move)} at ${instant(atMs)}${trigger.kind === 'operator' ? ` by ${trigger.name}` : ''}`

function mindWords(trace: Trace, atMs: number): string {
  const mind = mindAt(trace, atMs)
  return mind ? `at ${instant(atMs)} ${heldWords(mind)}` : 'nobody had judged by then'
}

function othersWords(trace: Trace): string {
  const opened = openedIn(trace)
  return opened.length === 0 ? '' : `; other moves: ${opened.map(openedWords).join(', ')}`
}
