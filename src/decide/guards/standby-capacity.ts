import { targetOf } from '../../model/move.js'
import { formatMs, formatPercent } from '../../model/units.js'
import { allow, block, changesRegion, type Guard, unknown } from '../guard.js'

/** How long a capacity counts that was seen and cannot be seen any more (law 13). */
const REMEMBERED_MS = 60 * 60_000

/**
 * Never to a region without the useful capacity the policy asks for (law 4). What counts is what serves there now, in
 * percent of what the app needs: on the day everybody launches, a launch is a hope, and whether it is refused cannot be
 * seen before it is tried. A policy that counts on its plan's capacity step asks for less here, or for none. What was
 * seen too long ago is not known (law 1).
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
      const ageMs = now - at
      const age = `seen ${formatMs(ageMs)} ago`
      const found = `${resource} can serve ${formatPercent(reading.value)}, ${formatPercent(limit)} wanted (${age})`
      if (reading.value < limit) return block(found)
      if (ageMs > REMEMBERED_MS) return unknown(`${found}: too old to count`)
      says.push(found)
    }
    return allow(says.join('; '))
  },
}
