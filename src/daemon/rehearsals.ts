/**
 * The rehearsals that the policy's `drills` schedule: the leader makes the dry run of a move in a calm moment, keeps its
 * report and tells it. It judges as `--to REGION --dry-run` does, and is given nothing that could carry a plan out (law 18).
 */
import { prospectsOf } from '../controller/foretell.js'
import { judge, planFor, type Tick } from '../controller/tick.js'
import { effective } from '../model/health.js'
import type { OperatorRequest } from '../model/move.js'
import type { DrillPolicy } from '../policy/policy.js'
import { dueAt } from '../rehearse/due.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import { type Found, rehearsalOf } from '../rehearse/rehearse.js'
import type { Inspector } from './inspector.js'
import { keepRehearsal, readRehearsals } from './rehearsal-book.js'
import { quietly, type Watch } from './watch-run.js'

/** What could not be rehearsed, for the store's sake, is tried again after so long. */
const AGAIN_MS = 60_000

/** What one watch remembers of its rehearsals. */
export class Rehearsals {
  #known: readonly Rehearsal[] | undefined
  /** On the monotonic clock. */
  #retryMs = Number.NEGATIVE_INFINITY

  /**
   * Makes the one that is due, if any, where `found` is calm; and tells in how many ms the next is due. Only the leader
   * comes here, between two looks, while no incident is open.
   */
  async settle(run: Watch, found: Tick, inspector: Inspector): Promise<number | undefined> {
    const { policy, world } = run
    if (policy.drills.length === 0) return undefined
    const nowMs = world.clock.monotonic()
    if (nowMs < this.#retryMs) return this.#retryMs - nowMs
    const told = await quietly(run, 'rehearse', async () => {
      this.#known ??= await readRehearsals(world.store)
      const { dueMs } = this.#next(policy.drills, world.clock.now())
      if (dueMs > 0 || !isCalm(found)) return dueMs
      // Another leader may have made it since.
      this.#known = await readRehearsals(world.store)
      const { drill, dueMs: stillMs } = this.#next(policy.drills, world.clock.now())
      if (stillMs > 0 || !drill) return stillMs
      await this.#rehearse(run, drill, found, inspector)
      return this.#next(policy.drills, world.clock.now()).dueMs
    })
    if (told === undefined) this.#retryMs = nowMs + AGAIN_MS
    return told === undefined ? AGAIN_MS : told
  }

  async #rehearse(run: Watch, drill: DrillPolicy, calm: Tick, inspector: Inspector): Promise<void> {
    const { by, watcher, world } = run
    const known = this.#known ?? []
    const occasion = { drill: drill.name, to: drill.to, dueAt: dueAt(drill, known, world.clock.now()) }
    const found = await dryRun(run, drill, { ...calm.memory, inspections: await inspector.anew() })
    const made = rehearsalOf({ ...occasion, at: world.clock.now(), by }, found, known)
    const isKept = await keepRehearsal(world.store, made, known)
    this.#known = isKept ? [...known, made] : undefined
    if (isKept) watcher.onRehearsed(made)
  }

  #next(drills: readonly DrillPolicy[], now: number): { readonly drill?: DrillPolicy; readonly dueMs: number } {
    const all = drills.map((drill) => ({ drill, dueMs: dueAt(drill, this.#known ?? [], now) - now }))
    return all.sort((a, b) => a.dueMs - b.dueMs)[0] ?? { dueMs: Number.POSITIVE_INFINITY }
  }
}

/** Nothing is open, frozen, weighed or in doubt. */
const isCalm = ({ decision, situation: { assessments, frozen, precedents } }: Tick): boolean =>
  decision.kind === 'hold' &&
  decision.considered.length === 0 &&
  !precedents.open &&
  frozen.length === 0 &&
  assessments.every((each) => effective(each) !== 'suspect')

/** The dry run of a failover that a person would ask for. A plan is drawn even where a guard holds it. */
async function dryRun({ by, policy, world }: Watch, drill: DrillPolicy, memory: Tick['memory']): Promise<Found> {
  const request: OperatorRequest = {
    ask: { kind: 'move-to', to: drill.to, planned: false },
    ...{ by, waives: [], because: `the rehearsal "${drill.name}"` },
  }
  const tick = await judge(world, policy, memory, request)
  const { decision, situation } = tick
  const { inspections } = memory
  const candidate = decision.considered[0]
  if (!candidate) return { decision, inspections }
  const drawn = planFor(world, situation, inspections, candidate)
  if (drawn.is === 'refused') return { decision, objections: drawn.objections, inspections }
  const prospects = prospectsOf(tick, drawn.plan, await world.store.read())
  return { decision, plan: drawn.plan, prospects, inspections }
}
