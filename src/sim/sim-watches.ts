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
} from '../model/place.js'
import type { SignalPolicy } from '../policy/policy.js'
import type { ObserverParts } from './sim-observing.js'
import { fail, PASS, regionWord, zoneWord } from './watch-words.js'

const AWS = vantage('aws')
const MINUTE_MS = 60_000
const CALLS_LATELY_MS = 5 * MINUTE_MS
const FAILED_MIN = 3

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
  const { cloud } = parts
  const { regions } = cloud.drill.policy
  if (signal.watch === 'api') return apiReports(parts)
  if (signal.per === 'zone') {
    return regions.flatMap(({ region, zones }) => {
      const blind = blindness(signal, region, parts)
      return zones.map((zone) => ({
        of: subjectOf(signal, atZone(region, zone)),
        verdict:
          blind ?? cloud.late?.word(signal, atZone(region, zone)) ?? zoneWord(signal, region, zone, zones, cloud),
      }))
    })
  }
  return regions.map(({ region }) => ({
    of:
      signal.watch === 'autoscaling' ? plane('ec2', 'control', atRegion(region)) : subjectOf(signal, atRegion(region)),
    verdict:
      blindness(signal, region, parts) ??
      cloud.late?.word(signal, atRegion(region)) ??
      regionWord(signal, region, cloud),
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
