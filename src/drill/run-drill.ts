/**
 * Runs a drill: the real watchers and operators over the simulated world. Time moves on whenever everybody waits, to the
 * next instant at which somebody wakes or something happens; so a day takes as long as what is done in it, and the same
 * drill and seed give the same trace.
 */
import type { Watcher } from '../daemon/watcher.js'
import { invariant } from '../model/invariant.js'
import type { Drill } from '../sim/drill.js'
import { simulate } from '../sim/simulate.js'
import type { RunnerEvent, Simulation } from '../sim/simulation.js'
import type { Trace } from '../sim/trace.js'
import { Hosts } from './hosts.js'
import { obey } from './operator.js'
import { Pace } from './pace.js'
import { settled } from './pump.js'

/** At one instant no more rounds than these: what wakes itself without end would never let time go on. */
const ROUNDS_MAX = 100_000

/** How a drill is run. */
export interface RunOptions {
  /** Whether looks that could find nothing new are left out; they are, unless told otherwise. */
  readonly rests?: boolean
  /** Who is told what every watcher tells of itself. */
  readonly also?: readonly Watcher[]
}

/** The whole drill, from minute 0 to its end. */
export async function runDrill(drill: Drill, { also = [], rests = true }: RunOptions = {}): Promise<Trace> {
  const simulation = simulate(drill)
  const { clock } = simulation
  const pace = new Pace(simulation, drill, rests)
  const hosts = new Hosts(simulation, drill, pace, also)
  const orders = new Orders(simulation, drill, pace)
  for (let rounds = 0; ; ) {
    await settled()
    hosts.check()
    orders.check()
    const due = simulation.due()
    for (const event of due) bringAbout(event, hosts, orders)
    if (due.length > 0) continue
    const next = clock.nextMs()
    if (next === undefined || next > drill.untilMs) break
    rounds = next > clock.elapsedMs ? 0 : rounds + 1
    invariant(rounds < ROUNDS_MAX, `time stands still at ${clock.elapsedMs} ms of ${drill.file}`)
    clock.advanceTo(next)
  }
  clock.advanceTo(drill.untilMs)
  return simulation.trace()
}

function bringAbout(event: RunnerEvent, hosts: Hosts, orders: Orders): void {
  if (event.kind === 'operator') orders.give(event.run)
  else if (event.does === 'crash') hosts.crash(event.who)
  else if (event.does === 'restart') hosts.restart(event.who)
  else hosts.pause(event.who, event.forMs ?? 0)
}

/** Each order is given by a person of their own. */
class Orders {
  #given = 0
  readonly #faults: unknown[] = []

  constructor(
    readonly simulation: Simulation,
    readonly drill: Drill,
    readonly pace: Pace,
  ) {}

  give(run: string): void {
    this.#given += 1
    const work = obey(this.simulation, this.drill.policy, { by: `operator-${this.#given}`, run })
    this.pace.working(work).catch((thrown: unknown) => {
      this.#faults.push(thrown)
    })
  }

  check(): void {
    if (this.#faults.length > 0) throw this.#faults[0]
  }
}
