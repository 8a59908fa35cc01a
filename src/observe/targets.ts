/**
 * What there is to ask: one target for each signal, each place it is asked of, and each vantage it is asked from.
 *
 * What cannot be asked is a target all the same, whose every check is unknown with the reason: a signal that silently
 * fell away would look like one that never fails (law 1).
 */
import { isIP } from 'node:net'
import { atRegion, atZone, type FaultDomain, nameOf, plane, type Subject, type Vantage } from '../model/place.js'
import type { Policy, SignalPolicy } from '../policy/policy.js'

/** What a world knows of its places. */
export interface Places {
  /** `host:port` for `{endpoint}`; undefined where the place has none. */
  endpointOf(of: FaultDomain): string | undefined
  /** The local address from which a vantage asks; undefined where the system may choose. */
  sourceOf(from: Vantage): string | undefined
  /** Whether an observer of the world's own reports the health of `service`; no service when absent. */
  watches?(service: string): boolean
}

/** Where a question goes. `host` is a name or an address, without brackets. */
export interface Address {
  readonly host: string
  readonly port: number
}

export interface HttpQuestion extends Address {
  readonly kind: 'http'
  readonly secure: boolean
  /** What the `host` header says. */
  readonly authority: string
  /** Path and query. */
  readonly path: string
  /** What the `authorization` header says, where the URL holds a name and a password. */
  readonly authorization?: string
  readonly method: string
  readonly status: readonly number[]
  readonly body?: string
  readonly maxBodyBytes?: number
}

export interface TcpQuestion extends Address {
  readonly kind: 'tcp'
}

export interface TlsQuestion extends Address {
  readonly kind: 'tls'
  /** The name the certificate must carry. */
  readonly serverName: string
  readonly expiresAfterMs: number
}

export interface DnsQuestion extends Address {
  readonly kind: 'dns'
  readonly query: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'SOA'
}

export type Question =
  | HttpQuestion
  | TcpQuestion
  | TlsQuestion
  | DnsQuestion
  | { readonly kind: 'none'; readonly because: string }

export interface Target {
  /** The policy's name of the signal. */
  readonly signal: string
  readonly of: Subject
  readonly from: Vantage
  /** The local address to ask from. */
  readonly source?: string
  readonly timeoutMs: number
  readonly question: Question
}

/** Every target of the policy, in the order of its signals. */
export function targetsOf(
  { observe, regions }: Pick<Policy, 'observe' | 'regions'>,
  places: Places,
): readonly Target[] {
  return observe.signals.flatMap((signal) => {
    if ('watch' in signal && places.watches?.(signal.watch)) return []
    const { tells } = signal
    // Which control planes a report names, only the report knows.
    if (tells === 'control') return []
    return placesAsked(signal, regions).flatMap((at) => {
      const question = questionOf(signal, at, places)
      const of = tells === 'domain' ? at : plane(tells, 'data', at)
      return observe.vantages.map((from) => {
        const source = places.sourceOf(from)
        const { name, timeoutMs } = signal
        return { signal: name, of, from, ...(source === undefined ? {} : { source }), timeoutMs, question }
      })
    })
  })
}

function placesAsked({ per }: SignalPolicy, regions: Policy['regions']): readonly FaultDomain[] {
  if (per === 'region') return regions.map(({ region }) => atRegion(region))
  return regions.flatMap(({ region, zones }) => zones.map((zone) => atZone(region, zone)))
}

const none = (because: string): Question => ({ kind: 'none', because })

function questionOf(signal: SignalPolicy, at: FaultDomain, places: Places): Question {
  if ('watch' in signal) return none(`this world does not watch ${signal.watch}`)
  const text = filled(signal.target, at, places)
  if (text === undefined) return none(`this world knows no endpoint of ${nameOf(at)}`)
  if (signal.probe === 'http') return httpQuestion(signal, text)
  const address = addressOf(text)
  if (!address) return none(`"${text}" is not a host and a port`)
  switch (signal.probe) {
    case 'tcp':
      return { kind: 'tcp', ...address }
    case 'tls': {
      const { expiresAfterMs, serverName = address.host } = signal
      return { kind: 'tls', ...address, serverName, expiresAfterMs }
    }
    case 'dns':
      return { kind: 'dns', ...address, query: signal.query, type: signal.type }
  }
}

/** The template with its places filled in; undefined when it asks for an endpoint that nobody knows. */
function filled(template: string, at: FaultDomain, places: Places): string | undefined {
  const endpoint = template.includes('{endpoint}') ? places.endpointOf(at) : ''
  if (endpoint === undefined) return undefined
  const zone = at.kind === 'zone' ? at.zone : ''
  return template.replaceAll('{zone}', zone).replaceAll('{region}', at.region).replaceAll('{endpoint}', endpoint)
}

type HttpSignal = Extract<SignalPolicy, { readonly probe: 'http' }>

function httpQuestion(signal: HttpSignal, text: string): Question {
  if (!URL.canParse(text)) return none(`"${text}" is not a URL`)
  const { host, hostname, password, pathname, port, protocol, search, username } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return none(`"${text}" is not a URL of http: or https:`)
  const secure = protocol === 'https:'
  const login = `${decoded(username)}:${decoded(password)}`
  return {
    ...{ kind: 'http', secure, host: unbracketed(hostname), authority: host, path: `${pathname}${search}` },
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    ...(login === ':' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
    ...{ method: signal.method, status: signal.status },
    ...(signal.body === undefined ? {} : { body: signal.body }),
    ...(signal.maxBodyBytes === undefined ? {} : { maxBodyBytes: signal.maxBodyBytes }),
  }
}

/** A part of a URL in clear; as it stands where its `%` mean nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function addressOf(text: string): Address | undefined {
  const [, host, port] = /^([a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined
  return { host: unbracketed(host), port: Number(port) }
}

const unbracketed = (host: string): string => (isIP(host.slice(1, -1)) === 6 ? host.slice(1, -1) : host)
