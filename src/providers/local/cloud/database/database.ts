/**
 * One PostgreSQL server of one region: its data directory, its processes, and the few statements its supervisor needs.
 * Whether it is a writer or a replica is remembered by nobody but the server itself. What changes it is called one at a
 * time; looks (`isRunning`, `pids`, `inspect`, `ask`) are free.
 */
import { chmod, mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../../../model/error.js'
import { invariant } from '../../../../model/invariant.js'
import type { Region } from '../../../../model/place.js'
import type { Endpoint } from '../layout.js'
import type { Rows } from '../local-cloud.js'
import { connectionString, withoutSettings, withSetting } from './auto-conf.js'
import { type Ask, ask, type Patience, type Target, withSession } from './connect.js'
import { copyServer } from './copy-server.js'
import { lowerFence, raiseFence } from './fence-sql.js'
import { initdb, ownFile } from './initdb.js'
import { INSPECT_SQL, type ServerState, serverState } from './inspect-sql.js'
import type { Installation } from './installation.js'
import { clearRemains } from './remains.js'
import { type Role, serverStatements, tableStatements } from './schema-sql.js'
import type { ServerProcess } from './server-process.js'
import { startServer } from './start-server.js'

export interface DatabaseOptions {
  readonly region: Region
  readonly installation: Installation
  /** A directory of this server's own, which PostgreSQL's user can enter: the data, `server.log`. */
  readonly dir: string
  /** An address in 127.0.0.0/8 and a port for it alone. */
  readonly endpoint: Endpoint
  /** The database's name. */
  readonly name: string
  readonly superuser: Role
  /** The role of the shop's servers. */
  readonly app: Role
}

/** Until a fast stop counts as failed: it waits for replicas as long as `wal_sender_timeout`. */
const STOP_DEADLINE_MS = 10_000
const FENCE_DEADLINE_MS = 15_000
const START_DEADLINE_MS = 60_000
const PATIENCE: Patience = { connectMs: 10_000, statementMs: 10_000 }
/** For what copies files or waits for a checkpoint. */
const LONG_PATIENCE: Patience = { connectMs: 10_000, statementMs: 60_000 }
const FENCE = 'default_transaction_read_only'

export class Database {
  readonly region: Region
  readonly endpoint: Endpoint
  readonly dataDir: string
  readonly logFile: string
  readonly #options: DatabaseOptions
  #process: ServerProcess | undefined

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.region = options.region
    this.endpoint = options.endpoint
    this.dataDir = path.join(options.dir, 'data')
    this.logFile = path.join(options.dir, 'server.log')
  }

  /** Whether its postmaster lives, frozen or not. */
  get isRunning(): boolean {
    return this.#process !== undefined && this.#process.ended === undefined
  }

  get isFrozen(): boolean {
    return this.isRunning && this.#process?.isFrozen === true
  }

  /** The postmaster's. */
  get pid(): number | undefined {
    return this.isRunning ? this.#process?.pid : undefined
  }

  /** All its processes, the postmaster first. */
  pids(): readonly number[] {
    return this.#process?.pids() ?? []
  }

  /** Makes an empty server, not yet started. */
  async init(): Promise<void> {
    await this.#makeDir()
    await initdb(this.#options.installation, this.dataDir, this.#options.superuser)
  }

  /**
   * Starts it, and resolves when it takes connections. With `readOnly` it is fenced before it listens; without, it is as
   * it was left. `OperatingError` (`refused`, or `timed-out` after `deadlineMs`) with the last of its log.
   */
  async start({ readOnly = false, deadlineMs = START_DEADLINE_MS }: StartOptions = {}): Promise<void> {
    invariant(!this.isRunning, `the database of ${this.region} runs already`)
    if (readOnly) await this.#configure((text) => withSetting(text, FENCE, 'on'))
    const { installation, endpoint } = this.#options
    const { region, dataDir, logFile } = this
    this.#process = await startServer({ installation, region, dataDir, logFile, endpoint, deadlineMs })
  }

  /** Stops it fast: what runs is rolled back, replicas get the last of it. A frozen one is thawed first. */
  async stop(): Promise<void> {
    const running = this.#process
    if (!running) return
    running.thaw()
    running.tell('SIGINT')
    try {
      await running.hasEnded(STOP_DEADLINE_MS)
    } catch (thrown) {
      if (!(thrown instanceof OperatingError)) throw thrown
      await this.kill()
    }
    this.#process = undefined
  }

  /** Ends all its processes as a loss of power does. */
  async kill(): Promise<void> {
    if (!this.isRunning) return
    await this.#process?.kill()
    this.#process = undefined
    await clearRemains(this.dataDir)
  }

  /** Stops all its processes where they stand: connections hang, nothing fails, until `thaw`. */
  async freeze(): Promise<void> {
    await this.#process?.freeze()
  }

  thaw(): void {
    this.#process?.thaw()
  }

  /**
   * Makes it, while it is down, a replica of the running writer `source`, which it will follow by way of `through`. What
   * it held before is gone then; when this fails, it is untouched.
   */
  async seedFrom(source: Database, through: Endpoint): Promise<void> {
    invariant(!this.isRunning, `the database of ${this.region} runs and cannot be made anew`)
    const aside = `${this.dataDir}.new`
    const { runAs } = this.#options.installation
    await this.#makeDir()
    await rm(aside, { recursive: true, force: true })
    try {
      const doing = `copy the database of ${source.region}`
      await withSession(source.#target('postgres'), LONG_PATIENCE, doing, async (put) => {
        await mustWrite(put, source.region)
        await copyServer({ ask: put, from: source.dataDir, to: aside, runAs })
      })
      await ownFile(path.join(aside, 'standby.signal'), '', runAs)
      await this.#configure((text) => this.#following(text, through), aside)
      await rm(this.dataDir, { recursive: true, force: true })
      await rename(aside, this.dataDir)
    } finally {
      await rm(aside, { recursive: true, force: true })
    }
  }

  #following(text: string, { address, port }: Endpoint): string {
    const { user, password } = this.#options.superuser
    const to = { host: address, port, user, password, application_name: this.region, sslmode: 'disable' }
    return withSetting(withoutSettings(text, [FENCE]), 'primary_conninfo', connectionString(to))
  }

  /** Makes the database, its tables and the app's role on a new writer. */
  async createSchema(): Promise<void> {
    const { name, app } = this.#options
    for (const sql of serverStatements(name, app)) await this.#put('postgres', sql, [], LONG_PATIENCE)
    for (const sql of tableStatements(name, app)) await this.#put(name, sql, [], LONG_PATIENCE)
  }

  /** When it resolves, the app's role commits nothing more here, also after a restart. Safe to repeat. */
  async fence(): Promise<void> {
    const signal = AbortSignal.timeout(FENCE_DEADLINE_MS)
    await raiseFence({ ask: this.#asking(signal), appRole: this.#options.app.user, signal })
  }

  /** Takes the fence away. Safe to repeat. */
  async unfence(): Promise<void> {
    const signal = AbortSignal.timeout(FENCE_DEADLINE_MS)
    await lowerFence({ ask: this.#asking(signal), signal })
  }

  /** What it tells of itself. */
  async inspect(patience: Patience = PATIENCE): Promise<ServerState> {
    return serverState(await this.#put('postgres', INSPECT_SQL, [], patience))
  }

  /** Puts one statement to its database, as the superuser. */
  async ask(sql: string, values: readonly unknown[] = [], patience: Patience = PATIENCE): Promise<Rows> {
    return await this.#put(this.#options.name, sql, values, patience)
  }

  /** Where the app logs in. */
  get appTarget(): Target {
    return { at: this.endpoint, database: this.#options.name, ...this.#options.app }
  }

  /** Where its supervisor and the controller log in. */
  get superuserTarget(): Target {
    return this.#target(this.#options.name)
  }

  #target(database: string): Target {
    return { at: this.endpoint, database, ...this.#options.superuser }
  }

  async #put(database: string, sql: string, values: readonly unknown[], patience: Patience): Promise<Rows> {
    return await ask(this.#target(database), patience, `ask the database of ${this.region}`, sql, values)
  }

  #asking(signal: AbortSignal): Ask {
    return async (sql, values = []) => await this.#put('postgres', sql, values, { ...PATIENCE, signal })
  }

  /** PostgreSQL's user passes through it, and owns only what is inside. */
  async #makeDir(): Promise<void> {
    const { dir, installation } = this.#options
    await mkdir(dir, { recursive: true })
    await chmod(dir, installation.runAs ? 0o711 : 0o700)
  }

  /** Rewrites the settings that ALTER SYSTEM keeps. */
  async #configure(edit: (text: string) => string, dataDir = this.dataDir): Promise<void> {
    const file = path.join(dataDir, 'postgresql.auto.conf')
    const text = edit(await readFile(file, 'utf8'))
    await ownFile(`${file}.new`, text, this.#options.installation.runAs)
    await rename(`${file}.new`, file)
  }
}

export interface StartOptions {
  readonly readOnly?: boolean
  readonly deadlineMs?: number
}

async function mustWrite(put: Ask, region: Region): Promise<void> {
  const [row] = await put('SELECT pg_is_in_recovery() AS follows')
  if (row?.follows === false) return
  throw new OperatingError('conflict', `the database of ${region} is a replica itself`, 'name the region of the writer')
}
