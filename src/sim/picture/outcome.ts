/** What came of it all, in figures: how long users suffered, how fast the controller was, what was lost. */
import type { Outcome as HowItEnded } from '../../model/journal.js'
import { describeMove, type Move } from '../../model/move.js'
import { isMultiActive } from '../drill.js'
import type { Trace } from '../trace.js'
import { leadingMinds } from './minds.js'
import { type Span, spansOf } from './spans.js'
import { bandsOf } from './truth.js'

/** Users are served when so many of their requests are answered rightly; percent. */
export const SERVED_PERCENT = 99

export interface Outcome {
  /** Stretches in which users were not served. */
  readonly outages: readonly Span<{ readonly lowestPercent: number }>[]
  readonly lowestPercent: number
  readonly unservedMs: number
  readonly lostWrites: number
  readonly lostMs: number
  readonly twoWritersMs: number
  readonly moves: readonly Opened[]
  /** Of the first move by itself: instants that part the time until users were served again. */
  readonly segments: readonly Segment[]
}

export interface Opened {
  readonly atMs: number
  readonly incident: string
  readonly move: Move
  readonly words: string
  /** Who asked for it; absent where nobody did. */
  readonly asker?: string
  readonly outcome: HowItEnded | 'open'
  readonly closedMs?: number
}

export interface Segment {
  readonly name: 'notice' | 'decide' | 'carry out' | 'users back' | 'not served'
  readonly fromMs: number
  readonly toMs: number
}

/** Sums a run up. */
export function outcomeOf(trace: Trace): Outcome {
  const outages = outagesOf(trace)
  const last = trace.scenes.at(-1)
  const twice = spansOf(
    trace.scenes.map(({ atMs, writers }) => ({
      atMs,
      value: Object.entries(writers).some(([name, { length }]) => length > 1 && !isMultiActive(trace.drill, name)),
    })),
    trace.endedMs,
    Object.is,
  )
  const moves = movesOf(trace)
  return {
    outages,
    lowestPercent: outages.reduce((least, { value }) => Math.min(least, value.lowestPercent), 100),
    unservedMs: outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    lostWrites: last?.lost.writes ?? 0,
    lostMs: last?.lost.ms ?? 0,
    twoWritersMs: twice.reduce((sum, { fromMs, toMs, value }) => sum + (value ? toMs - fromMs : 0), 0),
    moves,
    segments: segmentsOf(trace, outages, moves),
  }
}

function outagesOf({ endedMs, scenes }: Trace): Outcome['outages'] {
  const outages: { fromMs: number; toMs: number; lowestPercent: number }[] = []
  let isOpen = false
  for (const { atMs, servedPercent } of scenes) {
    const last = outages.at(-1)
    const isBad = servedPercent < SERVED_PERCENT
    if (isOpen && last !== undefined) {
      if (isBad) last.lowestPercent = Math.min(last.lowestPercent, servedPercent)
      else last.toMs = atMs
    } else if (isBad) outages.push({ fromMs: atMs, toMs: Math.max(atMs, endedMs), lowestPercent: servedPercent })
    isOpen = isBad
  }
  return outages.map(({ fromMs, lowestPercent, toMs }) => ({ fromMs, toMs, value: { lowestPercent } }))
}

/** Moves in the order they were opened. */
export const movesOf = ({ entries }: Pick<Trace, 'entries'>): readonly Opened[] =>
  entries.flatMap(({ atMs, entry }) => {
    if (entry.event.kind !== 'incident-opened') return []
    const closed = entries.find(
      (one) => one.entry.incident === entry.incident && one.entry.event.kind === 'incident-closed',
    )
    const outcome = closed?.entry.event.kind === 'incident-closed' ? closed.entry.event.outcome : ('open' as const)
    const { move, trigger } = entry.event
    const asked = trigger.kind === 'operator' ? { asker: trigger.name } : {}
    const opened = { atMs, incident: entry.incident, move, words: describeMove(move), outcome, ...asked }
    return [closed === undefined ? opened : { ...opened, closedMs: closed.atMs }]
  })

/** From trouble to users served again, where a move had a part in it. */
function segmentsOf(trace: Trace, outages: Outcome['outages'], moves: readonly Opened[]): readonly Segment[] {
  const worst = outages.find((outage) => moves.some(({ atMs }) => atMs >= outage.fromMs && atMs <= outage.toMs))
  if (worst === undefined) return []
  const during = moves.filter(({ atMs }) => atMs >= worst.fromMs && atMs <= worst.toMs)
  const last = during.at(-1)
  if (last === undefined) return []
  const begunMs = bandsOf(trace).findLast(({ fromMs }) => fromMs <= worst.fromMs)?.fromMs ?? worst.fromMs
  const judged = leadingMinds(trace).find(
    ({ assessments, atMs }) => atMs >= begunMs && assessments.some(({ measured }) => measured.kind === 'impaired'),
  )
  const acted = trace.entries.findLast(
    ({ atMs, entry }) => entry.incident === last.incident && entry.event.kind === 'step-done' && atMs <= worst.toMs,
  )
  const marks: readonly (readonly [Segment['name'], number | undefined])[] = [
    ['notice', judged?.atMs],
    ['decide', last.atMs],
    ['carry out', acted?.atMs],
    [worst.toMs < trace.endedMs ? 'users back' : 'not served', worst.toMs],
  ]
  let fromMs = Math.min(begunMs, worst.fromMs)
  return marks.flatMap(([name, atMs]) => {
    if (atMs === undefined || atMs <= fromMs) return []
    const segment = { name, fromMs, toMs: atMs }
    fromMs = atMs
    return [segment]
  })
}
