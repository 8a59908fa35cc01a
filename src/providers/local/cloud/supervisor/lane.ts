/** One thing after another: what is asked for while something runs waits its turn. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs `work` once everything before it is over, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => {})
    return mine
  }
}
