/**
 * Whether a drill can be replayed in the local cloud, where time is real and nothing is pretended: every event must be one
 * that can be brought about there, and everything expected must be something that can be seen. What cannot is refused
 * before anything starts, and never passed over in silence.
 */
import { formatMs } from '../../model/units.js'
import type { Policy } from '../../policy/policy.js'
import type { Drill, DrillEvent } from '../../sim/drill.js'
import { breakagesOf, healsToo } from './breakages.js'

/** What stands in the way, at what of the drill; `index` counts the drill's events or expectations. */
export type Unfit = { readonly because: string } & (
  | { readonly at: 'policy' | 'world' | 'until' }
  | { readonly at: 'events' | 'expect'; readonly index: number }
)

/** It is watched as it happens. */
const UNTIL_MAX_MS = 15 * 60_000
const TYPES: readonly string[] = ['dns-record', 'app-servers', 'postgres']

/** Everything that keeps `drill` from the local cloud; nothing when it can be replayed there. */
export function unfitFor(drill: Drill): readonly Unfit[] {
  const policy = policyFlaw(drill.policy)
  const world = worldFlaw(drill)
  return [
    ...(policy === undefined ? [] : [{ at: 'policy' as const, because: policy }]),
    ...(world === undefined ? [] : [{ at: 'world' as const, because: world }]),
    ...drill.events.flatMap((event, index): readonly Unfit[] => {
      const found = breakagesOf(event, drill.policy)
      const because = found.is === 'none' ? found.because : overlapOf(event, drill)
      return because === undefined ? [] : [{ at: 'events', index, because }]
    }),
    ...(drill.untilMs > UNTIL_MAX_MS ? [{ at: 'until' as const, because: longWords(drill.untilMs) }] : []),
    ...drill.expect.flatMap((expected, index): readonly Unfit[] =>
      expected.kind === 'never-calls'
        ? [{ at: 'expect', index, because: 'which calls a controller makes is not seen there' }]
        : [],
    ),
  ]
}

const longWords = (untilMs: number): string =>
  `it lasts ${formatMs(untilMs)}, and time there is real: at most ${formatMs(UNTIL_MAX_MS)}`

function policyFlaw({ plan, store, world }: Policy): string | undefined {
  const strange = [...new Set(plan.resources.map(({ type }) => type))].filter((type) => !TYPES.includes(type))
  if (world !== 'local') {
    const has = strange.length === 0 ? '' : `, with ${strange.join(', ')}`
    return `its policy is for ${world}${has}; the local cloud runs policies of "world: local"`
  }
  if (strange.length > 0) return `the local cloud has no ${strange.join(', ')}; it has ${TYPES.join(', ')}`
  return store === undefined ? undefined : `a drill keeps its journal in its own cloud, not in ${store}`
}

/** What the drill says of its world and the local cloud does not have; what is left out of a drill bears its default. */
function worldFlaw({ policy, world }: Drill): string | undefined {
  // Its types bring defaults of their own.
  if (policy.world !== 'local') return undefined
  const { capacity, databases, instances, latencies, noise, stubbornPercent, ttlMs } = world
  const ttl = policy.plan.resources.find(({ type }) => type === 'dns-record')?.settings.ttlMs
  const flaws: readonly (readonly [boolean, string])[] = [
    [noise, 'no noise but its own is in the local cloud'],
    [Object.keys(latencies).length > 0, 'things take as long there as they take'],
    [Object.values(capacity).some((percent) => percent !== 100), 'its standby always runs nine tenths of the primary'],
    [Object.values(databases).some(({ lagMs }) => lagMs !== LAG_MS), 'its replicas lag as they lag'],
    [Object.values(instances).some(({ root }) => root !== 'instance-store'), 'its servers boot from no volume'],
    [stubbornPercent > STUBBORN_PERCENT, 'its customers honour the TTL'],
    [ttlMs !== TTL_MS && ttlMs !== ttl, 'how long an answer is kept is its policy’s to say'],
  ]
  return flaws.find(([is]) => is)?.[1]
}

/** The defaults of a drill's world. */
const LAG_MS = 500
const STUBBORN_PERCENT = 1
const TTL_MS = 60_000

/** Healing a place heals all that is broken there, so nothing else may be meant to stay broken. */
function overlapOf(event: DrillEvent, { events, policy }: Drill): string | undefined {
  if (event.forMs === undefined) return undefined
  const endMs = event.atMs + event.forMs
  const heals = targetsOf(event, policy)
  const kept = events.find(
    (other) =>
      other !== event &&
      other.atMs < endMs &&
      other.atMs + (other.forMs ?? Number.POSITIVE_INFINITY) > endMs &&
      targetsOf(other, policy).some((place) => heals.some((target) => healsToo(target, place, policy))),
  )
  return kept && `its end heals ${heals.join(', ')}, where something else is to stay broken`
}

function targetsOf(event: DrillEvent, policy: Policy): readonly string[] {
  const found = breakagesOf(event, policy)
  return found.is === 'made' ? found.breakages.map(({ target }) => target) : []
}
