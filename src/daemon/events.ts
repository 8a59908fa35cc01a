/**
 * What is worth a line: the watch's many words made into few. Health and decisions are told when they change, a hold with
 * its reason again once a minute (law 25), trouble of one kind once a minute. Each event is a line of JSON Lines with
 * `failover watch --json`, and a line of the log.
 */
import type { Ended } from '../controller/carry-out.js'
import type { Tick } from '../controller/tick.js'
import { type Assessment, effective, type Health } from '../model/health.js'
import { type Ask, type Decision, describeMove } from '../model/move.js'
import { nameOf } from '../model/place.js'
import type { Clock } from '../model/world.js'
import { worseIn } from '../rehearse/drift.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import { eventLine } from '../report/event-line.js'
import { type Judged, judgedOf, likenessOf } from './judged.js'
import { isOrder } from './request-document.js'
import type { Watcher } from './watcher.js'

const REPEAT_MS = 60_000

/** `at` is wall time in ms since the epoch; `event` names the kind. */
export type WatchEvent = { readonly at: number } & (
  | { readonly event: 'started'; readonly by: string; readonly epoch: number; readonly url: string }
  | {
      readonly event: 'health'
      readonly of: string
      readonly from?: string
      readonly to: string
      readonly because?: string
    }
  | {
      readonly event: 'decision'
      readonly kind: Decision['kind']
      readonly reason: string
      readonly because: string
      /** A plan stands for it. */
      readonly isPlanned: boolean
      /** Said before, and still so. */
      readonly again: boolean
      /** When it is weighed again. */
      readonly nextInMs: number
    }
  /** The whole judgement, whenever it changes in more than its figures. */
  | ({ readonly event: 'judged' } & Judged)
  | { readonly event: 'request'; readonly id: string; readonly by: string; readonly asks: string }
  | { readonly event: 'acting'; readonly move: string; readonly plan: string; readonly steps: number }
  | {
      readonly event: 'resuming' | 'waiting'
      readonly incident: string
      readonly move: string
      readonly because?: string
      readonly next?: string
      /** When the leader tries it again by itself; without it, a person is waited for. */
      readonly inMs?: number
    }
  | {
      readonly event: 'journal'
      readonly incident: string
      readonly seq: number
      readonly kind: string
      readonly text: string
    }
  | {
      readonly event: 'ended'
      readonly incident: string
      readonly is: Ended['is']
      readonly because: string
      readonly next?: string
    }
  /** `worse` is what got worse since the one before. */
  | ({ readonly event: 'rehearsed'; readonly worse: readonly string[] } & Pick<
      Rehearsal,
      'drill' | 'to' | 'outcome' | 'because'
    >)
  | { readonly event: 'trouble'; readonly doing: string; readonly message: string }
  | { readonly event: 'tick'; readonly tookMs: number }
  | { readonly event: 'stopping' }
  | { readonly event: 'stopped' }
)

