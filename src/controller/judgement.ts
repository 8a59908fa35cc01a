/**
 * What the watcher made of every place, kept beside the inventory, so that a command that judges anew knows since when a
 * place has been well: a hold-down cannot be waited out by one who has just come (law 5).
 */
import { asOperatingError } from '../model/error.js'
import type { Assessment } from '../model/health.js'
import type { Store } from '../model/world.js'
import type { ObservePolicy } from '../policy/policy.js'

const DOCUMENT = 'judgement'
/** A watcher that missed so many rounds is no watcher: what it last saw says nothing of what came since. */
const ROUNDS = 3
const LEAST_MS = 5_000

interface Kept {
  readonly at: number
  readonly assessments: readonly Assessment[]
}

/** Keeps what was made of every place at `at` (ms since the epoch). */
export async function keepJudgement(store: Store, at: number, assessments: readonly Assessment[]): Promise<void> {
  const before = await store.get(DOCUMENT)
  await store.put(DOCUMENT, JSON.stringify({ at, assessments } satisfies Kept), before?.version)
}

/**
 * A leader that takes over goes on with what the one before made of every place, when it is not gone for longer than a
 * lease takes to run out: an outage does not begin anew because a watcher died in it.
 */
export const TAKEOVER_ROUNDS = 12

/** What a watcher that still looks made of every place; nothing when none does, or its word cannot be read. */
export async function recallJudgement(
  store: Store,
  now: number,
  { everyMs }: Pick<ObservePolicy, 'everyMs'>,
  rounds: number = ROUNDS,
): Promise<readonly Assessment[]> {
  try {
    const found = await store.get(DOCUMENT)
    if (!found) return []
    const { assessments, at } = JSON.parse(found.text) as Kept
    return Math.abs(now - at) <= Math.max(LEAST_MS, rounds * everyMs) ? assessments : []
  } catch (thrown) {
    asOperatingError(thrown, 'recall the judgement')
    return []
  }
}
