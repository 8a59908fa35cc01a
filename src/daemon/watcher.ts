/** What a watch tells of itself, for whoever shows it: log lines, events, dashboard, metrics. */
import type { Ended } from '../controller/carry-out.js'
import type { Tick } from '../controller/tick.js'
import type { Observation } from '../model/health.js'
import type { JournalEntry } from '../model/journal.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import type { Asked } from './request-document.js'

/** An open incident that halted, and why: the watcher leaves it to a person, or tries it again after `inMs`. */
export interface Waiting {
  readonly incident: string
  readonly move: string
  readonly because: string
  readonly next: string
  readonly inMs?: number
}

export interface Watcher {
  /** What was seen by one observer in one look. */
  onSeen?(observations: readonly Observation[]): void
  /** One round of judgement, how long it took, and when the next look is due. */
  onTick?(tick: Tick, tookMs: number, nextInMs: number): void
  onRequest?(asked: Asked): void
  onActing?(tick: Tick): void
  /** An incident that was cut off, or halted for what passes, is taken up again. */
  onResuming?(incident: string, move: string): void
  onWaiting?(waiting: Waiting): void
  /** An entry this watcher wrote to the journal. */
  onEntry?(entry: JournalEntry): void
  onEnded?(ended: Ended): void
  /** A rehearsal that was due was made and is kept. */
  onRehearsed?(rehearsal: Rehearsal): void
  onTrouble?(doing: string, message: string): void
}

/**
 * Several as one. What one of them throws is told to `onError` and stops neither the others nor the watch: the switch
 * works without the dashboard (law 19).
 */
export function together(watchers: readonly Watcher[], onError: (thrown: unknown) => void): Required<Watcher> {
  const each = (tell: (watcher: Watcher) => void): void => {
    for (const watcher of watchers) {
      try {
        tell(watcher)
      } catch (thrown) {
        onError(thrown)
      }
    }
  }
  return {
    onSeen: (observations) => each((watcher) => watcher.onSeen?.(observations)),
    onTick: (tick, tookMs, nextInMs) => each((watcher) => watcher.onTick?.(tick, tookMs, nextInMs)),
    onRequest: (asked) => each((watcher) => watcher.onRequest?.(asked)),
    onActing: (tick) => each((watcher) => watcher.onActing?.(tick)),
    onResuming: (incident, move) => each((watcher) => watcher.onResuming?.(incident, move)),
    onWaiting: (waiting) => each((watcher) => watcher.onWaiting?.(waiting)),
    onEntry: (entry) => each((watcher) => watcher.onEntry?.(entry)),
    onEnded: (ended) => each((watcher) => watcher.onEnded?.(ended)),
    onRehearsed: (rehearsal) => each((watcher) => watcher.onRehearsed?.(rehearsal)),
    onTrouble: (doing, message) => each((watcher) => watcher.onTrouble?.(doing, message)),
  }
}
