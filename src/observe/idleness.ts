/**
 * Is it news that a held connection closed? A process that died closes its connections at once, seconds before the next
 * look would find out. But servers also close idle connections by a timer of their own, and that must wake nobody.
 *
 *   closes after an answer that was a failure                        | no news: it is in doubt already
 *   closes when the server said it would (`keep-alive: timeout=`)     | no news
 *   closes before that, or with nothing said                         | news, once until the next look
 *   the look after the news passed                                   | a false alarm: this server has a timer; from that
 *                                                                    |   age on its closing is no news
 *   a connection was held beyond that age                            | there is no such timer; forget it
 */

/** Timers on both sides may disagree by so much. */
const SLACK_MS = 500

export class Idleness {
  #passed = false
  #announcedMs: number | undefined
  #learnedMs = Number.POSITIVE_INFINITY
  #alarmedAtMs: number | undefined

  /** An answer came, with how long the server said it keeps the connection. */
  answered(passed: boolean, announcedMs: number | undefined): void {
    if (passed && this.#alarmedAtMs !== undefined) this.#learnedMs = Math.min(this.#learnedMs, this.#alarmedAtMs)
    this.#alarmedAtMs = undefined
    this.#passed = passed
    this.#announcedMs = announcedMs
  }

  /** A connection that was idle for so long still answers. */
  reused(idleMs: number): void {
    if (idleMs > this.#learnedMs) this.#learnedMs = Number.POSITIVE_INFINITY
  }

  /** A connection closed that was idle for so long: whether that is news. */
  isNews(idleMs: number): boolean {
    const expectedMs = Math.min(this.#announcedMs ?? Number.POSITIVE_INFINITY, this.#learnedMs)
    if (!this.#passed || idleMs >= expectedMs - SLACK_MS) return false
    this.#alarmedAtMs = idleMs
    return true
  }
}
