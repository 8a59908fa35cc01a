/** Arithmetic of capacity: how a region's running zones come to the slots that the policy asks for. */
import type { ZoneState } from './cloud/local-cloud.js'
import type { ByZone } from './driver-context.js'

/** What a region's zones have and can be given. Plain data, so that an inspection can keep it. */
export interface Stand {
  readonly slots: ByZone
  readonly slotsMax: ByZone
}

/** The zones that run now; a zone that does not run serves nothing and cannot be made to. */
export function standOf(zones: readonly ZoneState[]): Stand {
  const running = zones.filter(({ isRunning }) => isRunning)
  return {
    slots: Object.fromEntries(running.map(({ slots, zone }) => [zone, slots])),
    slotsMax: Object.fromEntries(running.map(({ slotsMax, zone }) => [zone, slotsMax])),
  }
}

export const total = (slots: ByZone): number => Object.values(slots).reduce((sum, count) => sum + count, 0)

/**
 * Slots by zone that make `capacity` in all, as even as can be: nowhere fewer than now, nowhere more than the most there.
 * Where even the most is too little, the most.
 */
export function raised({ slots, slotsMax }: Stand, capacity: number): ByZone {
  const now = new Map(Object.entries(slots))
  for (let missing = capacity - total(slots); missing > 0; missing--) {
    const least = [...now]
      .filter(([zone, count]) => count < (slotsMax[zone] ?? 0))
      .sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1))[0]
    if (!least) break
    now.set(least[0], least[1] + 1)
  }
  return Object.fromEntries(now)
}

/** The share of `capacity`, in percent, that can be served at the most slots of every running zone. */
export const usefulPercent = ({ slotsMax }: Stand, capacity: number): number => (100 * total(slotsMax)) / capacity
