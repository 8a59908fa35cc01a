/**
 * What a set of drills says of the controller's judgement, in a few figures. The ideal of a drill is the latest instant
 * at which, as the drill has it, a good controller has done what is expected; so that time to serve again is told beside
 * what it may be.
 */

import type { CameTrue } from '../report/foretold.js'
import { incidents } from '../report/incident.js'
import type { Expectation } from './drill.js'
import type { Judged } from './expect/judged.js'
import { isSought, openedIn } from './expect/moves.js'
import type { Broken } from './laws/law.js'
import type { Trace } from './trace.js'

/** One drill and what came of it. */
export interface Rehearsed {
  readonly trace: Trace
  readonly expectations: readonly Judged[]
  readonly broken: readonly Broken[]
}

export interface Figures {
  readonly drills: { readonly passed: number; readonly of: number }
  readonly expectations: { readonly met: number; readonly of: number }
  readonly lawsBroken: number
  readonly moves: {
    readonly made: number
    /** By the controller, though no expectation calls for it. */
    readonly needless: number
    /** Expected and never made. */
    readonly missed: number
    /** Expected and made too late. */
    readonly late: number
  }
  readonly lostWrites: number
  /** Of the moves that brought users back: how many took what was foretold of them when their plan was accepted. */
  readonly foretold: { readonly held: number; readonly of: number }
  /** Over the drills that expect users to be served again: from the first drop to served for good, and what is ideal; ms. */
  readonly toServeAgain: { readonly drills: number; readonly medianMs: number; readonly idealMedianMs: number }
}

/** A drill passes when everything expected was met and no law was broken. */
export const hasPassed = ({ broken, expectations }: Rehearsed): boolean =>
  broken.length === 0 && expectations.every(({ met }) => met)

/** The figures of all of them. */
export function figuresOf(all: readonly Rehearsed[]): Figures {
  const expectations = all.flatMap((each) => each.expectations)
  const moves = all.map(({ trace }) => movesOf(trace))
  const times = all.flatMap(({ trace }) => serveAgain(trace) ?? [])
  return {
    drills: { passed: all.filter(hasPassed).length, of: all.length },
    expectations: { met: expectations.filter(({ met }) => met).length, of: expectations.length },
    lawsBroken: sum(all.map(({ broken }) => broken.length)),
    moves: {
      made: sum(moves.map(({ made }) => made)),
      needless: sum(moves.map(({ needless }) => needless)),
      missed: sum(moves.map(({ missed }) => missed)),
      late: sum(moves.map(({ late }) => late)),
    },
    lostWrites: sum(all.map(({ trace }) => trace.scenes.at(-1)?.lost.writes ?? 0)),
    foretold: foretoldOf(all.flatMap(({ trace }) => timesForetold(trace))),
    toServeAgain: {
      drills: times.length,
      medianMs: median(times.map(({ tookMs }) => tookMs)),
      idealMedianMs: median(times.map(({ idealMs }) => idealMs)),
    },
  }
}

/** What came of each forecast of a run whose move was finished. */
export const timesForetold = ({ entries }: Trace): readonly CameTrue[] =>
  incidents(entries.map(({ entry }) => entry)).flatMap(({ foretold }) => foretold?.time?.is ?? [])

const foretoldOf = (came: readonly CameTrue[]): Figures['foretold'] => ({
  held: came.filter((is) => is === 'within').length,
  of: came.length,
})

function movesOf(trace: Trace): Figures['moves'] {
  const { expect, policy } = trace.drill
  const opened = openedIn(trace)
  const wanted = expect.filter((expected) => expected.kind === 'do')
  const isFor = (expected: Extract<Expectation, { kind: 'do' }>, { atMs, move }: (typeof opened)[number]): boolean =>
    atMs >= expected.afterMs && isSought(move, { ...expected, never: expected.do }, policy)
  const firsts = wanted.map((expected) => ({ expected, made: opened.find((move) => isFor(expected, move)) }))
  const uncalled = opened.filter(
    (move) => move.trigger.kind === 'impairment' && !wanted.some((expected) => isFor(expected, move)),
  )
  return {
    made: opened.length,
    needless: uncalled.length,
    missed: firsts.filter(({ made }) => made === undefined).length,
    late: firsts.filter(({ expected, made }) => made !== undefined && made.atMs > expected.byMs).length,
  }
}

/** Fewer served right than this is a drop. */
const SERVED_PERCENT = 95

/** From the first drop until the last is over; a drill that ends in one took until its end. */
export function serveAgain(trace: Trace): { readonly tookMs: number; readonly idealMs: number } | undefined {
  const ideal = trace.drill.expect.find((expected) => expected.kind === 'recovered')
  const { scenes } = trace
  const first = scenes.find(({ servedPercent }) => servedPercent < SERVED_PERCENT)
  if (!ideal || !first) return undefined
  const last = scenes.findLastIndex(({ servedPercent }) => servedPercent < SERVED_PERCENT)
  const overMs = scenes[last + 1]?.atMs ?? trace.endedMs
  return { tookMs: overMs - first.atMs, idealMs: Math.max(0, ideal.byMs - first.atMs) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