/** Turns what a watch tells into events. */
export function eventsFrom(clock: Clock, emit: (event: WatchEvent) => void): Watcher {
  const healths = new Map<string, Health['kind']>()
  const decided = onChange(clock)
  const troubled = new Map<string, ReturnType<typeof onChange>>()
  const says = new Map<string, string>()
  let likeness = ''
  const tell = (event: DistributiveOmit<WatchEvent, 'at'>): void => emit({ at: clock.now(), ...event })
  return {
    onTick: (tick, tookMs, nextInMs) => {
      tell({ event: 'tick', tookMs })
      for (const assessment of tick.situation.assessments) healthChange(assessment, healths, tell)
      const judged = judgedOf(tick)
      if (likeness !== likenessOf(judged)) tell({ event: 'judged', ...judged })
      likeness = likenessOf(judged)
      const word = decisionWord(tick)
      const news = decided(word.key, word.isCalm)
      if (news) tell({ event: 'decision', ...word.said, again: news === 'again', nextInMs })
    },
    onRequest: (asked) => {
      const { by } = isOrder(asked) ? asked.order : asked.request
      const asks = isOrder(asked) ? `${asked.order.does} ${asked.order.incident}` : askLine(asked.request.ask)
      tell({ event: 'request', id: asked.id, by, asks })
    },
    onActing: ({ decision, plan }) => {
      if (decision.kind !== 'act' || !plan) return
      tell({ event: 'acting', move: describeMove(decision.move), plan: plan.hash, steps: plan.steps.length })
    },
    onResuming: (incident, move) => tell({ event: 'resuming', incident, move }),
    onWaiting: (waiting) => tell({ event: 'waiting', ...waiting }),
    onEntry: ({ event, incident, seq }) => {
      if (event.kind === 'plan-accepted') for (const step of event.plan.steps) says.set(step.id, step.says)
      const text = eventLine(event, (step) => says.get(step) ?? step)
      tell({ event: 'journal', incident, seq, kind: event.kind, text })
    },
    onEnded: (ended) => {
      const because = ended.is === 'recovered' ? ended.verification.because : ended.because
      const next = ended.is === 'halted' && ended.next !== undefined ? { next: ended.next } : {}
      tell({ event: 'ended', incident: ended.incident, is: ended.is, because, ...next })
    },
    onRehearsed: (rehearsal) => {
      const { because, drill, outcome, to } = rehearsal
      tell({ event: 'rehearsed', drill, to, outcome, because, worse: worseIn(rehearsal).map(({ says }) => says) })
    },
    onTrouble: (doing, message) => {
      const known = troubled.get(doing) ?? onChange(clock)
      troubled.set(doing, known)
      if (known(message, false)) tell({ event: 'trouble', doing, message })
    },
  }
}

function askLine(ask: Ask): string {
  switch (ask.kind) {
    case 'move-to':
      return `${ask.planned ? 'a switchover' : 'a failover'} to ${ask.to === 'auto' ? 'the best standby' : ask.to}`
    case 'evacuate':
      return `to leave ${ask.zone}`
    case 'back':
      return 'to return home'
    case 'freeze':
      return `to freeze ${ask.region}`
    case 'thaw':
      return `to thaw ${ask.region ?? 'what is frozen'}`
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never

function healthChange(
  { forced, measured, of, tallies, ...rest }: Assessment,
  healths: Map<string, Health['kind']>,
  tell: (event: DistributiveOmit<WatchEvent, 'at'>) => void,
): void {
  const name = nameOf(of)
  const to = effective({ of, measured, tallies, ...(forced ? { forced } : {}), ...rest })
  const from = healths.get(name)
  healths.set(name, to)
  // What is healthy at the first look is no news.
  if (from === to || (from === undefined && to === 'healthy')) return
  const because = forced?.because ?? tallies.find((tally) => tally.because !== undefined)?.because
  tell({ event: 'health', of: name, to, ...(from ? { from } : {}), ...(because === undefined ? {} : { because }) })
}

/** A decision's key leaves out its figures, which change with every look. */
function decisionWord({ decision, objections, plan }: Tick) {
  const { because, kind } = decision
  if (decision.kind === 'hold') {
    const { reason } = decision
    return { key: reason, isCalm: reason === 'steady', said: { kind, reason, because, isPlanned: false } }
  }
  const move = describeMove(decision.move)
  const why = (objections ?? []).map(({ detail }) => detail).join('; ')
  const said = {
    kind,
    reason: move,
    isPlanned: plan !== undefined,
    because: plan ? because : `${because}; no plan stands: ${why}`,
  }
  return { key: `${move} ${plan ? 'planned' : 'unplanned'}`, isCalm: false, said }
}

/** `new` when `key` is not the one of before, `again` when it is and a minute has passed, unless it `isCalm`. */
function onChange(clock: Clock): (key: string, isCalm: boolean) => 'new' | 'again' | undefined {
  let before: string | undefined
  let saidMs = Number.NEGATIVE_INFINITY
  return (key, isCalm) => {
    const news = key !== before ? 'new' : !isCalm && clock.monotonic() - saidMs >= REPEAT_MS ? 'again' : undefined
    before = key
    if (news) saidMs = clock.monotonic()
    return news
  }
}
