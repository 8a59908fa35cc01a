/**
 * A judgement of its own, for a command: inspects, then looks in quick succession until nothing is in doubt, within the
 * policy's own thresholds. It takes up what a watcher has made of every place, where one looks.
 */
import type { OperatorRequest } from '../model/move.js'
import type { World } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import { inspectAll, recall } from './inventory.js'
import { recallJudgement } from './judgement.js'
import { recallLags } from './lag-history.js'
import { blank, type Memory } from './memory.js'
import { type Tick, tick } from './tick.js'

const BETWEEN_LOOKS_MS = 100
const INSPECTION_MS = 3_000

export async function survey(world: World, policy: Policy, request?: OperatorRequest): Promise<Tick> {
  const inspections = await inspectAll(world, await recall(world.store), world.inspectMs ?? INSPECTION_MS)
  const assessments = await recallJudgement(world.store, world.clock.now(), policy.observe)
  const lags = await recallLags(world.store)
  let memory: Memory = { ...blank, inspections, assessments, lags }
  for (let look = 1; ; look++) {
    const found = await tick(world, policy, memory, request)
    const inDoubt = found.memory.assessments.some(({ measured }) => measured.kind === 'suspect')
    if (!inDoubt || look >= policy.assess.impairedAfter) return found
    memory = found.memory
    await world.clock.sleep(BETWEEN_LOOKS_MS)
  }
}
