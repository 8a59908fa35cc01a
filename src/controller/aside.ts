/**
 * The end of a freeze or a thaw. It takes nobody's traffic anywhere, so that nothing is looked at through the public name;
 * and it is closed at once, whatever of it could not be done, so that no evacuation or failover waits for it. What is
 * missing, whose turn it is and when it is tried again is said on record (laws 24, 25).
 */
import { AGAIN_MS, frozenIn } from '../decide/frozen.js'
import { progressOf } from '../execute/progress.js'
import { record, type Tools } from '../execute/tools.js'
import { invariant } from '../model/invariant.js'
import { isAside } from '../model/move.js'
import type { Plan } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import type { Ended } from './carry-out.js'

/** Closes the incident of `plan`, of which everything was tried that is going to be. */
export async function closeAside(plan: Plan, tools: Tools): Promise<Ended> {
  const { move } = plan
  invariant(isAside(move), 'only a freeze or a thaw is closed without a look through the public name')
  const { incident } = tools
  const { done } = progressOf(await tools.store.read(), incident)
  const missing = plan.steps.filter(({ id }) => !done.has(id)).map(({ says }) => says)
  if (move.kind === 'thaw' && missing.length > 0) {
    const next = `"failover thaw ${move.region}" tries it again; failover itself does in ${formatMs(AGAIN_MS)}`
    const because = `not done: ${missing.join('; ')}; ${move.region} stays frozen. ${next}`
    await record(tools, { kind: 'incident-closed', outcome: 'abandoned', because })
    return { is: 'halted', incident, because, next }
  }
  const because = move.kind === 'thaw' ? thawed(plan) : await frozen(plan, missing, tools)
  await record(tools, { kind: 'incident-closed', outcome: 'done', because })
  return { is: 'done', incident, because }
}

const thawed = ({ move, steps }: Plan): string =>
  `${'region' in move ? move.region : ''} is thawed: ${steps.map(({ says }) => says).join('; ') || 'nothing was suspended there'}`

async function frozen({ move, steps }: Plan, missing: readonly string[], tools: Tools): Promise<string> {
  const region = 'region' in move ? move.region : ''
  const held = `${region} is frozen: failover ends, replaces, rebalances and edits nothing there but what an evacuation or a failover must`
  const made = steps.filter(({ says }) => !missing.includes(says)).map(({ says }) => says)
  const pending = frozenIn(await tools.store.read()).find((each) => each.region === region)?.pending ?? []
  const without = pending.map(({ because, resource }) => `${resource}: ${because}`)
  const missed = steps.filter(({ says }) => missing.includes(says) && !without.some((each) => each.startsWith(says)))
  const all = without.length > 0 ? without : missed.map(({ says }) => says)
  return [
    held,
    ...made,
    ...(all.length > 0
      ? [
          `not suspended, and may still end or replace what runs: ${all.join('; ')}. Suspend it by hand if you can; ` +
            `failover tries it again by itself once that is well, and no sooner than in ${formatMs(AGAIN_MS)}`,
        ]
      : []),
  ].join('; ')
}
