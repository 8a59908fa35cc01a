/**
 * The controllers of a local drill: on each host `failover watch` as a process of its own, started again whenever it ends,
 * as whatever keeps a service running would. They can be killed, and put to sleep. What they think is what they tell on
 * standard output.
 */
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { WatchEvent } from '../../daemon/events.js'
import type { Clock } from '../../model/world.js'
import type { Trace } from '../../sim/trace.js'
import { endProcess, hasEnded, runCommand } from './command.js'

/** A service that ends is started again after so long. */
const RESTART_MS = 5_000

export interface WatchersParts {
  readonly dir: string
  readonly policy: string
  readonly log: number
  readonly clock: Clock
  readonly hosts: readonly string[]
  readonly onEvent: (host: string, event: WatchEvent) => void
}

type Mutable<List> = List extends readonly (infer Each)[] ? Each[] : never

/** Instants of what they keep are wall times. */
export class Watchers {
  readonly minds: Mutable<Trace['minds']> = []
  readonly leases: Mutable<Trace['leases']> = []
  readonly #parts: WatchersParts
  readonly #running = new Map<string, ChildProcess>()
  /** Hosts that are meant to run. */
  readonly #alive = new Set<string>()
  readonly #fallen: string[] = []
  readonly #over = new AbortController()

  constructor(parts: WatchersParts) {
    this.#parts = parts
    for (const host of parts.hosts) this.#start(host)
  }

  crash(who: 'leader' | 'all'): void {
    for (const host of this.#named(who)) {
      this.#alive.delete(host)
      this.#fallen.push(host)
      this.#running.get(host)?.kill('SIGKILL')
    }
  }

  /** Those that have fallen stand up again; where none has, those that run are ended and started anew. */
  restart(who: 'leader' | 'all'): void {
    if (this.#fallen.length === 0) this.crash(who)
    const last = this.#fallen.at(-1)
    const hosts = who === 'all' ? [...this.#fallen] : last === undefined ? [] : [last]
    for (const host of hosts) {
      this.#fallen.splice(this.#fallen.indexOf(host), 1)
      this.#start(host)
    }
  }

  pause(who: 'leader' | 'all', forMs: number): void {
    for (const host of this.#named(who)) {
      const asleep = this.#running.get(host)
      asleep?.kill('SIGSTOP')
      void this.#parts.clock.sleep(forMs, this.#over.signal).then(() => asleep?.kill('SIGCONT'))
    }
  }

  /** Ends all of them. */
  async stop(): Promise<void> {
    this.#over.abort()
    this.#alive.clear()
    await Promise.all([...this.#running.values()].map(endProcess))
  }

  /** The leader is who was granted the last lease, as long as it lives. */
  #named(who: 'leader' | 'all'): readonly string[] {
    if (who === 'all') return [...this.#alive]
    const lastLed = this.leases.findLast(({ host }) => this.#alive.has(host))
    const leader = lastLed?.host ?? [...this.#alive][0]
    return leader === undefined ? [] : [leader]
  }

  #start(host: string): void {
    this.#alive.add(host)
    void this.#keep(host)
  }

  async #keep(host: string): Promise<void> {
    const { clock, dir, log, policy } = this.#parts
    while (this.#alive.has(host)) {
      const words = ['watch', '--policy', policy, '--port', '0', '--json']
      const watcher = runCommand(words, { dir, log, by: host })
      this.#running.set(host, watcher)
      if (watcher.stdout) createInterface(watcher.stdout).on('line', (line) => this.#hear(host, line))
      await ended(watcher)
      if (this.#running.get(host) !== watcher || !this.#alive.has(host)) return
      await clock.sleep(RESTART_MS, this.#over.signal)
      // Meanwhile it may have been crashed and started by another hand.
      if (this.#running.get(host) !== watcher) return
    }
  }

  #hear(host: string, line: string): void {
    const event = eventIn(line)
    if (!event) return
    if (event.event === 'started') this.leases.push({ atMs: event.at, epoch: event.epoch, host })
    if (event.event === 'judged') {
      const { assessments, at: atMs, blocked, decision } = event
      this.minds.push({ atMs, host, decision, assessments, blocked })
    }
    this.#parts.onEvent(host, event)
  }
}

/** A watcher that may not lead ends with a document of many lines, none of which is an event. */
function eventIn(line: string): WatchEvent | undefined {
  try {
    const read: unknown = JSON.parse(line)
    return typeof read === 'object' && read !== null && 'event' in read ? (read as WatchEvent) : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

const ended = (running: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (hasEnded(running)) return resolve()
    running.once('exit', () => resolve())
    running.once('error', () => resolve())
  })
