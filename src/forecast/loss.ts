/** What a move may lose: the lag that was seen last, and what it was in the hours that are kept (law 12). */
import type { LossForecast } from '../model/forecast.js'
import { targetOf } from '../model/move.js'
import type { Plan } from '../model/plan.js'
import { type LagHistory, lagOf, type PastLag } from './lags.js'

/** The worst of the databases that `plan` gives a new writer. */
export function lossOf(plan: Plan, lags: LagHistory, now: number): LossForecast {
  const { expectedLossMs, lagAgeMs, move, steps } = plan
  if (move.kind !== 'failover') return { is: 'none', because: `a ${move.kind} loses nothing` }
  const to = targetOf(move)
  const writers = steps.filter(({ end }) => end === 'writer').map(({ action }) => action.resource)
  const all = [...new Set([...writers, ...lags.map(({ resource }) => resource)])]
  const past = all.flatMap((resource) => (to === undefined ? [] : (lagOf(lags, { resource, in: to }, now) ?? [])))
  const nowIs = { ...(expectedLossMs === undefined ? {} : { nowMs: expectedLossMs, nowAgeMs: lagAgeMs ?? 0 }) }
  if (past.length > 0) return { is: 'known', ...nowIs, past: past.reduce(worse) }
  if (expectedLossMs === undefined) return { is: 'unknown', because: 'the lag of the replica was never seen' }
  return lagAgeMs === undefined && writers.length === 0
    ? { is: 'none', because: 'nothing that is written needs a new writer' }
    : { is: 'known', ...nowIs }
}

const worse = (one: PastLag, other: PastLag): PastLag => ({
  p50Ms: Math.max(one.p50Ms, other.p50Ms),
  p90Ms: Math.max(one.p90Ms, other.p90Ms),
  maxMs: Math.max(one.maxMs, other.maxMs),
  samples: Math.min(one.samples, other.samples),
  unknown: Math.max(one.unknown, other.unknown),
  overMs: Math.min(one.overMs, other.overMs),
})
