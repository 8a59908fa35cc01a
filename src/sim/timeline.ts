/**
 * Virtual time: what waits, in the order in which it is due. Of two due at one instant the one that began to wait first
 * goes first, so that a run is the same each time. What was given up stays in the heap, marked, until it comes to the top.
 */
/** The cloud, in which something then happens by itself; or a process, which merely wakes. */
type Whose = 'cloud' | 'process'

interface Waiting {
  readonly dueMs: number
  readonly whose: Whose
  readonly turn: number
  run: (() => void) | undefined
}

/** Gives up waiting. */
export type Cancel = () => void

/** What waits, and how far time has come. */
export class Timeline {
  #elapsedMs = 0
  #turn = 0
  readonly #heap: Waiting[] = []

  /** ms from minute 0. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** Runs `run` once it is `dueMs`. */
  at(dueMs: number, run: () => void, whose: Whose = 'cloud'): Cancel {
    const waiting: Waiting = { dueMs: Math.max(dueMs, this.#elapsedMs), whose, turn: this.#turn++, run }
    this.#push(waiting)
    return () => {
      waiting.run = undefined
    }
  }

  /** When the next is due; absent when nothing waits. */
  nextMs(): number | undefined {
    for (;;) {
      const top = this.#heap[0]
      if (!top || top.run) return top?.dueMs
      this.#pop()
    }
  }

  /** When something next happens in the cloud by itself; absent when nothing will. */
  nextInCloudMs(): number | undefined {
    const due = this.#heap.flatMap(({ dueMs, run, whose }) => (run && whose === 'cloud' ? [dueMs] : []))
    return due.length > 0 ? Math.min(...due) : undefined
  }

  /** Moves on to `ms`, running what is due by then, each at its own instant. */
  advanceTo(ms: number): void {
    for (;;) {
      const next = this.nextMs()
      if (next === undefined || next > ms) break
      this.#elapsedMs = Math.max(this.#elapsedMs, next)
      const due = this.#pop()
      due?.run?.()
    }
    this.#elapsedMs = Math.max(this.#elapsedMs, ms)
  }

  #push(waiting: Waiting): void {
    const heap = this.#heap
    let index = heap.push(waiting) - 1
    while (index > 0) {
      const up = (index - 1) >> 1
      const parent = heap[up]
      if (!parent || isSooner(parent, waiting)) break
      heap[index] = parent
      index = up
    }
    heap[index] = waiting
  }

  #pop(): Waiting | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (!last || heap.length === 0) return top
    let index = 0
    for (;;) {
      const left = heap[2 * index + 1]
      if (!left) break
      const right = heap[2 * index + 2]
      const isRight = right !== undefined && isSooner(right, left)
      const child = isRight ? right : left
      if (isSooner(last, child)) break
      heap[index] = child
      index = 2 * index + (isRight ? 2 : 1)
    }
    heap[index] = last
    return top
  }
}

const isSooner = (a: Waiting, b: Waiting): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.turn < b.turn)
