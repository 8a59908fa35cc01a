import { formatMs } from '../../model/units.js'
import { allow, block, byItself, type Guard } from '../guard.js'

/**
 * Monitoring that fails all at once is the monitor's fault until proved otherwise (law 7): when every zone of every
 * region went bad within one interval, nothing moves.
 */
export const monitoringSane: Guard = {
  applies: byItself,
  ask: (_, { assessments, policy }) => {
    const zones = assessments.filter(({ of }) => of.kind === 'zone')
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
