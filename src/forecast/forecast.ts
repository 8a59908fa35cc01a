/**
 * How long a move will take, and what it may lose, from its plan: the parts of the recovery time as they are measured
 * afterwards, from the first bad sample to users served.
 *
 * A step takes what it took in this app's own journal, and while that is little what its driver expects, within the range
 * that is published for it. Steps that wait for each other add up; those side by side take as long as the slowest. It is
 * foretold of a run in which no step fails: what halts waits for a person, whose time nobody can foretell.
 */
import type { Forecast, SegmentForecast, SegmentName, Span, StepForecast } from '../model/forecast.js'
import type { JournalEntry } from '../model/journal.js'
import { isAside } from '../model/move.js'
import type { Plan, Step } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import { expectedOf } from '../plan/graph.js'
import type { Policy } from '../policy/policy.js'
import { type Before, type Begun, begun, foreseen, goesByItself, waitOf } from './before.js'
import type { LagHistory } from './lags.js'
import { lossOf } from './loss.js'
import { earlierFollowings, earlierOf, type PastRuns, pastRuns } from './past-runs.js'
import { publishedFor, UNSAID } from './published.js'
import { around, evenly, learned, type Quantile, quantiles, spanOf } from './span.js'

export interface Grounds {
  readonly plan: Plan
  readonly policy: Policy
  /** The whole journal of the app. */
  readonly entries: readonly JournalEntry[]
  readonly lags: LagHistory
  readonly now: number
  /** Of a move that was decided; without it, of one on a day to come. */
  readonly begun?: Begun
}

/** The forecast of one plan; the same grounds give the same forecast. */
export function forecast(grounds: Grounds): Forecast {
  const { entries, lags, now, plan, policy } = grounds
  const past = pastRuns(entries)
  const steps = plan.steps.map((step) => ({ step, ...durationOf(step, plan, policy, past) }))
  const following = followingOf(plan, past)
  const parts: Parts = { plan, steps, following: following.takes }
  const before = grounds.begun ? begun(grounds.begun) : foreseen(plan.move, policy, false)
  const says: { readonly [name in SegmentName]: string } = {
    ...before.says,
    executed: basisOf(steps.map(({ own }) => own)),
    converged: following.basis,
  }
  const segments = SEGMENT_ENDS.map(
    ([name, from, to]): SegmentForecast => ({
      ...{ name, basis: says[name] },
      ...spanOf((u) => {
        const ends = drawn(parts, before, u)
        return ends[to] - ends[from]
      }),
    }),
  )
  return {
    plan: plan.hash,
    countsFrom: before.isOrdered ? 'order' : 'first-bad-sample',
    total: totalOf(parts, before),
    ...silence(grounds, parts),
    segments,
    steps: steps.map(({ basis, own, source, step, takes }): StepForecast => {
      return { step: step.id, ...quantiles(takes), own, basis, ...(source === undefined ? {} : { source }) }
    }),
    loss: lossOf(plan, lags, now),
  }
}

interface Duration {
  readonly takes: Quantile
  readonly own: number
  readonly basis: string
  readonly source?: string
}

interface Parts {
  readonly plan: Plan
  readonly steps: readonly (Duration & { readonly step: Step })[]
  readonly following: Quantile
}

function durationOf(step: Step, plan: Plan, { plan: { resources } }: Policy, past: PastRuns): Duration {
  const type = resources.find(({ name }) => name === step.action.resource)?.type ?? ''
  const published = publishedFor(step, type)
  const settleMs = step.proof?.settleMs ?? 0
  const range = around(step.expectedMs, published?.low ?? UNSAID.low, published?.high ?? UNSAID.high)
  const asks = mayWaitInVain(step, plan) ? inVain(range, step.deadlineMs) : range
  const own = earlierOf(step, past)
  const basis = published?.says ?? `about ${formatMs(expectedOf(step))}, as its driver has it`
  return {
    takes: learned(own, (u) => settleMs + asks(u)),
    own: own.length,
    basis,
    ...(published ? { source: published.source } : {}),
  }
}

