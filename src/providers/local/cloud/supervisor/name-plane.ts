/** The public name: its control plane, and the name server that answers by it. Both stand in neither region of the app. */
import { OperatingError } from '../../../../model/error.js'
import type { Blueprint } from '../blueprint.js'
import type { Endpoint } from '../layout.js'
import type { NameChange, NameState } from '../local-cloud.js'
import { type NamesProcess, startNames } from '../names/names-process.js'
import type { WeightedPlace, ZoneData } from '../names/zone-data.js'
import { Lane } from './lane.js'
import { changed } from './name-change.js'
import type { Life } from './server-process.js'

export interface NamePlaneOptions {
  readonly blueprint: Blueprint
  readonly endpoint: Endpoint
  /** Every zone's shop; the first region's answer at first. */
  readonly places: readonly Omit<WeightedPlace, 'weight'>[]
  readonly onStart: (pid: number) => void
}

export class NamePlane {
  readonly #options: NamePlaneOptions
  #state: NameState
  #process: NamesProcess | undefined
  #life: Life = 'dead'
  /** A serial that was tried is not used again, whatever came of it. */
  #lastSerial = 1
  /** Its server may answer by a change that was given up: it is told again what holds, as soon as it can hear. */
  #isInDoubt = false
  /** One change after another: each is judged by what the one before it left (law 26). */
  readonly #lane = new Lane()

  constructor(options: NamePlaneOptions) {
    this.#options = options
    const { publicName, regions, ttlMs } = options.blueprint
    const weights = Object.fromEntries(
      regions.flatMap(({ zones }, index) => zones.map((zone) => [zone, index === 0 ? 1 : 0] as const)),
    )
    this.#state = { name: publicName, ttlMs, serial: this.#lastSerial, epoch: 0, weights }
  }

  get state(): NameState {
    return this.#state
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  get isRunning(): boolean {
    return this.#process !== undefined && this.#life === 'running'
  }

  /** Changes the name; it is changed when its server answers by it. */
  change(change: NameChange): Promise<NameState> {
    return this.#lane.run(async () => {
      const next = changed(this.#state, change, this.#lastSerial + 1)
      if (next !== this.#state) await this.#publish(next)
      return next
    })
  }

  async #publish(next: NameState): Promise<void> {
    if (!this.#process) throw new OperatingError('unreachable', `the name server of ${next.name} is down`)
    this.#lastSerial = next.serial
    this.#isInDoubt = true
    await this.#process.publish(this.#zone(next))
    this.#isInDoubt = false
    this.#state = next
  }

  /** Makes its server so; safe to repeat. */
  async become(life: Life): Promise<void> {
    if (life === 'dead') await this.#process?.stop()
    else if (!this.#process) await this.#start()
    if (life === 'stopped' && this.#life !== 'stopped') this.#process?.kill('SIGSTOP')
    if (life === 'running' && this.#life === 'stopped') this.#process?.kill('SIGCONT')
    this.#life = life
    if (life !== 'running') return
    await this.#lane.run(async () => {
      if (this.#isInDoubt) await this.#publish({ ...this.#state, serial: this.#lastSerial + 1 })
    })
  }

  async #start(): Promise<void> {
    const started = await startNames(this.#options.endpoint)
    this.#process = started
    this.#life = 'running'
    this.#options.onStart(started.pid)
    void started.exited.then(() => {
      if (this.#process === started) this.#process = undefined
    })
    await started.publish(this.#zone(this.#state))
    this.#isInDoubt = false
  }

  #zone({ name, serial, ttlMs, weights }: NameState): ZoneData {
    const labels = name.split('.')
    const places = this.#options.places.map((place) => ({ ...place, weight: weights[place.zone] ?? 0 }))
    const origin = labels.length > 2 ? labels.slice(1).join('.') : name
    return { origin, serial, ttlMs, publicName: name, places, hosts: [] }
  }
}
