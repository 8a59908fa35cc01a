/**
 * A batch of changes, looked through before it is sent: what Route 53 would refuse, and what it would accept and nobody
 * should want
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets,
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html).
 */
import { bare } from './route53-record.js'
import { byType, keyOf, type RecordSet, routingOf } from './route53-sets.js'

export interface BatchChange {
  readonly Action: 'CREATE' | 'DELETE' | 'UPSERT'
  readonly ResourceRecordSet: RecordSet
}

const RECORDS_MAX = 1_000
const CHARACTERS_MAX = 32_000
const WEIGHT_MAX = 255

/** Why a batch must not be sent to the zone `zone`, where the names it touches have `before`; empty when it may. */
export function faultsIn(batch: readonly BatchChange[], zone: string, before: readonly RecordSet[]): readonly string[] {
  const after = applied(batch, before)
  const names = new Set(batch.map(({ ResourceRecordSet: { Name } }) => bare(Name)))
  return [
    ...tooBig(batch),
    ...outside(batch, zone),
    ...[...names].flatMap((name) => nameFaults(name, before, after.sets)),
    ...after.faults,
  ]
}

function tooBig(batch: readonly BatchChange[]): readonly string[] {
  // An UPSERT counts twice.
  const times = ({ Action }: BatchChange): number => (Action === 'UPSERT' ? 2 : 1)
  const values = batch.map(
    (change) =>
      [times(change), (change.ResourceRecordSet.ResourceRecords ?? []).map(({ Value }) => Value.length)] as const,
  )
  const records = values.reduce((sum, [by, lengths]) => sum + by * Math.max(1, lengths.length), 0)
  const characters = values.reduce((sum, [by, lengths]) => sum + by * lengths.reduce((all, one) => all + one, 0), 0)
  return [
    ...(records > RECORDS_MAX
      ? [`it has ${records} records, an UPSERT counted twice; Route 53 takes ${RECORDS_MAX}`]
      : []),
    ...(characters > CHARACTERS_MAX
      ? [`its values have ${characters} characters; Route 53 takes ${CHARACTERS_MAX}`]
      : []),
  ]
}

const outside = (batch: readonly BatchChange[], zone: string): readonly string[] =>
  batch
    .map(({ ResourceRecordSet: { Name } }) => bare(Name))
    .filter((name) => name !== bare(zone) && !name.endsWith(`.${bare(zone)}`))
    .map((name) => `${name} is not in the zone ${bare(zone)}, and a batch is for one zone`)

/** The records as the batch leaves them, and where it trips over what is there. */
function applied(batch: readonly BatchChange[], before: readonly RecordSet[]) {
  const sets = new Map(before.map((set) => [keyOf(set), set]))
  const faults: string[] = []
  for (const { Action, ResourceRecordSet: set } of batch) {
    const key = keyOf(set)
    if (Action === 'CREATE' && sets.has(key)) faults.push(`${key} is created, and there is one already`)
    if (Action === 'DELETE' && !sets.has(key)) faults.push(`${key} is deleted, and there is none`)
    if (Action === 'DELETE') sets.delete(key)
    else sets.set(key, set)
  }
  return { sets: [...sets.values()], faults }
}

function nameFaults(name: string, before: readonly RecordSet[], after: readonly RecordSet[]): readonly string[] {
  const of = (sets: readonly RecordSet[]) => sets.filter(({ Name }) => bare(Name) === name)
  const left = byType(of(after))
  const gone = [...byType(of(before)).keys()].filter((type) => !left.has(type))
  return [
    ...gone.map((type) => `${name} would have no ${type} answer any more`),
    ...[...left].flatMap(([type, group]) => groupFaults(`${name} ${type}`, group)),
  ]
}

function groupFaults(what: string, group: readonly RecordSet[]): readonly string[] {
  const kinds = [...new Set(group.map(routingOf))]
  const ids = group.map(({ SetIdentifier = '' }) => SetIdentifier)
  const primaries = group.filter(({ Failover }) => Failover === 'PRIMARY').length
  const secondaries = group.filter(({ Failover }) => Failover === 'SECONDARY').length
  const weights = group.flatMap(({ Weight }) => (Weight === undefined ? [] : [Weight]))
  const strange = weights.filter((weight) => !Number.isInteger(weight) || weight < 0 || weight > WEIGHT_MAX)
  return [
    ...(kinds.length > 1 ? [`${what} would mix ${kinds.join(' and ')} records`] : []),
    ...(new Set(ids).size < ids.length ? [`${what} would have a set identifier twice: ${ids.join(', ')}`] : []),
    ...(primaries > 1 || secondaries > 1
      ? [`${what} would have ${primaries} primaries and ${secondaries} secondaries`]
      : []),
    ...(primaries === 0 && secondaries > 0 ? [`${what} would have no primary`] : []),
    ...strange.map(
      (weight) => `${what} would have the weight ${weight}; Route 53 takes whole numbers from 0 to ${WEIGHT_MAX}`,
    ),
    // Route 53 takes "nobody" for "everybody": with every weight 0 it answers with all records alike.
    ...(weights.length > 0 && weights.every((weight) => weight === 0)
      ? [`${what} would have weight 0 everywhere, which Route 53 answers with all of them`]
      : []),
  ]
}
