import { wrongElsewhere } from '../../assess/compare.js'
import { sourceOf, targetOf } from '../../model/move.js'
import { regionOf } from '../../model/place.js'
import { formatMs } from '../../model/units.js'
import { allow, block, byItself, type Guard } from '../guard.js'

/**
 * Monitoring that fails all at once is the monitor's fault until proved otherwise (law 7): when every zone of every
 * region went bad within one interval, nothing moves. Nor does anything move away from wrong answers that are given elsewhere
 * too, if only now and then: that is a release, or what all share, and moving mends nothing of it (law 4).
 */
export const monitoringSane: Guard = {
  applies: byItself,
  ask: ({ move }, { assessments, policy }) => {
    const zones = assessments.filter(({ of }) => of.kind === 'zone')
    const [from, to] = [sourceOf(move), targetOf(move)]
    const same =
      move.kind === 'evacuate'
        ? wrongElsewhere(
            zones.filter(({ of }) => of.kind === 'zone' && of.zone === move.zone),
            zones.filter(({ of }) => of.kind === 'zone' && of.zone !== move.zone),
          )
        : wrongElsewhere(
            assessments.filter(({ of }) => regionOf(of) === from),
            assessments.filter(({ of }) => to !== undefined && regionOf(of) === to),
          )
    if (same) return block(`${same.signal} is answered wrongly in ${same.where} as well: a release, or what all share`)
    const starts = zones.flatMap(({ firstBadAt }) => (firstBadAt === undefined ? [] : [firstBadAt]))
    if (starts.length < zones.length || zones.length === 0) {
      return allow(`${zones.length - starts.length} of ${zones.length} zones show no disturbance`)
    }
    const spreadMs = Math.max(...starts) - Math.min(...starts)
    return spreadMs <= policy.observe.everyMs
      ? block(
          `all ${zones.length} zones of all regions turned bad within ${formatMs(spreadMs)}: the monitor or a release`,
        )
      : allow(`zones turned bad ${formatMs(spreadMs)} apart`)
  },
}
