import { formatPercent } from '../../model/units.js'
import type { Rule } from '../finding.js'

/** A standby with less useful capacity than its guard asks for. */
export const standbyTooSmall: Rule = {
  id: 'standby-too-small',
  severity: 'error',
  title: 'the standby has less capacity than its guard asks for',
  why: 'The guard standby-capacity would hold every failover: on the day everybody launches, and what does not run yet cannot be counted on.',
  find: ({ active, inspections }, { decide }) => {
    const limit = decide.guards.standbyCapacityPercent
    if (limit === 0) return []
    return inspections
      .flatMap(({ gauges }) => gauges)
      .filter((gauge) => gauge.name === 'capacity-percent' && gauge.in !== active)
      .flatMap(({ in: at, reading, resource }) => {
        const mend = `run more in ${at}, or ask for less under decide.guards.standby_capacity and know why`
        if (reading.is === 'unknown') {
          return [{ resource, evidence: `its capacity in ${at} is unknown: ${reading.because}`, mend }]
        }
        if (reading.value >= limit) return []
        const evidence = `${at} can serve ${formatPercent(reading.value)} of what the app needs; the guard asks for ${formatPercent(limit)}`
        return [{ resource, evidence, mend }]
      })
  },
}
