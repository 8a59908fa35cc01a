/**
 * Keeps a region's database alive, stuck or dead as the breakages say, and fenced as the register says. A fence that
 * could not be heard is heard before anything else: a dead database starts read-only, and one that was stuck is not let
 * go on, since what it had begun would commit, but killed and started read-only (law 10).
 */
import { OperatingError } from '../../../../model/error.js'
import type { Database } from '../database/database.js'
import type { Life } from './server-process.js'

export class WriterGuard {
  /** Whether the database itself has the fence, as far as is known. */
  #isFenced = false

  constructor(
    readonly database: Database,
    readonly onStart: (pid: number) => void,
  ) {}

  /** Makes the database so; `hears` says whether the register reaches it. Safe to repeat. */
  async settle(life: Life, isFenced: boolean, hears: boolean): Promise<void> {
    const { database } = this
    if (life === 'dead') return database.kill()
    if (database.isFrozen && life === 'running') {
      if (isFenced && !this.#isFenced) await database.kill()
      else database.thaw()
    }
    if (!database.isRunning) await this.start(isFenced)
    if (life === 'stopped') return database.freeze()
    if (hears && isFenced !== this.#isFenced) await (isFenced ? this.#fence() : this.#unfence())
  }

  /** Starts it, fenced before it listens if so told; one that still has a fence it should not have loses it. */
  async start(readOnly: boolean): Promise<void> {
    await this.database.start({ readOnly })
    const { pid } = this.database
    if (pid !== undefined) this.onStart(pid)
    this.#isFenced ||= readOnly
  }

  /** Its data is another's now, which has no fence. */
  madeAnew(): void {
    this.#isFenced = false
  }

  async #fence(): Promise<void> {
    try {
      await this.database.fence()
    } catch (thrown) {
      if (!(thrown instanceof OperatingError)) throw thrown
      // It does not obey, so it is made to.
      await this.database.kill()
      await this.start(true)
    }
    this.#isFenced = true
  }

  async #unfence(): Promise<void> {
    await this.database.unfence()
    this.#isFenced = false
  }
}
