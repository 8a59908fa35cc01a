/** Writes down what a run leaves behind: scenes when they differ from the one before, and more of them while things flow. */
import type { Cloud } from './cloud.js'
import { likenessOfScene, sceneOf } from './scene.js'
import type { SharedStore } from './sim-store.js'
import type { Answered, Trace } from './trace.js'

/**
 * Scenes come so often after a change, and the rarer the longer nothing changed: up to ms after it, every so many ms. What
 * flows runs straight for longer and longer (the table of users who stay), so that nothing is lost in between.
 */
const PACE: readonly (readonly [number, number])[] = [
  [3 * 60_000, 10_000],
  [15 * 60_000, 30_000],
  [2 * 3_600_000, 120_000],
  [Number.POSITIVE_INFINITY, 600_000],
]

type Mutable<T> = T extends readonly (infer Each)[] ? Each[] : never

/** The record of one run. */
export class Recorder {
  readonly happened: Mutable<Trace['happened']> = []
  readonly minds: Mutable<Trace['minds']> = []
  readonly calls: Mutable<Trace['calls']> = []
  readonly answers: Answered[] = []
  readonly #scenes: Mutable<Trace['scenes']> = []
  #lastLikeness = ''
  readonly #cloud: Cloud
  readonly #store: SharedStore
  #waiting: { readonly dueMs: number; readonly cancel: () => void } | undefined

  constructor(cloud: Cloud, store: SharedStore) {
    this.#cloud = cloud
    this.#store = store
  }

  begin(): void {
    this.#cloud.onChange(() => this.#look())
    this.#look()
  }

  trace(startedAt: number): Trace {
    this.#cloud.flow()
    this.#keep()
    return {
      ...{ drill: this.#cloud.drill, startedAt, endedMs: this.#cloud.nowMs },
      ...{ entries: [...this.#store.entries], leases: [...this.#store.leases], minds: [...this.minds] },
      ...{ scenes: [...this.#scenes], calls: [...this.calls], happened: [...this.happened] },
      answers: [...this.answers],
    }
  }

  #look(): void {
    this.#keep()
    if (!this.#cloud.isFlowing) return
    const { changedMs, nowMs, timeline } = this.#cloud
    const [, everyMs] = PACE.find(([upToMs]) => nowMs - changedMs < upToMs) ?? [0, 60_000]
    const dueMs = nowMs + everyMs
    // A change makes those of a slower pace come sooner.
    if (this.#waiting && this.#waiting.dueMs <= dueMs) return
    this.#waiting?.cancel()
    const again = (): void => {
      this.#waiting = undefined
      this.#cloud.flow()
      this.#look()
    }
    this.#waiting = { dueMs, cancel: timeline.at(dueMs, again, 'process') }
  }

  /** Of several changes at one instant the last is what counts. */
  #keep(): void {
    const scene = sceneOf(this.#cloud)
    const likeness = likenessOfScene(scene)
    if (likeness === this.#lastLikeness) return
    if (this.#scenes.at(-1)?.atMs === scene.atMs) this.#scenes.pop()
    this.#scenes.push(scene)
    this.#lastLikeness = likeness
  }
}
