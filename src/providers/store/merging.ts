/** A main store behind which a glass may have been broken: who leads with it first merges what was recorded without it. */
import { OperatingError } from '../../model/error.js'
import type { Acquired, Clock, Store } from '../../model/world.js'
import { breakGlassEpoch, mergeBreakGlass } from './break-glass.js'

/** A record that cannot be read must not keep the main store from leading; the merge tells of it. */
export async function recordedEpoch(glass: string): Promise<number> {
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
