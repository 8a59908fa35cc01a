/**
 * What the watcher made of every place, kept beside the inventory, so that a command that judges anew knows since when a
 * place has been well: a hold-down cannot be waited out by one who has just come (law 5). The gauges are kept with it, as
 * often: the lag from just before an outage is all that a leader has to go by which takes over in it (law 12).
 */
import { asOperatingError } from '../model/error.js'
import type { Assessment, Gauge } from '../model/health.js'
import type { Store } from '../model/world.js'
import type { ObservePolicy } from '../policy/policy.js'

const DOCUMENT = 'judgement'
/** A watcher that missed so many rounds is no watcher: what it last saw says nothing of what came since. */
const ROUNDS = 3
const LEAST_MS = 5_000

interface Kept {
  readonly at: number
  readonly assessments: readonly Assessment[]
  readonly gauges?: readonly Gauge[]
}

/** Keeps what was made of every place at `at` (ms since the epoch), and what was measured last. */
export async function keepJudgement(
  store: Store,
  at: number,
  assessments: readonly Assessment[],
  gauges: readonly Gauge[] = [],
): Promise<void> {
  const before = await store.get(DOCUMENT)
  await store.put(DOCUMENT, JSON.stringify({ at, assessments, gauges } satisfies Kept), before?.version)
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
  const found = await kept(store)
  return found && Math.abs(now - found.at) <= Math.max(LEAST_MS, rounds * everyMs) ? found.assessments : []
}

/** The gauges kept last, however old: each says when it was seen. */
export async function recallGauges(store: Store): Promise<readonly Gauge[]> {
  return (await kept(store))?.gauges ?? []
}

async function kept(store: Store): Promise<Kept | undefined> {
  try {
    const found = await store.get(DOCUMENT)
    return found && (JSON.parse(found.text) as Kept)
  } catch (thrown) {
    asOperatingError(thrown, 'recall the judgement')
    return undefined
  }
}
