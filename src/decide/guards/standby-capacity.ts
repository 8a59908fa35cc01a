import { targetOf } from '../../model/move.js'
import { formatMs, formatPercent } from '../../model/units.js'
import { allow, block, changesRegion, type Guard, unknown } from '../guard.js'

/**
 * Never to a region without the useful capacity the policy asks for (law 4). The gauge counts what serves there or can
 * be made to serve by a plan's capacity step, in percent of what the app needs.
 */
export const standbyCapacity: Guard = {
  applies: changesRegion,
  ask: ({ move }, { gauges, now, policy }) => {
    const target = targetOf(move)
    const limit = policy.decide.guards.standbyCapacityPercent
    if (limit === 0) return allow('the policy asks for none')
    const capacities = gauges.filter((gauge) => gauge.name === 'capacity-percent' && gauge.in === target)
    if (capacities.length === 0) return unknown(`the capacity of ${target} is not measured`)
    const says: string[] = []
    for (const { at, reading, resource } of capacities) {
      if (reading.is === 'unknown') return unknown(`capacity of ${resource} in ${target}: ${reading.because}`)
      const age = `seen ${formatMs(now - at)} ago`
      const found = `${resource} can serve ${formatPercent(reading.value)}, ${formatPercent(limit)} wanted (${age})`
      if (reading.value < limit) return block(found)
      says.push(found)
    }
    return allow(says.join('; '))
  },
}
