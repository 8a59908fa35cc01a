/** An app server's process, as its supervisor holds it: it can be ended, stopped, and started again at the same place. */
import { type ChildProcess, fork } from 'node:child_process'
import { withDeadline } from '../../../../model/deadline.js'
import { OperatingError } from '../../../../model/error.js'
import { systemClock } from '../../../clock.js'
import { programFile } from '../programs.js'
import type { Behaviour, FromShop, ShopPlace, ToShop } from '../shop/messages.js'

/** What is wanted of a process: `stopped` is alive and does nothing (SIGSTOP). */
export type Life = 'running' | 'stopped' | 'dead'

/** A cold start on a busy machine takes seconds. */
const START_DEADLINE_MS = 30_000
/** A server holds little; a dozen of them should not fill a small machine. */
const NODE_OPTIONS = ['--max-semi-space-size=1', '--max-old-space-size=64']

export class ServerProcess {
  #child: ChildProcess | undefined
  #isStopped = false
  #behaviour: Behaviour

  constructor(
    readonly place: ShopPlace,
    behaviour: Behaviour,
    /** Told of each process started, so that none can be left behind. */
    readonly onStart: (pid: number) => void,
  ) {
    this.#behaviour = behaviour
  }

  get pid(): number | undefined {
    return this.isAlive ? this.#child?.pid : undefined
  }

  /** Whether it has a process, stopped or not. */
  get isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  get isRunning(): boolean {
    return this.isAlive && !this.#isStopped
  }

  /** Tells it how to behave, now or when it comes back; one that is stopped hears it when it goes on. */
  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour
    if (this.isAlive) this.#send({ kind: 'behave', behaviour })
  }

  /** Makes it so; safe to repeat. Throws `OperatingError` when it cannot be started. */
  async become(life: Life): Promise<void> {
    if (life === 'dead') return this.#end()
    if (!this.isAlive) await this.#start()
    if ((life === 'stopped') === this.#isStopped) return
    this.#child?.kill(life === 'stopped' ? 'SIGSTOP' : 'SIGCONT')
    this.#isStopped = life === 'stopped'
  }

  async #start(): Promise<void> {
    const { http, region, zone } = this.place
    const where = `the server of ${region}/${zone} at ${http.address}:${http.port}`
    const child = fork(programFile('shop/main.js'), [`${region}/${zone}`], {
      // The argument is for people who list processes.
      execArgv: NODE_OPTIONS,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const exited = endOf(child)
    this.#child = child
    this.#isStopped = false
    if (child.pid !== undefined) this.onStart(child.pid)
    const behaviour = this.#behaviour
    this.#send({ kind: 'open', place: this.place, behaviour })
    const deadline = { clock: systemClock(), ms: START_DEADLINE_MS, doing: `start ${where}` }
    const heard = await withDeadline(deadline, () => Promise.race([firstWord(child), exited]))
    if (heard?.kind === 'listening') return
    await this.#end()
    const why = heard ? `${heard.because}` : 'it ended as it started; the cloud’s log says why'
    throw new OperatingError('unreachable', `cannot start ${where}: ${why}`, 'heal it again, or start the cloud anew')
  }

  /** At once, whatever it is doing; it has nothing to put away. */
  async #end(): Promise<void> {
    const child = this.#child
    if (!child || !this.isAlive) return
    const exited = endOf(child)
    child.kill('SIGKILL')
    await exited
  }

  #send(message: ToShop): void {
    // A process that has just died is noticed by its end; the message is told again when it starts.
    if (this.#child?.connected) this.#child.send(message, () => {})
  }
}

const endOf = (child: ChildProcess): Promise<undefined> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined)
    child.once('exit', () => resolve(undefined))
    // Without a process there is no exit.
    child.once('error', () => child.pid === undefined && resolve(undefined))
  })

const firstWord = (child: ChildProcess): Promise<FromShop> =>
  new Promise((resolve) => child.once('message', (message: FromShop) => resolve(message)))
