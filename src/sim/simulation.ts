/**
 * What `simulate` gives: worlds on a virtual clock, one for each controller's host, over one cloud and one store. It does
 * nothing by itself: the runner moves time on when every controller waits, and lets controllers and operators act.
 */
import type { Clock, World } from '../model/world.js'
import type { DrillEvent } from './drill.js'
import type { Answered, Trace } from './trace.js'

/** Time that moves only when told to. */
export interface SimClock extends Clock {
  /** When the next sleeper wakes or the next event comes, ms from minute 0; absent when nothing waits. */
  nextMs(): number | undefined
  /** Moves on to `ms` and wakes who is due by then, in order; the cloud settles first. */
  advanceTo(ms: number): void
  readonly elapsedMs: number
}

/** Of the drill's events, those that happen to controllers and people; the cloud brings about the others itself. */
export type RunnerEvent = Extract<DrillEvent, { kind: 'controller' | 'operator' }>

export interface Simulation {
  readonly clock: SimClock
  readonly hosts: readonly string[]
  /** As `host` sees it: its own clock (skewed, paused), its side of every partition. */
  world(host: string): World
  /** Until when nothing that can be seen changes by itself; ms from minute 0. */
  stillUntilMs(): number
  /** Whether somebody holds the lease, runs, and reaches the store. */
  isLed(): boolean
  /** Those due since it was last asked. */
  due(): readonly RunnerEvent[]
  /** The host stops: its sleepers never wake, its calls never return, its lease runs out (law 15). */
  kill(host: string): void
  pause(host: string, forMs: number): void
  /** A controller's mind, told by the runner at each tick that changed it. */
  note(mind: Trace['minds'][number]): void
  /** What a person was answered, told by the runner. */
  answered(answer: Answered): void
  trace(): Trace
}
