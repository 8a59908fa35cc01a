/**
 * What a health check comes to when switches stand this way or that. Only switches count: what an endpoint answers
 * at the moment is not where the name is *set* to lead. A disabled check is healthy whatever it watches, and a record
 * without a check always is
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html).
 */
import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import { z } from 'zod'
import type { HealthSwitch, RoutingControl } from './route53-record.js'

export const checkConfig = z.object({
  type: z.string(),
  inverted: z.boolean(),
  disabled: z.boolean(),
  host: z.string().optional(),
  path: z.string().optional(),
  children: z.array(z.string()).optional(),
  threshold: z.number().optional(),
  control: z.string().optional(),
  insufficient: z.string().optional(),
  /** Where the alarm stands that it goes by. */
  alarmIn: z.string().optional(),
  alarm: z.string().optional(),
})
export type CheckConfig = z.output<typeof checkConfig>
export type Checks = { readonly [id: string]: CheckConfig }

/** What is read of a health check's configuration, as plain data. */
export function plainConfig(config: HealthCheckConfig): CheckConfig {
  const { ChildHealthChecks, FullyQualifiedDomainName, HealthThreshold, InsufficientDataHealthStatus } = config
  return {
    type: config.Type ?? '',
    inverted: config.Inverted ?? false,
    disabled: config.Disabled ?? false,
    ...(FullyQualifiedDomainName === undefined ? {} : { host: FullyQualifiedDomainName }),
    ...(config.ResourcePath === undefined ? {} : { path: config.ResourcePath }),
    ...(ChildHealthChecks?.length ? { children: ChildHealthChecks } : {}),
    ...(HealthThreshold === undefined ? {} : { threshold: HealthThreshold }),
    ...(config.RoutingControlArn === undefined ? {} : { control: config.RoutingControlArn }),
    ...(InsufficientDataHealthStatus === undefined ? {} : { insufficient: InsufficientDataHealthStatus }),
    ...(config.AlarmIdentifier?.Region === undefined ? {} : { alarmIn: config.AlarmIdentifier.Region }),
    ...(config.AlarmIdentifier?.Name === undefined ? {} : { alarm: config.AlarmIdentifier.Name }),
  }
}

/** How switches stand: by region, true where the region is let in. A region that is not in it was not seen. */
export interface Standing {
  readonly objects: { readonly [region: string]: boolean }
  readonly controls: { readonly [region: string]: boolean }
}
/** The switches that the policy knows of. */
export interface Switches {
  readonly switch?: HealthSwitch | undefined
  readonly routing_control?: RoutingControl | undefined
}

/** Whether a check passes; undefined when it hangs on a switch that was not seen, or on a check that was not. */
export function isHealthy(id: string, checks: Checks, standing: Standing, switches: Switches): boolean | undefined {
  const config = checks[id]
  if (!config) return undefined
  if (config.disabled) return true
  const control = controlRegion(config, switches.routing_control)
  if (control !== undefined) return standing.controls[control]
  const object = objectRegion(config, switches.switch)
  if (object !== undefined) {
    const isOn = standing.objects[object]
    // It passes while the object is there, and inverted while it is not.
    return isOn === undefined ? undefined : config.inverted === isOn
  }
  return config.children ? calculated(config, checks, standing, switches) : true
}

function calculated(
  { children = [], inverted, threshold = children.length }: CheckConfig,
  checks: Checks,
  standing: Standing,
  switches: Switches,
): boolean | undefined {
  const each = children.map((id) => isHealthy(id, checks, standing, switches))
  const healthy = each.filter((is) => is === true).length
  const unseen = each.filter((is) => is === undefined).length
  if (healthy >= threshold) return !inverted
  return healthy + unseen >= threshold ? undefined : inverted
}

/** The region whose switch object a check asks for. */
export function objectRegion(config: CheckConfig, of: HealthSwitch | undefined): string | undefined {
  return Object.entries(of?.objects ?? {}).find(([, key]) =>
    asksFor(config, of?.bucket ?? '', of?.region ?? '', key),
  )?.[0]
}

/** By the names S3 gives a bucket in its region, so that no other region has a part in the answer. */
function asksFor({ host = '', path = '', type }: CheckConfig, bucket: string, region: string, key: string): boolean {
  if (!type.startsWith('HTTP')) return false
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const hosts = [`s3.${region}.${suffix}`, `s3.dualstack.${region}.${suffix}`]
  const asked = decoded(path)
  return hosts.some(
    (at) => (host === `${bucket}.${at}` && asked === `/${key}`) || (host === at && asked === `/${bucket}/${key}`),
  )
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The region whose routing control a check follows. */
export const controlRegion = ({ control }: CheckConfig, of: RoutingControl | undefined): string | undefined =>
  Object.entries(of?.controls ?? {}).find(([, arn]) => arn === control)?.[0]
