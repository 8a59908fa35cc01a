/**
 * The store of a local world: the policy's, or the one behind the glass (law 19). Who leads with the main store first
 * merges what was recorded without it; and while someone acts by break glass, nobody leads beside them (law 15).
 */
import { OperatingError } from '../../model/error.js'
import type { Acquired, Clock, Store } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import { breakGlassDir, breakGlassEpoch, breakGlassStore, mergeBreakGlass } from '../store/break-glass.js'
import { storeAt } from '../store/store-at.js'
import type { LocalCloud } from './cloud/local-cloud.js'
import { asked } from './driver-context.js'

export interface StorePlace {
  readonly policy: Policy
  readonly breakGlass: boolean
  /** Where the journal is when the policy names no store. */
  readonly defaultDir: string
  readonly cloud: LocalCloud
  readonly clock: Clock
  readonly env: NodeJS.ProcessEnv
}

export function storeOf({ breakGlass, clock, cloud, defaultDir, env, policy }: StorePlace): Store {
  const glass = breakGlassDir(env, policy.app)
  const epochOfRouting = (): Promise<number> => routingEpoch(cloud, clock)
  if (breakGlass) return breakGlassStore(glass, { clock, epochFloor: epochOfRouting })
  const epochFloor = async (): Promise<number> => {
    const [routing, recorded] = await Promise.all([epochOfRouting(), recordedEpoch(glass)])
    return Math.max(routing, recorded)
  }
  return merging(storeAt(policy.store, defaultDir, { clock, epochFloor }), clock, glass)
}

/** The highest epoch under which the name or a fence was changed; what cannot be asked counts as none. */
async function routingEpoch(cloud: LocalCloud, clock: Clock): Promise<number> {
  const never = new AbortController().signal
  const found = await Promise.all([
    asked(clock, 'ask the name for its epoch', never, (stop) => cloud.describeName(stop)),
    asked(clock, 'ask the fences for their epoch', never, (stop) => cloud.describeFences(stop)),
  ])
  return Math.max(0, ...found.map((each) => (each.is === 'answer' ? each.answer.epoch : 0)))
}

/** A record that cannot be read must not keep the main store from leading; the merge tells of it. */
async function recordedEpoch(glass: string): Promise<number> {
  try {
    return await breakGlassEpoch(glass)
  } catch (thrown) {
    if (thrown instanceof OperatingError) return 0
    throw thrown
  }
}

/** `main`, whose leader begins by merging what is recorded in `glass`. */
export function merging(main: Store, clock: Clock, glass: string): Store {
  const acquire = async (holder: string): Promise<Acquired> => {
    const acquired = await main.acquire(holder)
    if (acquired.is === 'held') return acquired
    const { lease } = acquired
    try {
      const merge = await mergeBreakGlass(main, lease, clock, glass)
      if (merge.is !== 'busy') return acquired
      await lease.release()
      return { is: 'held', by: `${merge.by}, by break glass`, epoch: await recordedEpoch(glass), since: clock.now() }
    } catch (thrown) {
      await lease.release()
      throw thrown
    }
  }
  return {
    where: main.where,
    acquire,
    append: (lease, draft) => main.append(lease, draft),
    read: () => main.read(),
    get: (key) => main.get(key),
    put: (key, text, expected) => main.put(key, text, expected),
    remove: (key) => main.remove(key),
  }
}
