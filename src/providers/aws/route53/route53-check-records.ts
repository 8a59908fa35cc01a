/**
 * Foot-guns of records and health checks
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html,
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html).
 */
import type { Finding } from '../live-check.js'
import { say } from './route53-check-settings.js'
import { type CheckConfig, type Checks, controlRegion, objectRegion } from './route53-health.js'
import type { NameParts } from './route53-inspect.js'
import { foreignOwner, otherOwner, readMarker } from './route53-marker.js'
import type { RecordsSeen } from './route53-read.js'
import { bare, fullName, waysOf } from './route53-record.js'
import { type RecordSet, regionOfSet, routingOf, saySet } from './route53-sets.js'

const TTL_MAX_SECONDS = 60

/** All of it, from what was read. */
export function recordFindings(parts: NameParts, seen: RecordsSeen): readonly Finding[] {
  return [
    ...missing(parts, seen),
    ...seen.sets.flatMap((set) => [
      ...longLived(parts, set),
      ...uncheckedIn(parts, seen, set),
      ...watchedFromWithin(parts, seen, set),
    ]),
    ...Object.entries(seen.checks).flatMap(([id, config]) => checkFindings(parts, id, config)),
    ...unwired(parts, seen),
    ...owned(parts, seen),
  ]
}

function missing({ context, resource, settings }: NameParts, { sets }: RecordsSeen): readonly Finding[] {
  const name = fullName(settings)
  if (sets.length === 0) {
    return [
      say(resource, 'records-missing', 'error', `${name} has no address records`, 'create a record for each region'),
    ]
  }
  const regions = new Set(sets.map((set) => regionOfSet(set, settings.records)))
  const without = context.regions.filter(({ region }) => !regions.has(region))
  const next = `create it, or name its set identifier under "records"; there are: ${sets.map(saySet).join(', ')}`
  return without.map(({ region }) =>
    say(
      resource,
      'record-missing',
      'error',
      `${name} has no record for ${region}: traffic cannot be brought there`,
      next,
    ),
  )
}

const longLived = ({ resource }: NameParts, set: RecordSet): readonly Finding[] =>
  (set.TTL ?? 0) > TTL_MAX_SECONDS
    ? [
        say(
          resource,
          'ttl-too-long',
          'warning',
          `${saySet(set)} may be kept for ${set.TTL} s: so long do users go on to the old region`,
          `set its TTL to ${TTL_MAX_SECONDS} s or less`,
        ),
      ]
    : []

/** A record without a check is always healthy; an alias may judge by its target, which no switch can turn. */
function uncheckedIn({ resource }: NameParts, { checks }: RecordsSeen, set: RecordSet): readonly Finding[] {
  if (routingOf(set) === 'simple') return []
  const { HealthCheckId: id } = set
  if (id === undefined) {
    const says = `${saySet(set)} has no health check: Route 53 takes it for healthy, whatever happens`
    return [say(resource, 'record-without-health-check', 'warning', says, 'give it a health check')]
  }
  if (checks[id]) return []
  const says = `${saySet(set)} names the health check ${id}, which could not be read`
  return [say(resource, 'health-check-unseen', 'unknown', says, 'see that it exists')]
}

/** An alarm that is lost with the region it speaks for keeps its last word, or has none. */
function watchedFromWithin(
  { resource, settings }: NameParts,
  { checks }: RecordsSeen,
  set: RecordSet,
): readonly Finding[] {
  const at = regionOfSet(set, settings.records)
  const leaves = leavesOf(set.HealthCheckId, checks)
  const isSwitched = leaves.some(
    (config) =>
      objectRegion(config, settings.switch) !== undefined ||
      controlRegion(config, settings.routing_control) !== undefined,
  )
  if (isSwitched || !leaves.some(({ alarmIn }) => alarmIn === at)) return []
  const says = `${saySet(set)} hangs on an alarm of CloudWatch in ${at}: when that region is lost, nothing turns it`
  const next = 'let a health check ask an endpoint of the region, or put the alarm in another region'
  return [say(resource, 'alarm-in-region-watched', 'warning', says, next)]
}

