/** One target being asked once: its deadline, its latency, and the verdict that comes of both. */
import type { Check, Verdict } from '../model/health.js'
import { formatMs } from '../model/units.js'
import type { Clock } from '../model/world.js'
import type { Line, Outcome } from './line.js'
import type { Pulse } from './pulse.js'
import type { Target } from './targets.js'

/** A prober that was held up for more than this share of a target's time cannot say that the target was late. */
const STALL_SHARE = 0.5

export interface AskingParts {
  readonly target: Target
  readonly line: Line
  readonly clock: Clock
  readonly pulse: Pulse
  /** The look ends then at the latest; monotonic ms. */
  readonly lookEndsAt: number
}

export class Asking {
  /** Monotonic ms: when it must have ended. */
  readonly endsAt: number
  readonly #parts: AskingParts
  readonly #startedAt: number
  readonly #stalledBefore: number
  #heard: ((check: Check) => void)[] = []
  #check: Check | undefined

  constructor(parts: AskingParts) {
    this.#parts = parts
    this.#startedAt = parts.clock.monotonic()
    this.#stalledBefore = parts.pulse.stalledMs(this.#startedAt)
    this.endsAt = Math.min(this.#startedAt + parts.target.timeoutMs, parts.lookEndsAt)
  }

  get isOver(): boolean {
    return this.#check !== undefined
  }

  begin(): void {
    this.#parts.line.ask((outcome) => this.#settle(this.#answered(outcome)))
  }

  /** Calls `hear` once with the check, at once where there is one. */
  onEnd(hear: (check: Check) => void): void {
    if (this.#check) hear(this.#check)
    else this.#heard.push(hear)
  }

  /** Ends it when its time is over. */
  expire(now: number): void {
    if (!this.isOver && now >= this.endsAt) this.#settle(this.#missed(now))
  }

  /** Ends it unanswered. */
  cancel(because: string): void {
    if (!this.isOver) this.#settle({ is: 'unknown', because })
  }

  #answered(outcome: Outcome): Verdict {
    const now = this.#parts.clock.monotonic()
    const latencyMs = now - this.#startedAt
    const { timeoutMs } = this.#parts.target
    if (outcome.is !== 'pass') return outcome
    if (latencyMs <= timeoutMs) return { is: 'pass', latencyMs }
    const late = `answered after ${formatMs(latencyMs)}, allowed ${formatMs(timeoutMs)}`
    return this.#heldUp(now, late) ?? { is: 'fail', mode: 'slow', because: late }
  }

  #missed(now: number): Verdict {
    const { line, target } = this.#parts
    const outcome = line.giveUp()
    const after = `within ${formatMs(target.timeoutMs)}`
    const because = `${outcome.because} ${after}`
    if (now < this.#startedAt + target.timeoutMs) {
      return {
        is: 'unknown',
        because: `${outcome.because}, and the look ended before its ${formatMs(target.timeoutMs)}`,
      }
    }
    return this.#heldUp(now, because) ?? { ...outcome, because }
  }

  #heldUp(now: number, what: string): Verdict | undefined {
    const stalledMs = this.#parts.pulse.stalledMs(now) - this.#stalledBefore
    if (stalledMs < this.#parts.target.timeoutMs * STALL_SHARE) return undefined
    return { is: 'unknown', because: `this monitor itself was held up for ${formatMs(stalledMs)} (${what})` }
  }

  #settle(verdict: Verdict): void {
    if (this.#check) return
    const { from, of, signal } = this.#parts.target
    this.#check = { kind: 'check', at: this.#parts.clock.now(), from, of, signal, verdict }
    for (const hear of this.#heard) hear(this.#check)
    this.#heard = []
  }
}
