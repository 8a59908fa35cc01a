/**
 * Whose address an answer is, as far as the policy's `observe.endpoints` tell: for apps that do not say where they are.
 * An address that stands for two regions, as of a network load balancer shared by both, tells nothing.
 */
import { isIP } from 'node:net'
import type { Clock, PublicGlance } from '../../../model/world.js'
import type { Policy } from '../../../policy/policy.js'
import { resolveAt } from './public-name.js'

export type Place = NonNullable<PublicGlance['servedBy']>

export interface AddressBook {
  /** The place of an address; nothing where it is nobody's that is known. */
  placeOf(address: string): Place | undefined
  /** Asks again for the endpoints that are names, when what is known of them is old. */
  refresh(signal: AbortSignal): Promise<void>
}

/** A load balancer's addresses come and go. */
const KEPT_MS = 30_000
const ASK_MS = 700

export function addressBook(
  { observe, regions }: Pick<Policy, 'observe' | 'regions'>,
  resolvers: readonly string[],
  clock: Clock,
): AddressBook {
  const endpoints = Object.entries(observe.endpoints ?? {}).flatMap(([place, text]) => {
    const home = regions.find(({ region, zones }) => region === place || zones.some((zone) => zone === place))
    const host = text.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
    return home ? [{ host, place: { region: home.region, zone: home.region === place ? '' : place } }] : []
  })
  const known = new Map<string, readonly string[]>(
    endpoints.flatMap(({ host }) => (isIP(host) ? [[host, [host]]] : [])),
  )
  const named = [...new Set(endpoints.map(({ host }) => host))].filter((host) => isIP(host) === 0)
  let old = Number.NEGATIVE_INFINITY
  return {
    placeOf: (address) =>
      agreed(endpoints.filter(({ host }) => known.get(host)?.includes(address)).map(({ place }) => place)),
    refresh: async (signal) => {
      if (clock.monotonic() < old) return
      old = clock.monotonic() + KEPT_MS
      const answers = await Promise.all(named.map((host) => resolveAt(host, resolvers, { clock, ms: ASK_MS, signal })))
      answers.forEach((each, index) => {
        const addresses = each.flatMap((answer) => answer.addresses)
        const host = named[index]
        if (host !== undefined && addresses.length > 0) known.set(host, addresses)
      })
    },
  }
}

/** One region's, or nobody's; one zone's, or the region's. */
function agreed(places: readonly Place[]): Place | undefined {
  const [first, ...others] = places
  if (!first || others.some(({ region }) => region !== first.region)) return undefined
  return others.some(({ zone }) => zone !== first.zone) ? { ...first, zone: '' } : first
}
