/** What is frozen, in the same words on a terminal and on the page. */
import type { Frozen } from '../decide/frozen.js'
import { formatMs } from '../model/units.js'

export interface FrozenWords {
  /** `us-east-1 has been frozen for 5 min`. */
  readonly says: string
  /** What lifts it. */
  readonly next: string
  /** What could not be suspended, each with why. */
  readonly missing: readonly string[]
}

/** What there is to say at `at` of a region that is frozen. */
export function frozenWords({ byItself, pending, region, since }: Frozen, at: number): FrozenWords {
  return {
    says: `${region} has been frozen${byItself ? '' : ' by hand'} for ${formatMs(Math.max(0, at - since))}`,
    next: `"failover thaw ${region}" lifts it`,
    missing: pending.map(({ because, resource }) => `not suspended: ${resource} (${because})`),
  }
}