/** What is asked of a region that is lost, and done without, may cost its whole deadline. */
const mayWaitInVain = ({ end, onFailure }: Step, { move }: Plan): boolean =>
  move.kind === 'failover' && onFailure === 'carry-on' && (end === 'fenced' || end === 'caught-up')

/** Half of the time. */
const inVain =
  (asks: Quantile, deadlineMs: number): Quantile =>
  (u) =>
    u < 0.5 ? Math.min(deadlineMs, asks(u * 2)) : deadlineMs

/** How long users take to be seen served once the last step holds. */
function followingOf(plan: Plan, past: PastRuns): { readonly takes: Quantile; readonly basis: string } {
  if (isAside(plan.move)) return { takes: () => 0, basis: 'nobody is moved' }
  const turns = plan.steps.flatMap(({ follow }) => follow ?? [])
  const slowest = turns.reduce((a, b) => (b.turnsMs + b.keepsMs > a.turnsMs + a.keepsMs ? b : a), NO_TURN)
  const answer = around(slowest.turnsMs, 0.7, 1.4)
  const isWaited = slowest.turnsMs + slowest.keepsMs > 0
  const own = earlierFollowings(plan, past)
  const words = [
    ...(slowest.turnsMs > 0 ? [`names answer so after ${formatMs(slowest.turnsMs)}`] : []),
    ...(slowest.keepsMs > 0 ? [`an answer is kept for ${formatMs(slowest.keepsMs)}`] : []),
  ]
  return {
    // The last of those who honour an answer's life counts, and it is seen a glance or three later.
    takes: learned(own, (u) => answer(u) + slowest.keepsMs + (isWaited ? SEEN_MS : AT_ONCE_MS)(u)),
    basis: [...words, ...(own.length > 0 ? [`${own.length} earlier`] : [])].join(', ') || 'as soon as it is looked at',
  }
}

const NO_TURN = { turnsMs: 0, keepsMs: 0 } as const
/** Glances are up to a second apart, and take a moment each; the first is good where nothing is waited for. */
const SEEN_MS = evenly(50, 1_500)
const AT_ONCE_MS = evenly(20, 500)

/** When each part ends, ms from the start, in one draw. */
interface Ends {
  readonly start: number
  readonly noticed: number
  readonly decided: number
  readonly executed: number
  readonly converged: number
}

const SEGMENT_ENDS = [
  ['noticed', 'start', 'noticed'],
  ['decided', 'noticed', 'decided'],
  ['executed', 'decided', 'executed'],
  ['converged', 'executed', 'converged'],
] as const

function drawn({ following, steps }: Parts, before: Before, u: (dimension: number) => number): Ends {
  const noticed = before.noticed(u(0))
  const decided = before.decided(noticed, u(1))
  const finish = new Map<string, number>()
  let executed = decided
  steps.forEach(({ step: { after, id }, takes }, index) => {
    const from = Math.max(decided, ...after.map((each) => finish.get(each) ?? decided))
    const until = from + takes(u(3 + index))
    finish.set(id, until)
    executed = Math.max(executed, until)
  })
  return { start: 0, noticed, decided, executed, converged: executed + following(u(2)) }
}

const totalOf = (parts: Parts, before: Before): Span => spanOf((u) => drawn(parts, before, u).converged)

/** A region that is silent may be cut off and well, and is waited for. */
function silence({ begun: decided, plan: { move }, policy }: Grounds, parts: Parts): Pick<Forecast, 'ifSilent'> {
  const isLonger = waitOf(move, policy, true) > waitOf(move, policy, false)
  if (decided || !isLonger || !goesByItself(move, policy)) return {}
  return { ifSilent: totalOf(parts, foreseen(move, policy, true)) }
}

function basisOf(own: readonly number[]): string {
  const known = own.filter((runs) => runs > 0).length
  if (own.length === 0) return 'there is nothing to do'
  return known === 0
    ? 'no step has run before: by what is published, and by what drivers expect'
    : `${known} of ${own.length} steps by earlier runs of this app`
}
