/**
 * The controllers of a drill: on each host the real watcher, started again whenever it ends, as whatever keeps a service
 * running would start `failover watch` again. One leads; the others ask for the lease until they get it.
 */
import { lightBeacon } from '../daemon/beacon.js'
import { likenessOf } from '../daemon/judged.js'
import { watch } from '../daemon/watch.js'
import { together, type Watcher } from '../daemon/watcher.js'
import { asOperatingError } from '../model/error.js'
import type { Lease, World } from '../model/world.js'
import type { Drill } from '../sim/drill.js'
import type { Simulation } from '../sim/simulation.js'
import { mindOf } from './mind.js'
import type { Pace } from './pace.js'

/** One host's process. */
interface Process {
  readonly simulation: Simulation
  readonly drill: Drill
  readonly pace: Pace
  readonly host: string
  readonly world: World
  readonly also: readonly Watcher[]
}

export class Hosts {
  readonly #simulation: Simulation
  readonly #drill: Drill
  readonly #pace: Pace
  readonly #alive = new Set<string>()
  readonly #fallen: string[] = []
  readonly #faults: unknown[] = []

  constructor(
    simulation: Simulation,
    drill: Drill,
    pace: Pace,
    readonly also: readonly Watcher[] = [],
  ) {
    this.#simulation = simulation
    this.#drill = drill
    this.#pace = pace
    for (const host of simulation.hosts) this.start(host)
  }

  /** Throws what no controller may throw: a bug ends the drill. */
  check(): void {
    if (this.#faults.length > 0) throw this.#faults[0]
  }

  start(host: string): void {
    this.#alive.add(host)
    const simulation = this.#simulation
    const world = simulation.world(host)
    keepWatching({ simulation, drill: this.#drill, pace: this.#pace, host, world, also: this.also }).catch(
      (thrown: unknown) => {
        this.#faults.push(thrown)
      },
    )
  }

  crash(who: 'leader' | 'all'): void {
    for (const host of this.#named(who)) {
      this.#simulation.kill(host)
      this.#alive.delete(host)
      this.#fallen.push(host)
    }
  }

  /** Those that have fallen stand up again; where none has, those that run are ended and started anew. */
  restart(who: 'leader' | 'all'): void {
    if (this.#fallen.length === 0) this.crash(who)
    const last = this.#fallen.at(-1)
    const hosts = who === 'all' ? [...this.#fallen] : last === undefined ? [] : [last]
    for (const host of hosts) {
      this.#fallen.splice(this.#fallen.indexOf(host), 1)
      this.start(host)
    }
  }

  pause(who: 'leader' | 'all', forMs: number): void {
    for (const host of this.#named(who)) this.#simulation.pause(host, forMs)
  }

  /** The leader is who was granted the last lease, as long as it lives. */
  #named(who: 'leader' | 'all'): readonly string[] {
    if (who === 'all') return [...this.#alive]
    const lastLed = this.#simulation.trace().leases.findLast(({ host }) => this.#alive.has(host))
    const leader = lastLed?.host ?? [...this.#alive][0]
    return leader === undefined ? [] : [leader]
  }
}

async function keepWatching(process: Process): Promise<never> {
  const { host, pace, world } = process
  for (;;) {
    try {
      const acquired = await world.store.acquire(`watcher of ${host}`)
      if (acquired.is === 'granted') await leadFrom(process, acquired.lease)
    } catch (thrown) {
      // Deposed, or the store is out of reach: the command ends, and is started again.
      asOperatingError(thrown, 'watch')
    }
    await world.clock.sleep(pace.askingMs())
  }
}

async function leadFrom({ also, drill, host, pace, simulation, world }: Process, lease: Lease): Promise<void> {
  const by = lease.holder
  const over = new AbortController()
  const watcher = together([noting(simulation, host), ...also], (thrown) => {
    throw thrown
  })
  // Only who asks the leader to act listens for its beats.
  const isHeard = drill.events.some(({ kind }) => kind === 'operator')
  const beacon = isHeard
    ? await lightBeacon(
        world.store,
        pace.beating(world.clock),
        { by, pid: 1, url: '', lease },
        {
          onTrouble: watcher.onTrouble,
          onDeposed: () => over.abort(),
        },
      )
    : undefined
  try {
    await watch({ ...{ world, policy: drill.policy, lease, by, watcher, rest: pace.looking() }, signal: over.signal })
  } finally {
    await beacon?.stop()
  }
}

/** Tells the simulation each change of mind. */
function noting(simulation: Simulation, host: string): Watcher {
  let last = ''
  return {
    onTick: (found) => {
      const mind = mindOf(found, host, simulation.clock.elapsedMs)
      const likeness = likenessOf(mind)
      if (likeness === last) return
      last = likeness
      simulation.note(mind)
    },
  }
}
