/**
 * Inspects the resources beside the loop: one that hangs must not make the looks rarer, least of all while it is what is
 * wrong. A round waits a moment for what is quick; what is slow is there for a later round.
 */
import { inspectAll } from '../controller/inventory.js'
import { isOverWithin } from '../model/deadline.js'
import type { Inspection } from '../model/resource.js'
import type { World } from '../model/world.js'

/** One resource that hangs is given up after so long. */
const DEADLINE_MS = 1_500
/** A round waits for so long. */
const PATIENCE_MS = 250

export class Inspector {
  #known: readonly Inspection[]
  #running: Promise<void> | undefined

  constructor(
    readonly world: World,
    known: readonly Inspection[],
  ) {
    this.#known = known
  }

  /** What is known now, once a moment was given to an inspection, which is begun unless one runs. */
  async glance(): Promise<readonly Inspection[]> {
    this.#running ??= this.#inspect()
    await isOverWithin(this.world.clock, PATIENCE_MS, this.#running)
    return this.#known
  }

  /** What is known once an inspection that began only now is over: for after a move, which changed what is there. */
  async anew(): Promise<readonly Inspection[]> {
    await this.#running
    this.#running = this.#inspect()
    await this.#running
    return this.#known
  }

  async #inspect(): Promise<void> {
    this.#known = await inspectAll(this.world, this.#known, this.world.inspectMs ?? DEADLINE_MS)
    this.#running = undefined
  }
}
