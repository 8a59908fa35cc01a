/**
 * Launches: what a fleet wants and does not have is asked for, and comes minutes later if the region has it to give, if EC2's
 * control side answers, and, for roots on EBS, if volumes can be made. What is not given is asked for again every minute, as
 * Auto Scaling does; a region that gives a share gives it once.
 */
import { atRegion, type Region } from '../model/place.js'
import type { Cloud } from './cloud.js'
import { type Fleet, type FleetGroup, runningIn, spread } from './fleets.js'

const AGAIN_MS = 60_000

/** Raises what the fleet wants, and launches towards it. */
export function raise(cloud: Cloud, group: FleetGroup, fleet: Fleet, wanted: number): void {
  fleet.desired = Math.max(fleet.desired, wanted)
  fleet.max = Math.max(fleet.max, fleet.desired)
  fleet.refused = 0
  launch(cloud, group, fleet, fleet.desired - runningIn(fleet) - fleet.pending)
}

/** Launches again what a fence took away in `region`. */
export function refill(cloud: Cloud, region: Region): void {
  for (const group of cloud.groups.values()) {
    const fleet = group.at(region)
    if (fleet?.emptiedFrom === undefined) continue
    const wanted = fleet.emptiedFrom
    fleet.emptiedFrom = undefined
    raise(cloud, group, fleet, wanted)
  }
}

function launch(cloud: Cloud, group: FleetGroup, fleet: Fleet, missing: number): void {
  if (missing <= 0) return
  const given = Math.floor(
    missing * (cloud.launches.get(fleet.region) ?? 1) * answeredShare(cloud, group, fleet.region),
  )
  fleet.refused = missing - given
  fleet.pending += given
  const inMs = cloud.duration(group.root === 'fargate' ? 'launch-task' : 'launch-instance')
  if (given > 0) {
    cloud.timeline.at(cloud.nowMs + inMs, () =>
      cloud.change(() => {
        fleet.pending -= given
        spread(fleet, given)
      }),
    )
  }
  if (fleet.refused > 0) {
    cloud.timeline.at(cloud.nowMs + AGAIN_MS, () => {
      // A share that was granted is all there is; more comes when something changes.
      const share = cloud.launches.get(fleet.region) ?? 1
      const left = fleet.desired - runningIn(fleet) - fleet.pending
      if (left <= 0 || (share > 0 && share < 1)) return
      if (share === 0 || answeredShare(cloud, group, fleet.region) === 0) launch(cloud, group, fleet, left)
      else cloud.change(() => launch(cloud, group, fleet, left))
    })
  }
}

/** Share of launches in a region that come to an instance. */
export const grantedShare = (cloud: Cloud, group: FleetGroup, region: Region): number =>
  (cloud.launches.get(region) ?? 1) * answeredShare(cloud, group, region)

/** Share of launches that the planes they lean on let through. */
function answeredShare(cloud: Cloud, group: FleetGroup, region: Region): number {
  if (group.root === 'fargate') return 1
  const failing = (service: 'ec2' | 'ebs', side: 'control' | 'data'): number =>
    cloud.planes.fateOf({ service, side, at: atRegion(region) }, cloud.nowMs).failing
  const volumes = group.root === 'ebs' ? (1 - failing('ebs', 'control')) * (1 - failing('ebs', 'data')) : 1
  return (1 - failing('ec2', 'control')) * volumes
}
