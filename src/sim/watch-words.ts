/**
 * What the provider's own reports say of a place, as it stands now: a share of its things that is bad, told as bad only where it is
 * broad and the other zones fare better (docs/decisions/0007).
 */
import type { Verdict } from '../model/health.js'
import { atZone, type Region, type ZoneId } from '../model/place.js'
import type { SignalPolicy } from '../policy/policy.js'
import type { Cloud } from './cloud.js'
import { grantedShare } from './launching.js'

type Watched = Extract<SignalPolicy, { readonly watch: string }>

const MINUTE_MS = 60_000
/** Breadth: so much of a zone's things bad, and so many times the other zones' share (docs/decisions/0007). */
const BROAD = 0.3
const TIMES_OTHERS = 3
/** AWS told of past outages about so much later. */
const STATUS_PAGE_LATE_MS = 30 * MINUTE_MS
/** From this share of a zone's instances on, a group is at work replacing them. */
const REPLACED = 0.1

/** Nothing is amiss. */
export const PASS: Verdict = { is: 'pass', latencyMs: 0 }
/** Something is. */
export const fail = (because: string): Verdict => ({ is: 'fail', because, mode: 'wrong-answer' })

/** What a report by zones says of one, compared with the others. */
export function zoneWord(
  signal: Watched,
  region: Region,
  zone: ZoneId,
  zones: readonly ZoneId[],
  cloud: Cloud,
): Verdict {
  const bad = badShare(signal, region, zone, cloud)
  if (bad < BROAD) return PASS
  const others = zones.filter((each) => each !== zone)
  const usual =
    others.reduce((sum, each) => sum + badShare(signal, region, each, cloud), 0) / Math.max(1, others.length)
  const says = `${Math.round(100 * bad)} % of what ${signal.watch} watches in ${zone} is bad`
  if (bad >= TIMES_OTHERS * usual) return fail(says)
  return { is: 'unknown', because: `${says}, and ${Math.round(100 * usual)} % elsewhere: bad everywhere at once` }
}

function badShare({ watch }: Watched, region: Region, zone: ZoneId, cloud: Cloud): number {
  const at = atZone(region, zone)
  if (watch === 'ebs') {
    const stuck = cloud.noise?.stuck(zone, cloud.nowMs) ?? 0
    return 1 - (1 - stuck) * (1 - cloud.planes.fateOf({ service: 'ebs', side: 'data', at }, cloud.nowMs).failing)
  }
  const { gray, silent, wrong } = cloud.host(region, zone)
  return watch === 'ec2' ? 1 - (1 - silent) * (1 - gray) : 1 - (1 - silent) * (1 - wrong)
}

/** What a report by regions says of one. */
export function regionWord(signal: Watched, region: Region, cloud: Cloud): Verdict {
  switch (signal.watch) {
    case 'rds':
      return databaseWord(signal, region, cloud)
    case 'autoscaling':
      return launchWord(region, cloud)
    case 'health': {
      const since = cloud.planes.oldestIn(region)
      return since !== undefined && cloud.nowMs - since >= STATUS_PAGE_LATE_MS
        ? fail('an open issue on the status page')
        : PASS
    }
    default: {
      const zones = cloud.drill.policy.regions.find((each) => each.region === region)?.zones ?? []
      const served = zones.map((zone) => cloud.served(region, zone).reads)
      const share = served.reduce((sum, each) => sum + each, 0) / Math.max(1, served.length)
      return share < 1 - BROAD ? fail('alarms are in ALARM') : PASS
    }
  }
}

/** Launches that a move asked for, and those by which groups that are not frozen replace what fails. */
function launchWord(region: Region, cloud: Cloud): Verdict {
  const refused = [...cloud.groups.values()].reduce((sum, group) => sum + (group.at(region)?.refused ?? 0), 0)
  if (refused > 0) return fail(`${refused} launches failed lately`)
  if (cloud.planes.areWell) return PASS
  for (const group of cloud.groups.values()) {
    const fleet = group.at(region)
    if (!fleet || fleet.isFrozen || group.root === 'fargate') continue
    const isReplacing = fleet.zones.some((zone) => {
      const { gray, silent } = cloud.host(region, zone)
      return 1 - (1 - silent) * (1 - gray) >= REPLACED
    })
    if (isReplacing && grantedShare(cloud, group, region) < 1 / 2)
      return fail(`most launches of ${group.name} failed lately`)
  }
  return PASS
}

function databaseWord({ lagMs }: Watched, region: Region, cloud: Cloud): Verdict {
  cloud.flow()
  for (const database of cloud.databases.values()) {
    if (database.engine === 'dynamodb') continue
    const server = database.at(region)
    if (server && !server.isUp) return fail(`${database.name} is not available`)
    const behindMs = database.lagAt(region, cloud.nowMs)
    if (lagMs !== undefined && behindMs !== undefined && behindMs > lagMs)
      return fail(`${database.name} is ${behindMs} ms behind`)
  }
  return PASS
}
