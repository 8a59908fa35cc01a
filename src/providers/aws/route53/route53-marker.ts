/**
 * Whose a name is. Beside each name we change stands a TXT record of its own, `_failover.NAME`, with app, resource and
 * epoch: it is exchanged in the same batch as the records, so that of two that change the name at once one is refused, and
 * a late plan of an older epoch finds a newer one (law 26). Other controllers mark theirs in their own ways.
 */
import { bare } from './route53-record.js'
import type { RecordSet } from './route53-sets.js'

const TTL_SECONDS = 300
/** Route 53 allows `*` in the first label alone. */
const WILDCARD = /^\*/

export interface Marker {
  readonly app: string
  readonly resource: string
  readonly epoch: number
}

/** Where the marker of `name` stands. */
export const markerName = (name: string): string => `_failover.${bare(name).replace(WILDCARD, '_wildcard')}`

/** The marker as a record. */
export const markerSet = (name: string, { app, epoch, resource }: Marker): RecordSet => ({
  Name: markerName(name),
  Type: 'TXT',
  TTL: TTL_SECONDS,
  ResourceRecords: [{ Value: `"heritage=failover,app=${app},resource=${resource},epoch=${epoch}"` }],
})

/** What a marker says; nothing when the record is no marker of ours. */
export function readMarker(set: RecordSet): Marker | undefined {
  const fields = fieldsOf(set)
  const { app, epoch, heritage, resource } = fields
  if (heritage !== 'failover' || app === undefined || resource === undefined || !/^\d+$/.test(epoch ?? '')) {
    return undefined
  }
  return { app, resource, epoch: Number(epoch) }
}

/** Names at which external-dns leaves a mark for `name`: the name itself and, since its version 0.12, one by type. */
export const foreignMarkerNames = (name: string, types: readonly string[]): readonly string[] =>
  types.map((type) => `${type.toLowerCase()}-${bare(name).replace(WILDCARD, '_wildcard')}`)

/**
 * Who else says that the name is theirs, such as `external-dns (owner blue)`
 * (https://github.com/kubernetes-sigs/external-dns/blob/master/docs/registry/txt.md).
 */
export function foreignOwner(sets: readonly RecordSet[]): string | undefined {
  for (const set of sets.filter(({ Type }) => Type === 'TXT')) {
    const { heritage, 'external-dns/owner': owner } = fieldsOf(set)
    if (heritage !== undefined && heritage !== 'failover') return owner ? `${heritage} (owner ${owner})` : heritage
  }
  return undefined
}

/** Whose the marker is, where it is not `ours`. */
export const otherOwner = (found: Marker | undefined, ours: Pick<Marker, 'app' | 'resource'>): string | undefined =>
  found && (found.app !== ours.app || found.resource !== ours.resource)
    ? `failover's app ${found.app}, resource ${found.resource}`
    : undefined

function fieldsOf({ ResourceRecords = [] }: RecordSet): { readonly [field: string]: string | undefined } {
  const texts = ResourceRecords.map(({ Value }) => Value.replace(/^"|"$/g, ''))
  const text = texts.find((each) => each.startsWith('heritage=')) ?? ''
  return Object.fromEntries(text.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]))
}