/** The checks that a check comes down to. */
function leavesOf(id: string | undefined, checks: Checks): readonly CheckConfig[] {
  const config = id === undefined ? undefined : checks[id]
  if (!config) return []
  return config.children ? config.children.flatMap((child) => leavesOf(child, checks)) : [config]
}

function checkFindings({ resource, settings }: NameParts, id: string, config: CheckConfig): readonly Finding[] {
  const what = `health check ${id}`
  const isSwitch = objectRegion(config, settings.switch) !== undefined
  return [
    ...(config.disabled
      ? [say(resource, 'health-check-disabled', 'error', `${what} is disabled, and counts as healthy`, 'enable it')]
      : []),
    ...(bare(config.host ?? '') === fullName(settings)
      ? [
          say(
            resource,
            'health-check-on-own-name',
            'error',
            `${what} asks ${config.host}, the very name it decides on: what it finds depends on what it says`,
            "have it ask the region's own endpoint",
          ),
        ]
      : []),
    ...(config.type === 'CLOUDWATCH_METRIC' && config.insufficient !== 'LastKnownStatus'
      ? [
          say(
            resource,
            'insufficient-data-decides',
            'warning',
            `${what} turns ${config.insufficient ?? 'by default'} when CloudWatch has no data: an outage of CloudWatch would move traffic`,
            'set InsufficientDataHealthStatus to LastKnownStatus',
          ),
        ]
      : []),
    ...(isSwitch && !config.inverted
      ? [
          say(
            resource,
            'switch-not-inverted',
            'error',
            `${what} asks for the switch object and is not inverted: the region is off while the object is missing`,
            'set Inverted on it',
          ),
        ]
      : []),
  ]
}

/** A switch that no record of its region hangs on switches nothing. */
function unwired(parts: NameParts, seen: RecordsSeen): readonly Finding[] {
  const { resource, settings } = parts
  const ways = waysOf(settings)
  const { routing_control: control, switch: of } = settings
  const loose = (at: string, follows: (config: CheckConfig) => boolean): readonly RecordSet[] =>
    seen.sets.filter((set) => regionOfSet(set, settings.records) === at && !hangsOn(set, seen, follows))
  const objects = Object.entries(ways.includes('health-switch') ? (of?.objects ?? {}) : {})
  const controls = Object.entries(ways.includes('routing-control') ? (control?.controls ?? {}) : {})
  return [
    ...objects.flatMap(([at, key]) =>
      loose(at, (config) => objectRegion(config, of) === at).map((set) =>
        say(
          resource,
          'switch-not-wired',
          'error',
          `no health check of ${saySet(set)} asks for the switch object: putting it would not switch ${at} off`,
          `give it an inverted HTTPS check on ${of?.bucket}.s3.${of?.region}.amazonaws.com, path /${key}`,
        ),
      ),
    ),
    ...controls.flatMap(([at, arn]) =>
      loose(at, (config) => controlRegion(config, control) === at).map((set) =>
        say(
          resource,
          'control-not-wired',
          'error',
          `no health check of ${saySet(set)} follows the routing control of ${at}: setting it would change nothing`,
          `give it a RECOVERY_CONTROL check on ${arn}`,
        ),
      ),
    ),
  ]
}

function hangsOn(
  { HealthCheckId }: RecordSet,
  { checks }: RecordsSeen,
  follows: (config: CheckConfig) => boolean,
): boolean {
  const own = HealthCheckId === undefined ? undefined : checks[HealthCheckId]
  const parts = own?.children?.flatMap((id) => checks[id] ?? []) ?? []
  return [...(own ? [own] : []), ...parts].some((config) => follows(config))
}

function owned({ context, resource, settings }: NameParts, { name, texts }: RecordsSeen): readonly Finding[] {
  const marker = name.marker && readMarker(name.marker)
  const owner = foreignOwner([...name.all, ...texts]) ?? otherOwner(marker, { app: context.app, resource })
  if (owner === undefined) return []
  const says = `${fullName(settings)} is managed by ${owner}: record-weight will not touch it`
  return [say(resource, 'name-of-another', 'error', says, 'let one of the two own the name')]
}
