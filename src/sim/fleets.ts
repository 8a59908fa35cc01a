/** Fleets of the simulated cloud: what each region is told to run of one resource, and what runs there, zone by zone. */
import type { Region, ZoneId } from '../model/place.js'
import type { Root } from './drill.js'

/** What runs of it in one region. */
export interface Fleet {
  readonly region: Region
  readonly zones: readonly ZoneId[]
  desired: number
  min: number
  max: number
  /** By zone. */
  readonly running: Map<ZoneId, number>
  /** Zones nothing more is launched in. */
  readonly left: Set<ZoneId>
  /** Whether what would end or move instances is suspended (law 24). */
  isFrozen: boolean
  /** Launches that were refused since it was last changed. */
  refused: number
  pending: number
  /** What it was told to run before a fence took its servers away. */
  emptiedFrom?: number | undefined
}

/** One resource in all its regions. */
export class FleetGroup {
  readonly fleets: readonly Fleet[]

  constructor(
    readonly name: string,
    readonly root: Root,
    /** Instances that peak needs. */
    readonly peak: number,
    regions: readonly { readonly region: Region; readonly zones: readonly ZoneId[]; readonly percent: number }[],
  ) {
    this.fleets = regions.map(({ percent, region, zones }) => {
      const count = Math.round((peak * percent) / 100)
      const running = new Map(zones.map((zone) => [zone, 0]))
      const fleet: Fleet = {
        ...{ region, zones, desired: count, min: 0, max: Math.max(2 * peak, count), running },
        ...{ left: new Set<ZoneId>(), isFrozen: false, refused: 0, pending: 0 },
      }
      spread(fleet, count)
      return fleet
    })
  }

  at(region: string): Fleet | undefined {
    return this.fleets.find((fleet) => fleet.region === region)
  }
}

/** Everything that runs in a fleet. */
export const runningIn = ({ running }: Fleet): number => [...running.values()].reduce((sum, count) => sum + count, 0)

/** Adds `count`, each to the zone that runs the fewest of those in use. */
export function spread(fleet: Fleet, count: number): void {
  const zones = fleet.zones.filter((zone) => !fleet.left.has(zone))
  for (let each = 0; each < count; each++) {
    const emptiest = [...(zones.length > 0 ? zones : fleet.zones)].sort(
      (a, b) => (fleet.running.get(a) ?? 0) - (fleet.running.get(b) ?? 0),
    )[0]
    if (emptiest) fleet.running.set(emptiest, (fleet.running.get(emptiest) ?? 0) + 1)
  }
}

/** Takes every server away, as a fence of those that write does. */
export function empty(fleet: Fleet): void {
  fleet.emptiedFrom ??= fleet.desired
  fleet.desired = 0
  for (const zone of fleet.zones) fleet.running.set(zone, 0)
}
