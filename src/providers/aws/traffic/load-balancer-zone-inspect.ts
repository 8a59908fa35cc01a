/** Which targets stand in which zone, whether the others are enough without one, and which zones are left now. */

import { withDeadline } from '../../../model/deadline.js'
import { type Region, region } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { formatPercent } from '../../../model/units.js'
import { type Asked, type AwsContext, answers, asked, impairedIn, targetIn } from '../driver-context.js'
import { controlOf } from '../places.js'
import { isHealthy, isRegistered, type Target, targetsIn } from './elb-targets.js'
import type { Settings } from './load-balancer-zone.js'
import { enoughFact, nameOfGroup, targetsKey } from './load-balancer-zone-tactics.js'

export interface GroupSeen {
  readonly at: Region
  readonly group: string
  readonly targets: Asked<readonly Target[]>
}

/** ELB is asked and then EC2; one deadline for both. */
const ASK_MS = 2_500

/** Asks for every group of every region at once. */
export const lookAtGroups = (
  { role, target_groups: groups }: Settings,
  context: AwsContext,
  stop: AbortSignal,
): Promise<readonly GroupSeen[]> =>
  Promise.all(
    Object.entries(groups).flatMap(([name, arns]) =>
      arns.map(async (group) => {
        const at = region(name)
        const deadline = {
          clock: context.clock,
          ms: ASK_MS,
          doing: `look at the targets of ${nameOfGroup(group)}`,
          stop,
        }
        const ask = () => withDeadline(deadline, (signal) => targetsIn(context, targetIn(at, role), group, signal))
        return { at, group, targets: await asked(controlOf('elb', at), ask) }
      }),
    ),
  )

export async function inspectTargets(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const all = await lookAtGroups(settings, context, signal)
  const planes = all.flatMap(({ at, targets }) => Object.entries(answers(controlOf('elb', at), targets)))
  const enough = context.regions.flatMap(({ region: at, zones }) =>
    zones.map((zone): [string, Fact] => [
      enoughFact(zone),
      enoughWithout(
        zone,
        all.filter((each) => each.at === at),
        settings,
      ),
    ]),
  )
  return {
    facts: { ...Object.fromEntries(planes), ...Object.fromEntries(enough) },
    gauges: [],
    impaired: impairedIn(all.map(({ targets }) => targets)),
    left: context.regions.flatMap(({ region: at, zones }) => zones.filter((zone) => isLeft(all, at, zone))),
    leftUnseen: context.regions.flatMap(({ region: at, zones }) => (isSeen(all, at) ? [] : zones)),
    state: Object.fromEntries(
      all.flatMap(({ group, targets }) => (targets.is === 'answer' ? byZone(group, targets.answer) : [])),
    ),
  }
}

/** Zones with something registered alone: what was in an empty one is remembered from when it was seen. */
function byZone(group: string, targets: readonly Target[]): readonly [string, Json][] {
  const registered = targets.filter(isRegistered)
  const zones = [...new Set(registered.flatMap(({ zone }) => zone ?? []))].sort()
  return zones.map((zone) => {
    const there = registered.filter((target) => target.zone === zone).map(({ registration }) => registration)
    return [targetsKey(group, zone), there as unknown as Json]
  })
}

const isSeen = (all: readonly GroupSeen[], at: Region): boolean =>
  all.every((each) => each.at !== at || each.targets.is === 'answer')

/** Nothing is registered there while something is elsewhere in the region. */
function isLeft(all: readonly GroupSeen[], at: Region, zone: string): boolean {
  const there = all.filter((each) => each.at === at)
  const targets = there.flatMap((each) =>
    each.targets.is === 'answer' ? each.targets.answer.filter(isRegistered) : [],
  )
  return isSeen(all, at) && targets.length > 0 && !targets.some((target) => target.zone === zone)
}

/** For each group with targets in the zone: what is healthy elsewhere, against all that is registered. */
function enoughWithout(zone: string, groups: readonly GroupSeen[], { keep }: Settings): Fact {
  const blind = groups.flatMap(({ targets }) => (targets.is === 'none' ? [targets.because] : []))
  if (groups.length === 0) return { is: 'unknown', because: 'the policy names no target group in this region' }
  if (blind.length > 0) return { is: 'unknown', because: blind.join('; ') }
  const figures = groups.map(({ group, targets }) => {
    const registered = targets.is === 'answer' ? targets.answer.filter(isRegistered) : []
    const others = registered.filter((target) => target.zone !== zone && isHealthy(target))
    const share = registered.length === 0 ? 0 : (others.length / registered.length) * 100
    const says = `${nameOfGroup(group)}: ${others.length} of ${registered.length} targets are healthy in other zones (${formatPercent(share)})`
    return { says, isEnough: others.length > 0 && share >= keep }
  })
  const because = `${figures.map(({ says }) => says).join('; ')}; at least ${formatPercent(keep)} are wanted`
  return { is: figures.every(({ isEnough }) => isEnough) ? 'met' : 'unmet', because }
}
