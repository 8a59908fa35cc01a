import { describe, expect, it } from 'vitest'
import { type BatchChange, faultsIn } from '../../../../src/providers/aws/route53/route53-batch.js'
import type { RecordSet } from '../../../../src/providers/aws/route53/route53-sets.js'
import { EU, failover, NAME, US, weighted } from '../fixtures/route53.js'

const ZONE = 'shop.example.com'
const change = (Action: BatchChange['Action'], set: RecordSet): BatchChange => ({ Action, ResourceRecordSet: set })
const swap = (from: readonly RecordSet[], to: readonly RecordSet[]): readonly BatchChange[] => [
  ...from.map((set) => change('DELETE', set)),
  ...to.map((set) => change('CREATE', set)),
]
const WAS = [weighted(US, 100), weighted(EU, 0)]
const faultsOf = (to: readonly RecordSet[], from: readonly RecordSet[] = WAS) => faultsIn(swap(from, to), ZONE, from)
const text = (Name: string, Value: string): RecordSet => ({ Name, Type: 'TXT', TTL: 60, ResourceRecords: [{ Value }] })
const many = (count: number, Action: BatchChange['Action']): readonly BatchChange[] =>
  Array.from({ length: count }, (_, index) => change(Action, text(`n${index}.${ZONE}`, '"x"')))

describe('a batch of record changes', () => {
  it('passes when weights or roles are exchanged', () => {
    expect(faultsOf([weighted(US, 0), weighted(EU, 100)])).toEqual([])
    const roles = [failover(US, 'PRIMARY'), failover(EU, 'SECONDARY')]
    expect(faultsOf([failover(US, 'SECONDARY'), failover(EU, 'PRIMARY')], roles)).toEqual([])
  })

  it('has at most 1,000 records', () => {
    expect(faultsIn(many(1_000, 'CREATE'), ZONE, [])).toEqual([])
    expect(faultsIn(many(1_001, 'CREATE'), ZONE, [])).toEqual([
      'it has 1001 records, an UPSERT counted twice; Route 53 takes 1000',
    ])
  })

  it('counts an UPSERT twice', () => {
    expect(faultsIn(many(500, 'UPSERT'), ZONE, [])).toEqual([])
    expect(faultsIn(many(501, 'UPSERT'), ZONE, [])).toEqual([
      'it has 1002 records, an UPSERT counted twice; Route 53 takes 1000',
    ])
  })

  it('has at most 32,000 characters of values, an UPSERT counted twice', () => {
    const long = (length: number) => text(`long.${ZONE}`, 'x'.repeat(length))
    expect(faultsIn([change('CREATE', long(32_000))], ZONE, [])).toEqual([])
    expect(faultsIn([change('CREATE', long(32_001))], ZONE, [])).toHaveLength(1)
    expect(faultsIn([change('UPSERT', long(16_001))], ZONE, [])).toEqual([
      'its values have 32002 characters; Route 53 takes 32000',
    ])
  })

  it('is for one zone, and its end alone does not make a name part of it', () => {
    expect(faultsIn([change('CREATE', text('evilshop.example.com', '"x"'))], ZONE, [])).toEqual([
      'evilshop.example.com is not in the zone shop.example.com, and a batch is for one zone',
    ])
    expect(faultsIn([change('CREATE', text(ZONE, '"x"'))], ZONE, [])).toEqual([])
  })

  it.each([-1, 256, 1.5])('has no weight of %d', (weight) => {
    expect(faultsOf([weighted(US, 0), weighted(EU, weight)]).join()).toContain(`would have the weight ${weight}`)
  })

  it('never leaves every weight 0, which Route 53 answers with all records', () => {
    expect(faultsOf([weighted(US, 0), weighted(EU, 0)])).toEqual([
      `${NAME} A would have weight 0 everywhere, which Route 53 answers with all of them`,
    ])
  })

  it('never leaves a name without an answer', () => {
    expect(faultsOf([])).toEqual([`${NAME} would have no A answer any more`])
  })

  it('looks at the records as they are after it, those it does not touch among them', () => {
    const third = weighted('eu-west-2', 10)
    const batch = swap([weighted(US, 100)], [weighted(US, 0)])
    expect(faultsIn(batch, ZONE, [weighted(US, 100), third])).toEqual([])
    expect(faultsIn(batch, ZONE, WAS)).toHaveLength(1)
  })

  it('has one primary for a name and type, and never none beside a secondary', () => {
    const roles = [failover(US, 'PRIMARY'), failover(EU, 'SECONDARY')]
    expect(faultsOf([failover(US, 'PRIMARY'), failover(EU, 'PRIMARY')], roles)).toEqual([
      `${NAME} A would have 2 primaries and 0 secondaries`,
    ])
    expect(faultsOf([failover(EU, 'SECONDARY')], roles)).toEqual([`${NAME} A would have no primary`])
  })

  it('has each set identifier once', () => {
    expect(faultsIn([change('CREATE', weighted(US, 1))], ZONE, WAS)).toEqual([
      `${NAME} A ${US} is created, and there is one already`,
    ])
  })

  it('does not mix a simple record with weighted ones', () => {
    const { SetIdentifier: _, Weight: __, ...simple } = weighted(US, 1)
    expect(faultsIn([change('CREATE', simple)], ZONE, WAS)).toEqual([`${NAME} A would mix weighted and simple records`])
  })

  it('deletes nothing that is not there', () => {
    expect(faultsIn([change('DELETE', weighted('eu-west-2', 1))], ZONE, WAS)).toEqual([
      `${NAME} A eu-west-2 is deleted, and there is none`,
    ])
  })
})
