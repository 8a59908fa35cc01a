/**
 * Where things are, and what they lean on.
 *
 * A *fault domain* is a place that can fail as one: a zone or a region. A *plane* is half of one service in one place,
 * the smallest thing a step can depend on: running instances are EC2's data side, launching one is its control side.
 * Zones are named by zone id (`use1-az1`), never by name (`us-east-1a`), since names are shuffled per account (law 21).
 */
import type { Brand } from './brand.js'
import { invariant } from './invariant.js'

export type Region = Brand<'Region'>
export type ZoneId = Brand<'ZoneId'>
/** A point of view: a region or host, outside the regions watched, from which probes are sent. One vantage, one vote. */
export type Vantage = Brand<'Vantage'>

/** The shape of a region's code; shape alone, so that a region opened tomorrow needs no new version. */
export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/
/** Of an Availability Zone (`use1-az1`), a Local Zone (`usw2-lax1-az1`) or a Wavelength Zone (`use1-wl1-bos-wlz1`). */
const ZONE_ID = /^[a-z]{2,4}\d{1,2}(-[a-z]{2,4}\d{0,2})*-(az|wlz)\d{1,2}$/

/** Whether `text` has the shape of a region's code, such as `eu-west-1`. */
export const isRegion = (text: string): text is Region => REGION.test(text)
/** Whether `text` has the shape of a zone id, such as `euw1-az2`; a zone *name* (`eu-west-1a`) has not. */
export const isZoneId = (text: string): text is ZoneId => ZONE_ID.test(text)

/** `text` as a region; a wrong shape is a bug, since outside text is checked when it is parsed. */
export function region(text: string): Region {
  invariant(isRegion(text), `"${text}" is not a region`)
  return text
}

/** `text` as a zone id; a wrong shape is a bug, since outside text is checked when it is parsed. */
export function zone(text: string): ZoneId {
  invariant(isZoneId(text), `"${text}" is not a zone id`)
  return text
}

export const vantage = (text: string): Vantage => text as Vantage

export interface ZoneDomain {
  readonly kind: 'zone'
  readonly region: Region
  readonly zone: ZoneId
}
export interface RegionDomain {
  readonly kind: 'region'
  readonly region: Region
}
export type FaultDomain = ZoneDomain | RegionDomain

export const atRegion = (region: Region): RegionDomain => ({ kind: 'region', region })
export const atZone = (region: Region, zone: ZoneId): ZoneDomain => ({ kind: 'zone', region, zone })

/** The services whose planes a step or a signal can name. The last line is what the local cloud offers. */
export const SERVICES = [
  'ec2',
  'ebs',
  'elb',
  'rds',
  'aurora',
  'dynamodb',
  'elasticache',
  's3',
  'route53',
  'arc',
  'iam',
  'sts',
  'cloudwatch',
  'autoscaling',
  'zonal-shift',
  'global-accelerator',
  'lambda',
  'ecs',
  'eks',
  'network',
  'power',
  'postgres',
  'dns',
  'compute',
] as const
export type Service = (typeof SERVICES)[number]

export interface Plane {
  readonly kind: 'plane'
  readonly service: Service
  readonly side: 'control' | 'data'
  readonly at: FaultDomain
}

export const plane = (service: Service, side: Plane['side'], at: FaultDomain): Plane => ({
  kind: 'plane',
  service,
  side,
  at,
})

/** What a judgement can be about. */
export type Subject = FaultDomain | Plane

/** One stable text for a subject, fit for keys, logs and people: `us-east-1`, `use1-az1`, `postgres/data@us-east-1`. */
export function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case 'region':
      return subject.region
    case 'zone':
      return subject.zone
    case 'plane':
      return `${subject.service}/${subject.side}@${nameOf(subject.at)}`
  }
}

/** The region a subject lies in. */
export const regionOf = (subject: Subject): Region => (subject.kind === 'plane' ? subject.at.region : subject.region)

/** Whether `outer` failing takes `inner` with it: a region holds its zones and planes, a zone its planes, a plane itself. */
export function holds(outer: Subject, inner: Subject): boolean {
  if (nameOf(outer) === nameOf(inner)) return true
  if (outer.kind === 'plane') {
    const samePlane = inner.kind === 'plane' && inner.service === outer.service && inner.side === outer.side
    return samePlane && holds(outer.at, inner.at)
  }
  if (inner.kind === 'plane') return holds(outer, inner.at)
  return outer.kind === 'region' && inner.kind === 'zone' && inner.region === outer.region
}
