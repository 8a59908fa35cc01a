/**
 * One running PostgreSQL server as processes: the postmaster and its children. Only the postmaster forks, so a list of
 * children taken while it is stopped is complete.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { OperatingError } from '../../../../model/error.js'
import { type Guarded, guardedSpawn } from './guarded-spawn.js'
import { findProcess, listProcesses, send } from './process-table.js'
import { until } from './wait.js'

/** A process stops at its next return from the kernel, which a write to a slow disk may keep it from. */
const SIGNAL_DEADLINE_MS = 30_000

export class ServerProcess {
  readonly pid: number
  /** How it ended, for a message; undefined while it runs. */
  #ended: string | undefined
  #frozen: readonly number[] = []

  private constructor(child: ChildProcess, pid: number) {
    this.pid = pid
    child.once('exit', (code, signal) => {
      this.#ended = signal ? `ended by ${signal}` : `exit code ${code}`
    })
  }

  /** Starts the server; `OperatingError` when the system has no process to give. */
  static async launch(guarded: Guarded): Promise<ServerProcess> {
    const child = guardedSpawn(guarded)
    if (child.pid === undefined) {
      const [why] = (await once(child, 'error')) as [Error]
      throw new OperatingError('refused', `cannot start ${guarded.program}: ${why.message}`, undefined, { cause: why })
    }
    return new ServerProcess(child, child.pid)
  }

  get ended(): string | undefined {
    return this.#ended
  }

  get isFrozen(): boolean {
    return this.#frozen.length > 0
  }

  /** The postmaster and its children, as they are now. */
  pids(): readonly number[] {
    return this.#ended ? [] : [this.pid, ...this.#children()]
  }

  #children(): readonly number[] {
    return listProcesses().flatMap(({ pid, parent }) => (parent === this.pid ? [pid] : []))
  }

  /** Sends the postmaster a signal of PostgreSQL's: SIGINT stops it fast, SIGHUP reloads. */
  tell(signal: NodeJS.Signals): void {
    if (!this.#ended) send(this.pid, signal)
  }

  /** Stops every process where it stands, as storage does that no longer answers. */
  async freeze(): Promise<void> {
    if (this.#ended || this.isFrozen) return
    // What is sent a stop counts as frozen at once, so that thawing after a failure gets it too.
    this.#frozen = [this.pid]
    await stop(this.#frozen)
    this.#frozen = [this.pid, ...this.#children()]
    await stop(this.#frozen)
  }

  /** Lets them all go on. */
  thaw(): void {
    for (const pid of [...this.#frozen].reverse()) send(pid, 'SIGCONT')
    this.#frozen = []
  }

  /** Ends every process as a loss of power does; resolves when all are gone. */
  async kill(): Promise<void> {
    if (this.#ended) return
    await this.freeze()
    const family = this.#frozen
    for (const pid of family) send(pid, 'SIGKILL')
    await until('the killed server has gone', SIGNAL_DEADLINE_MS, () => family.every((pid) => !findProcess(pid)))
    await this.hasEnded(SIGNAL_DEADLINE_MS)
    this.#frozen = []
  }

  /** Resolves when the postmaster has ended; `timed-out` when it has not by then. */
  async hasEnded(deadlineMs: number): Promise<void> {
    await until('the server has ended', deadlineMs, () => this.#ended !== undefined)
  }
}

/** Resolves when all have stopped or are gone. */
async function stop(pids: readonly number[]): Promise<void> {
  for (const pid of pids) send(pid, 'SIGSTOP')
  await until('the server has stopped', SIGNAL_DEADLINE_MS, () =>
    pids.every((pid) => findProcess(pid)?.isStopped ?? true),
  )
}
