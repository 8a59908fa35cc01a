/**
 * Record sets as Route 53 gives them, kept whole: a record is deleted only by saying exactly what it is, which is what
 * makes a change compare-and-set
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html).
 */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import { z } from 'zod'
import { isRegion } from '../../../model/place.js'
import { bare, type Settings } from './route53-record.js'

/** What this project reads of a record set; all else of it is kept as it was. */
export const recordSet = z.looseObject({
  Name: z.string(),
  Type: z.string(),
  SetIdentifier: z.string().optional(),
  Weight: z.number().optional(),
  Failover: z.enum(['PRIMARY', 'SECONDARY']).optional(),
  Region: z.string().optional(),
  TTL: z.number().optional(),
  HealthCheckId: z.string().optional(),
  ResourceRecords: z.array(z.looseObject({ Value: z.string() })).optional(),
})
export const recordSets = z.array(recordSet)
export type RecordSet = z.output<typeof recordSet>

/** A record set out of the SDK, as plain data. */
export const plainSet = (set: ResourceRecordSet): RecordSet => recordSet.parse(JSON.parse(JSON.stringify(set)))

/** How Route 53 chooses among the sets of a name and type. */
export type Routing = 'simple' | 'weighted' | 'failover' | 'latency' | 'other'

export function routingOf({ Failover, Region, SetIdentifier, Weight }: RecordSet): Routing {
  if (Weight !== undefined) return 'weighted'
  if (Failover !== undefined) return 'failover'
  if (Region !== undefined) return 'latency'
  return SetIdentifier === undefined ? 'simple' : 'other'
}

/** What tells a record set from every other of its zone. */
export const keyOf = ({ Name, SetIdentifier = '', Type }: RecordSet): string => `${bare(Name)} ${Type} ${SetIdentifier}`

/** Whether two record sets are the same in everything. */
export const sameSet = (a: RecordSet, b: RecordSet): boolean => canonical(a) === canonical(b)

/** The order of keys and values says nothing, nor does the way a name is written. */
function canonical({ Name, ResourceRecords, ...rest }: RecordSet): string {
  const values = ResourceRecords?.map(({ Value }) => Value).sort()
  const flat = { ...rest, Name: bare(Name), ...(values ? { values } : {}) }
  return JSON.stringify(sortedKeys(flat))
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sortedKeys(each)]))
}

/** The region a record set answers for: by its set identifier, as the policy says, or by its own Region field. */
export function regionOfSet({ Region, SetIdentifier }: RecordSet, records: Settings['records']): string | undefined {
  const named = Object.entries(records ?? {}).find(([, id]) => id === SetIdentifier)?.[0]
  if (named !== undefined) return named
  if (records === undefined && SetIdentifier !== undefined && isRegion(SetIdentifier)) return SetIdentifier
  return Region
}

/** The record sets of one name, by type. */
export function byType(sets: readonly RecordSet[]): ReadonlyMap<string, readonly RecordSet[]> {
  const types = [...new Set(sets.map(({ Type }) => Type))].sort()
  return new Map(types.map((type) => [type, sets.filter(({ Type }) => Type === type)]))
}

/** `A eu-west-1: weight 100`, for people. */
export function saySet(set: RecordSet): string {
  const { Failover, SetIdentifier, Type, Weight } = set
  const how = Failover ?? (Weight === undefined ? routingOf(set) : `weight ${Weight}`)
  return `${Type} ${SetIdentifier ?? '(simple)'}: ${how}`
}
