/**
 * The votes on one signal of one subject. One vantage has one vote: its newest check. A vantage that cannot see
 * (`unknown`) or lies inside the suspected region has none (laws 1, 2). A signal passes or fails only by a quorum; where
 * both sides reach it the majority rules, and a tie is unknown.
 */
import type { Check, SignalTally, Verdict } from '../model/health.js'
import { regionOf, type Subject } from '../model/place.js'

export type RoundVerdict = 'pass' | 'fail' | 'unknown'

/** One check for each vantage that has a vote, oldest first. */
function votes(checks: readonly Check[], of: Subject): readonly Check[] {
  const inside = String(regionOf(of))
  const newest = new Map<string, Check>()
  const cast = checks.filter(({ from }) => from !== inside).sort(inTime)
  for (const check of cast) newest.set(check.from, check)
  return newest.size === cast.length ? cast : [...newest.values()].sort(inTime)
}

/** Two answers of one vantage at the same instant contradict each other: the more doubtful one is its vote. */
const DOUBT = { pass: 0, fail: 1, unknown: 2 } as const
const inTime = (a: Check, b: Check): number =>
  a.at - b.at || DOUBT[a.verdict.is] - DOUBT[b.verdict.is] || compare(a.from, b.from) || compare(text(a), text(b))
const text = ({ verdict }: Check): string => JSON.stringify(verdict)
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** What the votes say of one signal. Instants in ms since the epoch. */
export interface Count {
  readonly is: RoundVerdict
  readonly tally: SignalTally
  /** Whether anything that led to it was not given before: a report read twice is not two samples. */
  readonly isNew: boolean
  readonly quorumAt?: number
  readonly failedAt?: number
  /** The newest check that got an answer: passes count by a quorum, as one vantage may be mistaken. */
  readonly answeredAt?: number
}

/** Counts the votes on `signal` of `of`; `checks` are all those made of it this round, in any order. */
export function countSignal(signal: string, checks: readonly Check[], of: Subject, quorum: number): Count {
  const cast = votes(checks, of)
  const passed = cast.filter(({ verdict }) => verdict.is === 'pass')
  const failed = cast.filter(({ verdict }) => verdict.is === 'fail')
  const is = winner(passed.length, failed.length, quorum)
  const tally = tallyOf(signal, cast)
  const answered = [...(passed.length >= quorum ? passed : []), ...failed.filter(isAnswer)]
  const heard = answered.length > 0 ? { answeredAt: Math.max(...answered.map(({ at }) => at)) } : {}
  if (is === 'unknown') return { is, tally, isNew: false, ...heard }
  const winners = is === 'pass' ? passed : failed
  const instants = winners.map(({ at }) => at)
  const isNew = winners.some(({ again }) => !again)
  return {
    is,
    tally,
    isNew,
    ...heard,
    quorumAt: Math.max(...instants),
    ...(is === 'fail' ? { failedAt: Math.min(...instants) } : {}),
  }
}

const isAnswer = ({ verdict }: Check): boolean => verdict.is === 'fail' && verdict.mode !== 'silent'

function winner(passes: number, fails: number, quorum: number): RoundVerdict {
  if (Math.max(passes, fails) < quorum || passes === fails) return 'unknown'
  return passes > fails ? 'pass' : 'fail'
}

const isFail = (verdict: Verdict): verdict is Extract<Verdict, { is: 'fail' }> => verdict.is === 'fail'

function tallyOf(signal: string, checks: readonly Check[]): SignalTally {
  const verdicts = checks.map(({ verdict }) => verdict)
  const counted = (is: RoundVerdict): number => verdicts.filter((verdict) => verdict.is === is).length
  const failing = verdicts.find((verdict) => verdict.is === 'fail')
  const blind = verdicts.find((verdict) => verdict.is === 'unknown')
  const because = checks.length === 0 ? 'nobody with a vote reported it' : (failing?.because ?? blind?.because)
  return {
    signal,
    pass: counted('pass'),
    fail: counted('fail'),
    unknown: counted('unknown'),
    ...(because === undefined ? {} : { because }),
    modes: failing ? [...new Set(verdicts.filter(isFail).map(({ mode }) => mode))] : [],
  }
}
