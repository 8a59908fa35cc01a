/** What the local cloud knows of itself, for the audit: its servers by zone, and how long resolvers keep its name. */
import { EMPTY_ESTATE, type Estate, type Group, type NameRecord } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import type { Policy } from '../../../policy/policy.js'

/** Put together from what the drivers have just seen; asks nobody. */
export function localEstate({ plan, regions }: Policy, inspections: readonly Inspection[]): Estate {
  const stateOf = (name: string) => inspections.find(({ resource }) => resource === name)?.state ?? {}
  const groups = plan.resources
    .filter(({ type }) => type === 'app-servers')
    .flatMap(({ name }) => regions.flatMap(({ region }) => groupIn(name, region, stateOf(name)[region])))
  const records = plan.resources
    .filter(({ type }) => type === 'dns-record')
    .map(({ name: resource, settings: { name, ttlMs } }): NameRecord => {
      const ttl = typeof ttlMs === 'number' ? { ttlMs } : {}
      return { ...{ resource, name: String(name), says: String(name) }, ...ttl, isChosen: false, hasHealthCheck: false }
    })
  return { ...EMPTY_ESTATE, groups, records }
}

/** Slots are what an instance is elsewhere. */
function groupIn(resource: string, region: Region, state: Json | undefined): readonly Group[] {
  const slots = byZone(state, 'slots')
  const most = byZone(state, 'slotsMax')
  if (!slots || !most) return []
  const total = sum(slots)
  return [
    {
      ...{ resource, name: resource, region, by: 'local', desired: total, useful: total, max: sum(most) },
      zones: Object.keys(slots).sort(),
    },
  ]
}

function byZone(state: Json | undefined, key: string): { readonly [zone: string]: number } | undefined {
  if (typeof state !== 'object' || state === null || !(key in state)) return undefined
  const found = (state as { readonly [key: string]: Json })[key]
  return typeof found === 'object' && found !== null ? (found as { readonly [zone: string]: number }) : undefined
}

const sum = (of: { readonly [zone: string]: number }): number => Object.values(of).reduce((all, one) => all + one, 0)
