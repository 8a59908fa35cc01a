import { describe, expect, it } from 'vitest'
import { leading, leadsTo } from '../../../../src/providers/aws/route53/route53-answers.js'
import type { RecordSet } from '../../../../src/providers/aws/route53/route53-sets.js'
import { EU, failover, US, weighted } from '../fixtures/route53.js'

const health =
  (of: { readonly [region: string]: boolean | undefined }) =>
  ({ SetIdentifier = '' }: RecordSet): boolean | undefined =>
    of[SetIdentifier]
const WELL = { [US]: true, [EU]: true }
const US_OUT = { [US]: false, [EU]: true }
const EU_OUT = { [US]: true, [EU]: false }
const NONE = { [US]: false, [EU]: false }
const lead = (sets: readonly RecordSet[], of: { readonly [region: string]: boolean | undefined }) =>
  leading(sets, health(of), undefined)

describe('where weighted records lead', () => {
  const sets = [weighted(US, 100), weighted(EU, 0)]
  it.each([
    ['by weight, while it is healthy', sets, WELL, US],
    ['to the healthy one of weight 0, when no other is healthy', sets, US_OUT, EU],
    ['to those with a weight, when none is healthy: Route 53 fails open', sets, NONE, US],
    ['to the healthy ones of those with a weight', [weighted(US, 50), weighted(EU, 50)], US_OUT, EU],
    ['to most', [weighted(US, 99), weighted(EU, 1)], WELL, US],
    ['nowhere in particular, half and half', [weighted(US, 50), weighted(EU, 50)], WELL, undefined],
    ['everywhere, with all weights 0', [weighted(US, 0), weighted(EU, 0)], WELL, undefined],
  ])('%s', (_, of, healthy, region) => {
    expect(lead(of, healthy)).toBe(region)
  })
})

describe('where failover records lead', () => {
  const sets = [failover(US, 'PRIMARY'), failover(EU, 'SECONDARY')]
  it.each([
    ['to the primary', WELL, US],
    ['to the secondary, when the primary alone is unhealthy', US_OUT, EU],
    ['to the primary, when both are unhealthy', NONE, US],
    ['to the primary, when the secondary is unhealthy', EU_OUT, US],
  ])('%s', (_, healthy, region) => {
    expect(lead(sets, healthy)).toBe(region)
  })
})

describe('where a name leads', () => {
  it('is told of all its types together', () => {
    const six = [weighted(US, 0, { Type: 'AAAA' }), weighted(EU, 100, { Type: 'AAAA' })]
    expect(lead([weighted(US, 100), weighted(EU, 0), ...six], WELL)).toBeUndefined()
  })

  it('is unknown while a switch has not been seen', () => {
    const sets = [weighted(US, 100), weighted(EU, 0)]
    expect(lead(sets, { [EU]: true })).toBeUndefined()
    expect(leadsTo(EU, sets, health({ [EU]: true }), undefined)).toMatchObject({ is: 'unknown' })
  })

  it('is told in full of what would become of it', () => {
    const shared = [weighted(US, 25), weighted(EU, 75)]
    expect(leadsTo(EU, shared, health(WELL), undefined)).toEqual({
      is: 'unmet',
      because: 'A answers would lead to us-east-1 (25 %) and eu-west-1 (75 %)',
    })
    expect(leadsTo(EU, shared, health(US_OUT), undefined)).toMatchObject({ is: 'met' })
    expect(leadsTo(EU, [], health(WELL), undefined)).toMatchObject({ is: 'unmet' })
  })

  it('goes by where users are for latency records, until one region is left', () => {
    const latency = [US, EU].map((at): RecordSet => {
      const { Weight: _, ...set } = weighted(at, 0)
      return { ...set, Region: at }
    })
    expect(lead(latency, WELL)).toBeUndefined()
    expect(lead(latency, US_OUT)).toBe(EU)
  })
})
