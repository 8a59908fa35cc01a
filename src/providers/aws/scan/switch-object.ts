/**
 * The switch that health checks already are: an inverted check of an S3 object takes a region's record out of the answers
 * while the object is there. Pure.
 */
import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import { isRegion, type Region } from '../../../model/place.js'
import type { FoundChecks } from './names.js'

/** The object a health check asks for. */
interface AskedObject {
  readonly bucket: string
  readonly region: Region
  readonly key: string
}

export interface FoundSwitch {
  readonly bucket: string
  readonly region: Region
  /** The object that switches each region off. */
  readonly objects: { readonly [region: string]: string }
}

/** The switch, if there is one that can be used; and what is wrong with checks that almost are one. */
export interface SwitchRead {
  readonly switch?: FoundSwitch
  readonly remarks: readonly string[]
}

/** What the checks of each region's records come to. */
export function switchIn(
  idsByRegion: ReadonlyMap<Region, readonly string[]>,
  checks: FoundChecks,
  primary: Region,
): SwitchRead {
  const seen = [...idsByRegion].flatMap(([of, ids]) => ids.flatMap((id) => candidates(of, id, checks)))
  const usable = seen.filter(({ wrong }) => wrong === undefined)
  const [first] = [...usable].sort((a, b) => Number(b.of === primary) - Number(a.of === primary))
  const remarks = seen.flatMap(({ wrong }) => wrong ?? [])
  if (!first) return { remarks }
  const { bucket, region } = first.object
  const same = usable.filter(({ object }) => object.bucket === bucket && object.region === region)
  const others = usable.filter((each) => !same.includes(each))
  return {
    switch: { bucket, region, objects: Object.fromEntries(same.map(({ object, of }) => [of, object.key])) },
    remarks: [
      ...remarks,
      ...others.map(
        ({ object, of }) => `The check of ${of} asks s3://${object.bucket}/${object.key}: a switch has one bucket.`,
      ),
    ],
  }
}

interface Candidate {
  readonly of: Region
  readonly object: AskedObject
  readonly wrong?: string
}

function candidates(of: Region, id: string, checks: FoundChecks): readonly Candidate[] {
  const config = checks[id]
  if (!config) return []
  const parts = (config.ChildHealthChecks ?? []).flatMap((child) => candidates(of, child, checks))
  const object = objectIn(config)
  if (!object) return parts
  const wrong = wrongWith(of, id, object, config)
  return [...parts, { of, object, ...(wrong === undefined ? {} : { wrong }) }]
}

function wrongWith(
  of: Region,
  id: string,
  { bucket, key, region }: AskedObject,
  config: HealthCheckConfig,
): string | undefined {
  const what = `Health check ${id} of ${of} asks for s3://${bucket}/${key}`
  if (config.Disabled) return `${what}, but is disabled, which counts as healthy.`
  if (!config.Inverted)
    return `${what}, but is not inverted: it would switch the region off while the object is missing.`
  if (region === of) return `${what}, which stands in the very region it switches off.`
  return undefined
}

/** By the names S3 gives a bucket in its region, so that no other region has a part in the answer. */
export function objectIn({
  FullyQualifiedDomainName: host = '',
  ResourcePath = '',
  Type = 'TCP',
}: HealthCheckConfig): AskedObject | undefined {
  if (!Type.startsWith('HTTP')) return undefined
  const [, own, region = ''] = /^(?:(.+)\.)?s3\.(?:dualstack\.)?([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? []
  if (!isRegion(region)) return undefined
  const path = decoded(ResourcePath).replace(/^\//, '')
  const [bucket, key] = own === undefined ? [path.split('/')[0] ?? '', path.split('/').slice(1).join('/')] : [own, path]
  return bucket === '' || key === '' ? undefined : { bucket, region, key }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
