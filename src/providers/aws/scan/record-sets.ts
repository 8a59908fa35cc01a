/** Which names the policy can turn: those with one record set for each region. Pure. */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import type { Region } from '../../../model/place.js'
import { plainSet, routingOf } from '../route53/route53-sets.js'
import type { Balancer } from './balancers.js'
import { type FoundChecks, type FoundName, targetOf } from './names.js'
import { regionIn } from './region-words.js'
import { objectIn } from './switch-object.js'

/** A name that can be turned. */
export interface Turnable {
  readonly routing: 'weighted' | 'failover' | 'latency'
  /** The set identifier of each region. */
  readonly ids: ReadonlyMap<Region, string>
  /** Record types to turn, where not all can be. */
  readonly types?: readonly string[]
  /** How the region of each set was told. */
  readonly how: readonly string[]
  readonly checks: ReadonlyMap<Region, readonly string[]>
}

export type Judged =
  | { readonly is: 'turnable'; readonly name: Turnable }
  | { readonly is: 'not'; readonly because: string }

interface Around {
  readonly regions: readonly Region[]
  readonly balancers: readonly Balancer[]
  readonly checks: FoundChecks
}

interface Told {
  readonly region: Region
  readonly how: string
  readonly set: ResourceRecordSet
}

/** Whether a name can be turned from region to region, and why not. */
export function judged({ sets }: FoundName, around: Around): Judged {
  const types = [...new Set(sets.map(({ Type = '' }) => Type))].sort()
  const each = types.map((type) => ({
    type,
    ...ofType(
      sets.filter(({ Type }) => Type === type),
      around,
    ),
  }))
  const [first] = each.flatMap((found) => (found.is === 'told' ? [found] : []))
  if (!first)
    return { is: 'not', because: each.flatMap((found) => (found.is === 'not' ? [found.because] : [])).join('; ') }
  const ids = idsOf(first.told)
  const alike = each.filter((found) => found.is === 'told' && sameIds(idsOf(found.told), ids))
  const told = alike.flatMap((found) => (found.is === 'told' ? found.told : []))
  const checks = new Map(
    [...ids.keys()].map((region) => [
      region,
      told.flatMap((one) => (one.region === region ? (one.set.HealthCheckId ?? []) : [])),
    ]),
  )
  const name = { routing: first.routing, ids, how: [...new Set(first.told.map(({ how }) => how))], checks }
  return {
    is: 'turnable',
    name: alike.length === types.length ? name : { ...name, types: alike.map(({ type }) => type) },
  }
}

type OfType =
  | { readonly is: 'told'; readonly routing: Turnable['routing']; readonly told: readonly Told[] }
  | { readonly is: 'not'; readonly because: string }

function ofType(sets: readonly ResourceRecordSet[], around: Around): OfType {
  const [set] = sets
  const type = set?.Type ?? ''
  const routing = set ? routingOf(plainSet(set)) : 'other'
  if (routing === 'simple') {
    return {
      is: 'not',
      because: `it has a simple ${type} record: make it weighted or failover, with a record for each region`,
    }
  }
  if (routing === 'other') {
    return {
      is: 'not',
      because: `its ${type} records are neither weighted nor failover records: they have nothing to turn`,
    }
  }
  const told = sets.map((each) => toldOf(each, around))
  const strange = sets.find((_, index) => told[index] === undefined)
  if (strange)
    return { is: 'not', because: `which region its ${type} record "${strange.SetIdentifier}" is of could not be told` }
  const known = told.flatMap((each) => each ?? [])
  const [home] = around.regions
  const regions = known.map(({ region }) => region)
  if (new Set(regions).size < regions.length)
    return { is: 'not', because: `it has several ${type} records for one region` }
  if (home === undefined || !regions.includes(home) || regions.length < 2) {
    return { is: 'not', because: `it has ${type} records for ${regions.join(', ') || 'no region'} alone` }
  }
  return { is: 'told', routing, told: known }
}

/** The region a set is of, by whatever tells it, the surest first. */
function toldOf(set: ResourceRecordSet, { balancers, checks, regions }: Around): Told | undefined {
  const { Failover, HealthCheckId = '', Region: own, SetIdentifier = '' } = set
  const latency = regions.find((region) => region === own)
  if (latency) return { region: latency, how: 'the region of a latency record', set }
  const target = targetOf(set) ?? ''
  const balancer = balancers.find(({ dns }) => dns !== '' && dns === target)
  if (balancer) return { region: balancer.region, how: 'the load balancer it leads to', set }
  const byId = regionIn(SetIdentifier, regions)
  if (byId) return { region: byId, how: 'the set identifier', set }
  const byTarget = regionIn(target, regions)
  if (byTarget) return { region: byTarget, how: 'where it leads', set }
  const check = checks[HealthCheckId]
  const byCheck = check && !objectIn(check) ? regionIn(check.FullyQualifiedDomainName ?? '', regions) : undefined
  if (byCheck) return { region: byCheck, how: 'what its health check asks', set }
  const [primary, standby, third] = regions
  const byRole =
    third === undefined && Failover !== undefined ? (Failover === 'PRIMARY' ? primary : standby) : undefined
  return byRole && { region: byRole, how: 'its failover role alone, so check it', set }
}

const idsOf = (told: readonly Told[]): ReadonlyMap<Region, string> =>
  new Map(told.map(({ region, set }) => [region, set.SetIdentifier ?? '']))
const sameIds = (a: ReadonlyMap<Region, string>, b: ReadonlyMap<Region, string>): boolean =>
  a.size === b.size && [...a].every(([region, id]) => b.get(region) === id)
