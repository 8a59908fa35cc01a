/** What a name server's answer says about where a name is served. */
import type { Answer, DecodedPacket, StringAnswer } from 'dns-packet'
import { OperatingError } from '../../model/error.js'
import type { Endpoint } from './cloud/layout.js'
import { RCODE } from './cloud/names/codes.js'
import type { DnsQuestion } from './dns-question.js'

/** Endpoints, or a "no"; either may be kept for `ttlMs`. */
export type Reading =
  | { readonly is: 'found'; readonly endpoints: readonly Endpoint[]; readonly ttlMs: number }
  | { readonly is: 'none'; readonly because: string; readonly ttlMs: number }

/**
 * What an answer to `question` says; `httpPort` goes with addresses, and `where` names the server. Throws `OperatingError`
 * (`refused`) when it says nothing about the name.
 */
export function readingOf(answer: DecodedPacket, question: DnsQuestion, httpPort: number, where: string): Reading {
  const { name, type } = question
  const rcode = (answer.flags ?? 0) & 15
  if (rcode === RCODE.NXDOMAIN) return none(answer, `${name} does not exist, says ${where}`)
  if (rcode !== RCODE.NOERROR) {
    const why = WHY.get(rcode) ?? `it answered with code ${rcode}`
    throw new OperatingError('refused', `resolve ${name} at ${where}: ${why}`)
  }
  const { endpoints, used } = type === 'A' ? byAddress(answer, name, httpPort) : byService(answer, name)
  if (endpoints.length === 0) return none(answer, `${name} has no ${type} record, says ${where}`)
  return { is: 'found', endpoints, ttlMs: Math.min(...used.map(ttlMsOf)) }
}

const WHY: ReadonlyMap<number, string> = new Map([
  [RCODE.SERVFAIL, 'it has no answers now'],
  [RCODE.REFUSED, 'the name is in no zone of it'],
])

/** A "no" lasts as long as the zone's SOA record in it says; without one it is not kept (RFC 2308, 5). */
function none({ authorities = [] }: DecodedPacket, because: string): Reading {
  const ttls = authorities.flatMap((record) =>
    record.type === 'SOA' ? [Math.min(ttlMsOf(record), (record.data.minimum ?? 0) * 1_000)] : [],
  )
  return { is: 'none', because, ttlMs: ttls[0] ?? 0 }
}

interface Read {
  readonly endpoints: readonly Endpoint[]
  /** The records they come from; they live as long as the shortest lived of these. */
  readonly used: readonly Answer[]
}

function byAddress({ answers = [] }: DecodedPacket, name: string, port: number): Read {
  const used = answers.filter(isAddress).filter((record) => isNamed(record, name))
  return { used, endpoints: used.map(({ data }) => ({ address: data, port })) }
}

function byService({ additionals = [], answers = [] }: DecodedPacket, name: string): Read {
  const services = answers.filter((record) => record.type === 'SRV').filter((record) => isNamed(record, name))
  const addresses = additionals.filter(isAddress)
  const pairs = services.flatMap((service) => {
    const of = addresses.filter((record) => isNamed(record, service.data.target))
    return of.map((address) => ({ service, address }))
  })
  return {
    used: pairs.flatMap(({ address, service }) => [service, address]),
    endpoints: pairs.map(({ address, service }) => ({ address: address.data, port: service.data.port })),
  }
}

const isAddress = (record: Answer): record is StringAnswer => record.type === 'A'
const isNamed = (record: Answer, name: string): boolean => record.name.toLowerCase() === name.toLowerCase()
const ttlMsOf = (record: Answer): number => ('ttl' in record ? (record.ttl ?? 0) : 0) * 1_000
