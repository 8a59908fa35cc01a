/**
 * A zone made ready to be asked: every name there is, and for each what it answers by type. Names without records that
 * lie between others are there too, since they exist (RFC 8020). It never changes: new data is a new zone, so that no
 * answer mixes old and new.
 */
import { isIPv4 } from 'node:net'
import type { Answer } from 'dns-packet'
import { OperatingError } from '../../../../model/error.js'
import { invariant } from '../../../../model/invariant.js'
import type { Random } from '../../../../model/world.js'
import { TYPE } from './codes.js'
import { draw } from './draw.js'
import type { WeightedPlace, ZoneData } from './zone-data.js'

export interface Zone {
  readonly origin: string
  /** In seconds. */
  readonly ttl: number
  /** Goes with every "no" and says how long it may be kept (RFC 2308). */
  readonly soa: Answer
  /** By names in lower case. */
  readonly nodes: ReadonlyMap<string, Node>
}

/** What a name answers, by type. */
export type Node = ReadonlyMap<number, (owner: string, random: Random) => Found>

interface Found {
  readonly answers: readonly Answer[]
  readonly additionals: readonly Answer[]
}

/** Times of the SOA record in seconds, those of Route 53's zones; no secondary asks here. */
const SOA_TIMES = { refresh: 7_200, retry: 900, expire: 1_209_600 }

const NAME = /^[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*$/
const NAME_LENGTH_MAX = 253

/**
 * The zone of `data`, served at `serverAddress`. Throws `OperatingError` (`refused`) when the public name would be left
 * without an answer; any other fault of the data is a bug.
 */
export function zoneOf(data: ZoneData, serverAddress: string): Zone {
  check(data)
  const origin = data.origin.toLowerCase()
  const ttl = Math.ceil(data.ttlMs / 1_000)
  const serverName = `ns1.${origin}`
  const address = (name: string, of: string): Answer => ({ type: 'A', name, ttl, data: of })
  const soa: Answer = {
    type: 'SOA',
    name: origin,
    ttl,
    data: { mname: serverName, rname: `hostmaster.${origin}`, serial: data.serial >>> 0, ...SOA_TIMES, minimum: ttl },
  }
  const nodes = new Map<string, Map<number, (owner: string, random: Random) => Found>>()
  const put = (name: string, type: number, answer: (owner: string, random: Random) => Found): void => {
    for (const above of namesUpTo(origin, name)) if (!nodes.has(above)) nodes.set(above, new Map())
    nodes.get(name)?.set(type, answer)
  }
  const nameOf = (place: WeightedPlace): string => `${place.zone}.${origin}`

  put(origin, TYPE.SOA, (name) => ({ answers: [{ ...soa, name }], additionals: [] }))
  put(origin, TYPE.NS, (name) => ({
    answers: [{ type: 'NS', name, ttl, data: serverName }],
    additionals: [address(serverName, serverAddress)],
  }))
  for (const [name, of] of [[serverName, serverAddress] as const, ...hostsOf(data)]) {
    put(name, TYPE.A, (owner) => ({ answers: [address(owner, of)], additionals: [] }))
  }
  put(data.publicName.toLowerCase(), TYPE.A, (owner, random) => {
    // Places that share an address are one record (RFC 2181, 5).
    const addresses = new Set(draw(data.places, random).map((place) => place.address))
    return { answers: [...addresses].map((of) => address(owner, of)), additionals: [] }
  })
  put(`_http._tcp.${data.publicName.toLowerCase()}`, TYPE.SRV, (name, random) => {
    const drawn = draw(data.places, random)
    return {
      answers: drawn.map((place) => ({ type: 'SRV', name, ttl, data: { ...srvOf(place), target: nameOf(place) } })),
      additionals: drawn.map((place) => address(nameOf(place), place.address)),
    }
  })
  return { origin, ttl, soa, nodes }
}

const srvOf = ({ port, weight }: WeightedPlace) => ({ priority: 0, weight: Math.min(65_535, Math.round(weight)), port })

/** `name` and every name above it, up to the origin. */
function namesUpTo(origin: string, name: string): readonly string[] {
  const below = name === origin ? [] : name.slice(0, -origin.length - 1).split('.')
  return [...below.map((_, index) => [...below.slice(index), origin].join('.')), origin]
}

function hostsOf(data: ZoneData): readonly (readonly [string, string])[] {
  const places = data.places.map(({ address, zone }) => [`${zone}.${data.origin}`.toLowerCase(), address] as const)
  return [...places, ...data.hosts.map(({ address, name }) => [name.toLowerCase(), address] as const)]
}

function check(data: ZoneData): void {
  if (data.places.length === 0) {
    const what = `${data.publicName} would be left without an answer (law 26)`
    throw new OperatingError('refused', what, 'keep at least one place behind it')
  }
  const { origin, serial, ttlMs } = data
  invariant(Number.isSafeInteger(serial) && serial >= 0, `the serial ${serial} of ${origin} is no whole number`)
  invariant(ttlMs >= 0 && ttlMs < 2 ** 31, `the TTL of ${origin}, ${ttlMs} ms, cannot be told`)
  const addresses = new Map<string, string>()
  for (const [name, address] of hostsOf(data)) {
    invariant(isIPv4(address), `the address of ${name}, ${address}, is no IPv4 address`)
    invariant((addresses.get(name) ?? address) === address, `${name} stands for two addresses`)
    addresses.set(name, address)
  }
  invariant(!addresses.has(`ns1.${origin.toLowerCase()}`), `ns1.${origin} is the name server's own name`)
  for (const name of [origin, data.publicName, `_http._tcp.${data.publicName}`, ...addresses.keys()]) {
    const lower = name.toLowerCase()
    invariant(NAME.test(lower) && lower.length <= NAME_LENGTH_MAX, `"${name}" is no name`)
    invariant(isWithin(origin.toLowerCase(), lower), `${name} lies outside ${origin}`)
  }
  for (const { port, weight, zone } of data.places) {
    invariant(Number.isFinite(weight) && weight >= 0, `the weight of ${zone}, ${weight}, is none`)
    invariant(Number.isInteger(port) && port > 0 && port < 65_536, `the port of ${zone}, ${port}, is none`)
  }
}

/** Whether `name` lies at or below `origin`; both in lower case. */
export const isWithin = (origin: string, name: string): boolean => name === origin || name.endsWith(`.${origin}`)
