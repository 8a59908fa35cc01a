/**
 * What the provider itself reports, from the vantage `aws`: one voice, about planes (docs/decisions/0007). Volume and
 * instance status and database status change by the minute, so that a report read twice is marked as given before. What the
 * status page and alarms say is evidence, and late.
 */
import type { Check, Verdict } from '../model/health.js'
import {
  atRegion,
  atZone,
  type FaultDomain,
  nameOf,
  plane,
  type Region,
  type Subject,
  vantage,
  type ZoneId,
} from '../model/place.js'
import type { SignalPolicy } from '../policy/policy.js'
import type { Cloud } from './cloud.js'
import { grantedShare } from './launching.js'
import type { ObserverParts } from './sim-observing.js'

const AWS = vantage('aws')
const MINUTE_MS = 60_000
/** Breadth: so much of a zone's things bad, and so many times the other zones' share (docs/decisions/0007). */
const BROAD = 0.3
const TIMES_OTHERS = 3
/** AWS told of past outages about so much later. */
const STATUS_PAGE_LATE_MS = 30 * MINUTE_MS
const CALLS_LATELY_MS = 5 * MINUTE_MS
const FAILED_MIN = 3
/** From this share of a zone's instances on, a group is at work replacing them. */
const REPLACED = 0.1

type Watched = Extract<SignalPolicy, { readonly watch: string }>
interface Report {
  readonly of: Subject
  readonly verdict: Verdict
}

/** Reports of every watched signal; a burst is given what was reported before. */
export function watchesOf(parts: ObserverParts): (isBurst: boolean) => readonly Check[] {
  const signals = parts.cloud.drill.policy.observe.signals.filter((signal): signal is Watched => 'watch' in signal)
  const kept = new Map<string, { readonly period: number; readonly checks: readonly Check[] }>()
  return (isBurst) =>
    signals.flatMap((signal) => {
      const before = kept.get(signal.name)
      const period = Math.floor(parts.cloud.nowMs / (signal.watch === 'api' ? 1 : MINUTE_MS))
      if (before && (isBurst || before.period === period))
        return before.checks.map((check): Check => ({ ...check, again: true }))
      const at = parts.clock.now()
      const checks = reportsOf(signal, parts).map(
        ({ of, verdict }): Check => ({ kind: 'check', at, from: AWS, of, signal: signal.name, verdict }),
      )
      kept.set(signal.name, { period, checks })
      return checks
    })
}

function reportsOf(signal: Watched, parts: ObserverParts): readonly Report[] {
  const { regions } = parts.cloud.drill.policy
  if (signal.watch === 'api') return apiReports(parts)
  if (signal.per === 'zone') {
    return regions.flatMap(({ region, zones }) => {
      const blind = blindness(signal, region, parts)
      return zones.map((zone) => ({
        of: subjectOf(signal, atZone(region, zone)),
        verdict: blind ?? zoneWord(signal, region, zone, zones, parts.cloud),
      }))
    })
  }
  return regions.map(({ region }) => ({
    of:
      signal.watch === 'autoscaling' ? plane('ec2', 'control', atRegion(region)) : subjectOf(signal, atRegion(region)),
    verdict: blindness(signal, region, parts) ?? regionWord(signal, region, parts.cloud),
  }))
}

const subjectOf = ({ tells }: Watched, at: FaultDomain): Subject =>
  tells === 'domain' || tells === 'control' ? at : plane(tells, 'data', at)

/** Which API tells of what. */
const ASKS = {
  ebs: 'ec2',
  ec2: 'ec2',
  elb: 'elb',
  rds: 'rds',
  autoscaling: 'autoscaling',
  cloudwatch: 'cloudwatch',
} as const

/** Why nothing can be told of a region, where its API or its metrics do not answer. */
function blindness(
  signal: Watched,
  region: Region,
  { caller, cloud, host, random }: ObserverParts,
): Verdict | undefined {
  const { nowMs, partitions, planes } = cloud
  if (signal.watch === 'health' || signal.watch === 'api') return undefined
  if (partitions.part(['controller', host], [region])) return { is: 'unknown', because: `no answer from ${region}` }
  if (planes.areWell) return undefined
  if (caller.isBarred(region)) return { is: 'unknown', because: `no credentials for ${region}` }
  const service = ASKS[signal.watch]
  const at = atRegion(region)
  const api = service === 'cloudwatch' ? 0 : planes.fateOf({ service, side: 'control', at }, nowMs).failing
  const metrics = planes.fateOf({ service: 'cloudwatch', side: 'data', at }, nowMs).failing
  if (random() < api) return { is: 'unknown', because: `the API of ${service} in ${region} fails` }
  return random() < metrics ? { is: 'unknown', because: `CloudWatch in ${region} fails` } : undefined
}

const PASS: Verdict = { is: 'pass', latencyMs: 0 }
const fail = (because: string): Verdict => ({ is: 'fail', because, mode: 'wrong-answer' })

function zoneWord(signal: Watched, region: Region, zone: ZoneId, zones: readonly ZoneId[], cloud: Cloud): Verdict {
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
  if (watch === 'ebs') return cloud.planes.fateOf({ service: 'ebs', side: 'data', at }, cloud.nowMs).failing
  const { gray, silent, wrong } = cloud.host(region, zone)
  return watch === 'ec2' ? 1 - (1 - silent) * (1 - gray) : 1 - (1 - silent) * (1 - wrong)
}

function regionWord(signal: Watched, region: Region, cloud: Cloud): Verdict {
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

/** How this side's own calls fared lately, plane by plane; where all fail, it is this side's way out. */
function apiReports({ caller, cloud }: ObserverParts): readonly Report[] {
  const seen = [...caller.fared.values()].flatMap(({ outcomes, plane: of }) => {
    const lately = outcomes.filter(({ atMs }) => cloud.nowMs - atMs <= CALLS_LATELY_MS)
    const failed = lately.filter(({ isWell }) => !isWell).length
    return lately.length > 0
      ? [{ of, calls: lately.length, failed, isBad: failed >= FAILED_MIN && failed * 2 >= lately.length }]
      : []
  })
  const isOurs = seen.length > 1 && seen.every(({ isBad }) => isBad)
  return seen.map(({ calls, failed, isBad, of }): Report => {
    if (isBad && isOurs) return { of, verdict: { is: 'unknown', because: 'every call fails: this side’s own way out' } }
    if (isBad) return { of, verdict: fail(`${failed} of ${calls} calls of ${nameOf(of)} failed`) }
    return { of, verdict: failed * 2 < calls ? PASS : { is: 'unknown', because: `${failed} of ${calls} calls failed` } }
  })
}
