/**
 * What comes before the first step: from the first bad sample until it counts as impaired, and until the move is decided.
 * Both follow from the policy. Samples are counted one look after another, quick ones first; a guard that waits lets go
 * when its time is over, counted from the first bad sample, so that the two overlap.
 */
import { isAside, type Move } from '../model/move.js'
import { formatMs } from '../model/units.js'
import type { Policy } from '../policy/policy.js'
import { evenly, type Quantile } from './span.js'

/** Both from the start. A move that began already has what is known of it. */
export interface Before {
  readonly noticed: Quantile
  readonly decided: (noticedMs: number, u: number) => number
  /** A person gives the order, and the time counts from there. */
  readonly isOrdered?: true
  readonly says: { readonly noticed: string; readonly decided: string }
}

/** What is known of a move that was decided: how long after the first bad sample; nothing where a person ordered it. */
export interface Begun {
  readonly noticedMs?: number
  readonly decidedMs: number
}

/** From the look that ends a wait to the first step: the plan and the journal, as fast as the world is that is looked at so often. */
const decides = ({ everyMs }: Policy['observe']): Quantile => evenly(50, Math.min(3_000, everyMs / 3))
/** A look that is answered; one that is not takes the signal's whole time. */
const ANSWERED: Quantile = evenly(20, 500)

/** What was waited for and is over. */
export function begun({ decidedMs, noticedMs }: Begun): Before {
  const atMs = noticedMs ?? decidedMs
  const isOrder = decidedMs === 0
  return {
    noticed: () => Math.min(atMs, decidedMs),
    decided: () => decidedMs,
    ...(isOrder ? { isOrdered: true as const } : {}),
    says: isOrder
      ? { noticed: ORDERED, decided: ORDERED }
      : { noticed: 'so it came about', decided: 'so it came about' },
  }
}

const ORDERED = 'a person gives the order, and the time counts from there'

/** Whether the controller makes such a move by itself; else the time before a person orders it is nobody's to foretell. */
export const goesByItself = ({ kind }: Move, { decide }: Policy): boolean => decide.automatic.includes(kind)

/** What a region, or a zone, that fails at once is met with; `silent` when nothing answers there. */
export function foreseen(move: Move, policy: Policy, silent: boolean): Before {
  if (!goesByItself(move, policy)) return begun({ decidedMs: 0 })
  const { assess, observe } = policy
  const timeoutMs = Math.max(0, ...observe.signals.map((signal) => signal.timeoutMs))
  const looks = Math.max(0, assess.impairedAfter - 1)
  const quick = Math.min(looks, observe.confirm.times)
  const swing = observe.jitterPercent / 100
  const whole = evenly(observe.everyMs * (1 - swing), observe.everyMs * (1 + swing))
  const look: Quantile = silent ? () => timeoutMs : ANSWERED
  const waitMs = waitOf(move, policy, silent)
  const deciding = decides(observe)
  return {
    noticed: (u) => quick * (observe.confirm.everyMs + look(u)) + (looks - quick) * (whole(u) + look(u)),
    decided: (noticedMs, u) => Math.max(noticedMs, waitMs === 0 ? 0 : waitMs + look(u)) + deciding(u),
    says: {
      noticed: `${assess.impairedAfter} bad samples in a row, a look every ${formatMs(observe.everyMs)}${quick > 0 ? `, ${quick} of them at once` : ''}`,
      decided:
        waitMs === 0 ? 'nothing is waited for' : `${silent ? 'silence' : 'trouble'} must last ${formatMs(waitMs)}`,
    },
  }
}

/** How long trouble must have lasted before `move` is made; ms. */
export function waitOf(move: Move, { decide: { guards } }: Policy, silent: boolean): number {
  if (isAside(move)) return 0
  const isPartition = silent && move.kind === 'failover'
  return Math.max(guards.disturbanceMs, isPartition ? guards.partitionMs : 0)
}
