/** The ways to move traffic by the public name's weights, as plain data. */
import type { Action, End, Tactic, TrafficEnd } from '../../model/plan.js'
import { formatPercent } from '../../model/units.js'
import type { RegionPolicy } from '../../policy/policy.js'
import { isAnswered, weightsAt, weightsShared, weightsWith, weightsWithout } from './dns-record-weights.js'
import { type ByZone, dnsControl } from './driver-context.js'

/** Name of the fact that the name's control plane answers. */
export const CONTROL_FACT = 'control plane of the name'
/** Name of the fact that the name can do without a zone. */
export const otherZoneFact = (zone: string): string => `an answer without ${zone}`
const VERB = 'set-weights'

/** The ways to move traffic by the name's weights; none that would leave it without an answer. */
export function dnsTactics(
  resource: string,
  end: End,
  seen: ByZone | undefined,
  regions: readonly RegionPolicy[],
): readonly Tactic[] {
  const was = seen ?? {}
  const to = (says: string, weights: ByZone, name = 'record-weight', prerequisites: readonly string[] = []) =>
    isAnswered(weights) ? [tactic(resource, name, says, was, weights, prerequisites)] : []
  switch (end.kind) {
    case 'traffic':
      return trafficTactics(resource, end, was, regions)
    case 'zone-left': {
      const prerequisites = [CONTROL_FACT, otherZoneFact(end.zone)]
      return [
        tactic(
          resource,
          'zone-left',
          `answer ${resource} without ${end.zone}`,
          was,
          weightsWithout(end.zone, was),
          prerequisites,
        ),
      ]
    }
    case 'zone-restored':
      return to(`answer ${resource} with ${end.zone} again`, weightsWith(end.zone, was, regions), 'zone-restored')
    default:
      return []
  }
}

/** Each stage starts from the weights of the one before, and is taken back to them. */
function trafficTactics(
  resource: string,
  end: TrafficEnd,
  seen: ByZone,
  regions: readonly RegionPolicy[],
): readonly Tactic[] {
  const { at, final, from, percent, reached, without } = end
  const shared = percent < 100 ? weightsShared(end, seen, regions) : undefined
  // Where nothing of the other region serves there is nothing to leave there.
  const weights = shared ?? (final ? weightsAt(at, without, seen, regions) : undefined)
  const was = reached === undefined ? seen : weightsShared({ ...end, percent: reached }, seen, regions)
  if (!weights || !was || !isAnswered(weights)) return []
  const share = final ? `, ${formatPercent(100 - percent)} still from ${from}` : ''
  const users = shared ? `: ${formatPercent(percent)} of users${share}` : ''
  const but = without.length > 0 ? `, without ${without.join(', ')}` : ''
  return [tactic(resource, 'record-weight', `answer ${resource} from ${at}${users}${but}`, was, weights, [])]
}

function tactic(
  resource: string,
  name: string,
  says: string,
  was: ByZone,
  weights: ByZone,
  prerequisites: readonly string[],
): Tactic {
  const change = (from: ByZone, to: ByZone): Action => ({ resource, verb: VERB, with: { weights: to, was: from } })
  return {
    ...{ name, says, action: change(was, weights), needs: [dnsControl] },
    prerequisites: [CONTROL_FACT, ...prerequisites.filter((fact) => fact !== CONTROL_FACT)],
    undo: { kind: 'action', action: change(weights, was) },
    ...{ expectedMs: 100, deadlineMs: 10_000, onFailure: 'halt' },
  }
}
