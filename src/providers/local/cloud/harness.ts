/** The door for tests, the demo and `failover local`: the hand that breaks and heals the cloud. */
import { ControlCalls } from './control-call.js'
import type { Harness, HarnessStatus } from './local-cloud.js'
import { readLayout } from './read-layout.js'
import { takeDown } from './take-down.js'

/** Starting a region anew on a busy machine takes its time. */
const DEADLINE_MS = 90_000

/** Opens the cloud that runs in `dir` for breaking and healing; throws as `openCloud` does. */
export async function openHarness(dir: string): Promise<Harness> {
  const layout = await readLayout(dir)
  const calls = new ControlCalls(layout, true)
  const by = (): AbortSignal => AbortSignal.timeout(DEADLINE_MS)
  return {
    layout,
    status: () => calls.call<HarnessStatus>({ method: 'GET', path: '/harness', doing: 'ask how the cloud is' }, by()),
    break: async (breakage) => {
      const doing = `break ${breakage.target}`
      await calls.call({ method: 'POST', path: '/harness/break', body: breakage, doing }, by())
    },
    heal: async (target) => {
      const body = target === undefined ? {} : { target }
      await calls.call({ method: 'POST', path: '/harness/heal', body, doing: `heal ${target ?? 'everything'}` }, by())
    },
    down: async () => {
      await takeDown(dir)
      await calls.close()
    },
  }
}
