/** What can be asked of each region, as the health checks of the app's records already do. Pure. */
import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import type { Region } from '../../../model/place.js'
import type { FoundEntry, Settings } from './found.js'
import type { FoundChecks } from './names.js'
import { objectIn } from './switch-object.js'

/** A signal of the policy, and the endpoints its URL stands on if regions are told apart by these. */
export interface FoundProbe {
  readonly signal: FoundEntry
  readonly endpoints?: Settings
}

interface Endpoint {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly path: string
}

/** A probe of every region, where each has an HTTP check of its own endpoint on a record of `name`. */
export function probeOf(
  name: string,
  idsByRegion: ReadonlyMap<Region, readonly string[]>,
  checks: FoundChecks,
  regions: readonly Region[],
): FoundProbe | undefined {
  const found = regions.map((region) => {
    const endpoint = (idsByRegion.get(region) ?? []).flatMap((id) => endpointsIn(id, name, checks))[0]
    return { region, endpoint }
  })
  const known = found.flatMap(({ endpoint, region }) => (endpoint ? [{ endpoint, region }] : []))
  const [first] = known
  if (!first || known.length < regions.length) return undefined
  const urls = known.map(({ endpoint, region }) => templated(endpoint, region))
  const [url = ''] = urls
  const because = [`Asks what the Route 53 health checks of ${name} ask, of each region.`]
  const settings = (target: string): Settings => ({ probe: 'http', url: target, per: 'region', timeout: '2s' })
  if (urls.every((each) => each === url)) return { signal: { name: 'http', settings: settings(url), because } }
  const { path, scheme } = first.endpoint
  if (known.some(({ endpoint }) => endpoint.path !== path || endpoint.scheme !== scheme)) return undefined
  const endpoints = Object.fromEntries(
    known.map(({ endpoint, region }) => [region, `${endpoint.host}:${endpoint.port}`]),
  )
  return { signal: { name: 'http', settings: settings(`${scheme}://{endpoint}${path}`), because }, endpoints }
}

function endpointsIn(id: string, name: string, checks: FoundChecks): readonly Endpoint[] {
  const config = checks[id]
  if (!config) return []
  const parts = (config.ChildHealthChecks ?? []).flatMap((child) => endpointsIn(child, name, checks))
  const own = endpointIn(config)
  // A check of the failover name itself finds whichever region answers.
  return own && own.host !== name ? [own, ...parts] : parts
}

function endpointIn(config: HealthCheckConfig): Endpoint | undefined {
  const { FullyQualifiedDomainName, IPAddress, Inverted, Port, ResourcePath = '/', Type = 'TCP' } = config
  const host = FullyQualifiedDomainName ?? IPAddress
  if (!Type.startsWith('HTTP') || Inverted || host === undefined || host === '' || objectIn(config)) return undefined
  const scheme = Type.startsWith('HTTPS') ? 'https' : 'http'
  const path = ResourcePath.startsWith('/') ? ResourcePath : `/${ResourcePath}`
  return { scheme, host, port: Port ?? (scheme === 'https' ? 443 : 80), path }
}

/** The URL with `{region}` for the region's code, so that one text may stand for all. */
function templated({ host, path, port, scheme }: Endpoint, region: Region): string {
  const usual = scheme === 'https' ? 443 : 80
  const text = `${host.replaceAll(region, '{region}')}${port === usual ? '' : `:${port}`}${path}`
  return `${scheme}://${text}`
}
