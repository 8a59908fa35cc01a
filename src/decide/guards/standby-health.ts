import { failsSameSignals } from '../../assess/compare.js'
import { effective } from '../../model/health.js'
import { sourceOf, targetOf } from '../../model/move.js'
import { atZone, nameOf } from '../../model/place.js'
import { allow, block, type Guard, unknown } from '../guard.js'
import { assessmentOf, regionPolicy, vitalIn } from '../situation.js'

/**
 * No move toward trouble (law 4): what is moved to is healthy now, and does not fail the same signals as what is left;
 * a bad release fails everywhere, and moving does not mend it.
 */
export const standbyHealth: Guard = {
  applies: ({ move }) => targetOf(move) !== undefined || move.kind === 'restore',
  ask: ({ move }, situation) => {
    if (move.kind === 'restore') return zoneHealth(assessmentOf(situation, atZone(move.region, move.zone)), move.zone)
    const target = targetOf(move)
    if (!target) return unknown('the move has no target')
    const same = failsSameSignals(situation.assessments, sourceOf(move), target)
    if (same.length > 0)
      return block(`${target} fails the same signals (${same.join(', ')}): a bad release, not a place`)
    const vital = vitalIn(situation, target)
    if (vital.length === 0) return unknown(`nothing is known of ${target}`)
    const sick = vital.find((assessment) => effective(assessment) !== 'healthy')
    if (sick) return block(`${nameOf(sick.of)} is ${effective(sick)}`)
    const zones = (regionPolicy(situation.policy, target)?.zones ?? []).map((zone) =>
      assessmentOf(situation, atZone(target, zone)),
    )
    const well = zones.filter((zone) => zone && effective(zone) === 'healthy').length
    const says = `${well} of ${zones.length} zones of ${target} are healthy`
    return well * 2 > zones.length ? allow(says) : block(says)
  },
}

function zoneHealth(assessment: ReturnType<typeof assessmentOf>, zone: string) {
  if (!assessment) return unknown(`nothing is known of ${zone}`)
  const is = effective(assessment)
  return is === 'healthy' ? allow(`${zone} is healthy`) : block(`${zone} is ${is}`)
}
