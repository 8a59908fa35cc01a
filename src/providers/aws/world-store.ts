/**
 * The store of an AWS world: the policy's, or the one behind the glass (law 19). An epoch given without the main store
 * must beat every epoch that routing has seen, or its changes would be taken for a late plan's.
 */
import { withDeadline } from '../../model/deadline.js'
import { asOperatingError } from '../../model/error.js'
import type { Json } from '../../model/plan.js'
import type { Driver, Inspection } from '../../model/resource.js'
import type { Clock, Store } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import { breakGlassDir, breakGlassStore } from '../store/break-glass.js'
import { merging, recordedEpoch } from '../store/merging.js'
import { storeAt } from '../store/store-at.js'

export interface StorePlace {
  readonly policy: Policy
  readonly breakGlass: boolean
  readonly clock: Clock
  readonly env: NodeJS.ProcessEnv
  readonly drivers: readonly Driver[]
}

const LOOK_MS = 4_000
/** A floor that the store gave up on would count as none, and the epoch be lower than any that routing has seen. */
const FLOOR_MS = LOOK_MS + 2_000

export function storeOf({ breakGlass, clock, drivers, env, policy }: StorePlace): Store {
  const glass = breakGlassDir(env, policy.app)
  if (breakGlass) {
    return breakGlassStore(glass, { clock, epochFloor: () => seenEpoch(drivers, clock), epochFloorMs: FLOOR_MS })
  }
  const main = storeAt(policy.store, `.failover/${policy.app}`, { clock, epochFloor: () => recordedEpoch(glass) })
  return merging(main, clock, glass)
}

/**
 * The highest epoch on anything we marked as ours. What cannot be asked may carry a higher one than all that can: then
 * the seconds since 1970, which no store that counts by ones has reached.
 */
async function seenEpoch(drivers: readonly Driver[], clock: Clock): Promise<number> {
  const seen = await Promise.all(drivers.map((driver) => epochOf(driver, clock)))
  return seen.includes(undefined) ? Math.floor(clock.now() / 1_000) : Math.max(0, ...seen.map((epoch) => epoch ?? 0))
}

async function epochOf(driver: Driver, clock: Clock): Promise<number | undefined> {
  const doing = `inspect ${driver.resource}`
  try {
    const { facts, impaired, state } = await withDeadline({ clock, ms: LOOK_MS, doing }, (stop) => driver.inspect(stop))
    const isWhole = impaired.length === 0 && Object.values(facts).every(({ is }) => is !== 'unknown')
    return isWhole ? highestIn(state) : undefined
  } catch (thrown) {
    asOperatingError(thrown, doing)
    return undefined
  }
}

/** The highest `epoch` anywhere in what a driver saw: of a record, of each database, of each object it put. */
function highestIn(state: Json | Inspection['state']): number {
  if (typeof state !== 'object' || state === null) return 0
  return Object.entries(state).reduce(
    (highest, [key, value]) =>
      Math.max(highest, key === 'epoch' && typeof value === 'number' ? value : highestIn(value)),
    0,
  )
}
