/**
 * A watch as an observer. It asks at its own pace and never in a burst, so that our call rate does not rise when
 * something fails (law 23); between two asks it says again what it knows, marked so, since a report read twice is one
 * sample. Each check carries the time at which it was reported.
 */
import { isOverWithin } from '../../../model/deadline.js'
import { asOperatingError } from '../../../model/error.js'
import type { Check, Observation, Verdict } from '../../../model/health.js'
import { nameOf, vantage } from '../../../model/place.js'
import type { Clock, Look, Observer } from '../../../model/world.js'
import { type Told, unseen, type Watch, type Word } from './watch.js'

/** The provider's voice; the name of no region, so that it has a vote on every one. */
const FROM = vantage('aws')
/** A look keeps so much of its time for handing over. */
const LAST_MS = 100

interface Known extends Told {
  readonly at: number
  readonly tookMs: number
}

/** The observer of one signal; `load` gives its watch when it first looks. */
export const watchObserver = (signal: string, load: () => Promise<Watch>, clock: Clock): Observer =>
  new WatchObserver(signal, load, clock)

class WatchObserver implements Observer {
  readonly name: string
  readonly #signal: string
  readonly #load: () => Promise<Watch>
  readonly #clock: Clock
  readonly #stop = new AbortController()
  /** When what is known of a subject was reported that was given last. */
  readonly #given = new Map<string, number>()
  #watch: Promise<Watch> | undefined
  #known: readonly Known[] = []
  #askedAt = Number.NEGATIVE_INFINITY
  #underWay: Promise<void> | undefined

  constructor(signal: string, load: () => Promise<Watch>, clock: Clock) {
    this.name = `watch ${signal}`
    this.#signal = signal
    this.#load = load
    this.#clock = clock
  }

  async look({ deadlineMs, only }: Look): Promise<readonly Observation[]> {
    this.#watch ??= this.#load()
    const watch = await this.#watch
    if (!only) await this.#refresh(watch, deadlineMs - LAST_MS)
    const known = this.#known.length > 0 ? this.#known : this.#nothingYet(watch)
    return known.filter(({ of }) => !only || only(of)).map((told) => this.#checkOf(told))
  }

  async close(): Promise<void> {
    this.#stop.abort()
  }

  /** Asks where that is due, and waits for the answer as long as the look may. */
  async #refresh(watch: Watch, waitMs: number): Promise<void> {
    const now = this.#clock.monotonic()
    if (!this.#underWay && now - this.#askedAt >= watch.everyMs) {
      this.#askedAt = now
      this.#underWay = this.#ask(watch).finally(() => {
        this.#underWay = undefined
      })
    }
    if (this.#underWay) await isOverWithin(this.#clock, waitMs, this.#underWay)
  }

  async #ask(watch: Watch): Promise<void> {
    const began = this.#clock.monotonic()
    const told = await this.#answer(watch)
    const [at, tookMs] = [this.#clock.now(), this.#clock.monotonic() - began]
    if (!this.#stop.signal.aborted) this.#known = told.map((entry) => ({ at, ...entry, tookMs }))
  }

  async #answer(watch: Watch): Promise<readonly Told[]> {
    try {
      return await watch.ask(this.#stop.signal)
    } catch (thrown) {
      const { message } = asOperatingError(thrown, this.name)
      return watch.speaksOf.map((of) => ({ of, word: unseen(message) }))
    }
  }

  #nothingYet({ speaksOf }: Watch): readonly Known[] {
    const word = unseen('AWS has not answered yet')
    return speaksOf.map((of) => ({ of, word, at: this.#clock.now(), tookMs: 0 }))
  }

  #checkOf({ at, of, tookMs, word }: Known): Check {
    const name = nameOf(of)
    const isAgain = word.is !== 'unknown' && this.#given.get(name) === at
    this.#given.set(name, at)
    const check = { kind: 'check', at, from: FROM, of, signal: this.#signal, verdict: verdictOf(word, tookMs) } as const
    return isAgain ? { ...check, again: true } : check
  }
}

function verdictOf(word: Word, latencyMs: number): Verdict {
  if (word.is === 'pass') return { is: 'pass', latencyMs }
  if (word.is === 'unknown') return word
  return { is: 'fail', because: word.because, mode: word.mode ?? 'wrong-answer' }
}
