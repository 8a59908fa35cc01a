/**
 * When to freeze and when to thaw (law 24), before any guard is asked. A region is frozen when a control plane that its
 * capacity or its entrance is changed by is impaired, and nothing users need there is even in doubt: what is in doubt may
 * call for a move that helps them, and no freeze comes before that.
 */
import { type Assessment, effective } from '../model/health.js'
import { holds, type Plane, type Region, type Service } from '../model/place.js'
import { AGAIN_MS, type Frozen } from './frozen.js'
import type { Proposal } from './guard.js'
import { impairedIn, type Situation, servingZones, vitalIn, vitalInZone } from './situation.js'

/**
 * What launches, ends, replaces and balances what serves. Their control planes being sick is what makes an instance that is
 * ended one that cannot be had again, and a balancer that is touched one that breaks.
 */
const CHANGES: ReadonlySet<Service> = new Set(['ec2', 'ebs', 'autoscaling', 'ecs', 'eks', 'elb', 'compute'])

/** The control planes of `region` that its capacity or its entrance is changed by, as far as they are assessed. */
export const controlPlanesIn = ({ assessments }: Situation, region: Region): readonly Assessment[] =>
  assessments.filter(
    ({ of }) => of.kind === 'plane' && of.side === 'control' && of.at.region === region && CHANGES.has(of.service),
  )

/** Freezes that are called for, then thaws, of the region that serves before the others; none where the policy does not let it. */
export function freezes(situation: Situation): readonly Proposal[] {
  const { frozen, policy, standing } = situation
  if (!policy.decide.automatic.includes('freeze')) return []
  const others = policy.regions.map(({ region }) => region).filter((region) => region !== standing.active)
  const regions = [standing.active, ...others]
  return [
    ...regions.flatMap((region) => freezeOf(region, situation)),
    ...regions
      .flatMap((region) => frozen.filter((each) => each.region === region))
      .flatMap((each) => thawOf(each, situation)),
  ]
}

function freezeOf(region: Region, situation: Situation): readonly Proposal[] {
  const frozen = situation.frozen.find((each) => each.region === region)
  if (!isDataWell(situation, region)) return []
  if (frozen) return restOf(frozen, situation)
  const sick = controlPlanesIn(situation, region).filter((each) => effective(each) === 'impaired')
  // The one that a quorum agreed on last: what is not known freshly moves nothing (law 1).
  const worst = [...sick].sort((a, b) => (b.lastQuorumAt ?? 0) - (a.lastQuorumAt ?? 0) || begun(a) - begun(b))[0]
  if (!worst) return []
  return [{ move: { kind: 'freeze', region }, trigger: { kind: 'impairment', of: worst.of, firstBadAt: begun(worst) } }]
}

/**
 * What could not be suspended is, once all it leans on is well, and not at once: for as long as the region is frozen at all,
 * since what has just come back may go again.
 */
function restOf({ byItself, of, pending, region, triedAt }: Frozen, situation: Situation): readonly Proposal[] {
  const { assessments, now } = situation
  const isWell = (plane: Plane): boolean =>
    assessments.every((each) => effective(each) === 'healthy' || !holds(each.of, plane))
  const planes = pending.flatMap((each) => each.planes)
  const back = planes[0] ?? of
  if (!byItself || !back || pending.length === 0 || now - triedAt < AGAIN_MS || !planes.every(isWell)) return []
  const trigger = { kind: 'recovery', of: back, cleanSince: triedAt } as const
  return [{ move: { kind: 'freeze', region }, trigger }]
}

const begun = ({ firstBadAt, measured }: Assessment): number => firstBadAt ?? measured.since

/** Nothing vital to users is impaired or in doubt there; zones that were left no longer count. */
function isDataWell(situation: Situation, region: Region): boolean {
  const vital = [
    ...vitalIn(situation, region),
    ...servingZones(situation, region).flatMap((zone) => vitalInZone(situation, zone)),
  ]
  return (
    impairedIn(situation, region).length === 0 &&
    vital.length > 0 &&
    vital.every((each) => effective(each) !== 'impaired' && effective(each) !== 'suspect')
  )
}

/** What was frozen by itself is lifted by itself; what a person froze waits for a person. */
function thawOf({ byItself, of, region, since }: Frozen, situation: Situation): readonly Proposal[] {
  if (!byItself || of === undefined) return []
  return [
    {
      move: { kind: 'thaw', region },
      trigger: { kind: 'recovery', of, cleanSince: cleanSince(situation, region, since) },
    },
  ]
}

/** Since when everything of `region` is measured healthy, and no longer than it is frozen; meaningless while something is not. */
export const cleanSince = ({ assessments }: Situation, region: Region, since: number): number =>
  Math.max(
    since,
    ...assessments.filter(({ of }) => holds({ kind: 'region', region }, of)).map(({ measured }) => measured.since),
  )
