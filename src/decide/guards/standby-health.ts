import { failsSameSignals } from '../../assess/compare.js'
import { effective } from '../../model/health.js'
import { sourceOf, targetOf } from '../../model/move.js'
import { nameOf, type ZoneId } from '../../model/place.js'
import { type Answer, allow, block, type Guard, unknown } from '../guard.js'
import { isZoneHealthy, regionPolicy, type Situation, vitalIn, vitalInZone } from '../situation.js'

/**
 * No move toward trouble (law 4): what is moved to is healthy now, and does not fail the same signals as what is left;
 * a bad release fails everywhere, and moving does not mend it.
 */
export const standbyHealth: Guard = {
  applies: ({ move }) => targetOf(move) !== undefined || move.kind === 'restore',
  ask: ({ move }, situation) => {
    if (move.kind === 'restore') return zoneHealth(situation, move.zone)
    const target = targetOf(move)
    if (!target) return unknown('the move has no target')
    const same = failsSameSignals(situation.assessments, sourceOf(move), target)
    if (same.length > 0)
      return block(`${target} fails the same signals (${same.join(', ')}): a bad release, not a place`)
    const vital = vitalIn(situation, target)
    if (vital.length === 0) return unknown(`nothing is known of ${target}`)
    const sick = vital.find((assessment) => effective(assessment) !== 'healthy')
    if (sick) return block(`${nameOf(sick.of)} is ${effective(sick)}`)
    const zones = regionPolicy(situation.policy, target)?.zones ?? []
    const well = zones.filter((zone) => isZoneHealthy(situation, zone)).length
    const says = `${well} of ${zones.length} zones of ${target} are healthy`
    return well * 2 > zones.length ? allow(says) : block(says)
  },
}

function zoneHealth(situation: Situation, zone: ZoneId): Answer {
  const vital = vitalInZone(situation, zone)
  if (vital.length === 0) return unknown(`nothing is known of ${zone}`)
  const sick = vital.find((assessment) => effective(assessment) !== 'healthy')
  return sick ? block(`${nameOf(sick.of)} is ${effective(sick)}`) : allow(`${zone} is healthy`)
}
