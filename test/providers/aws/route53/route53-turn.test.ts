import { describe, expect, it } from 'vitest'
import type { RecordSet } from '../../../../src/providers/aws/route53/route53-sets.js'
import { isOnTheWay, type Shift, turn } from '../../../../src/providers/aws/route53/route53-turn.js'
import { EU, failover, US, weighted } from '../fixtures/route53.js'

const SETS = [weighted(US, 100), weighted(EU, 0)]
const toEu = (percent = 100, more: Partial<Shift> = {}): Shift => ({
  ...{ at: EU, from: US, percent, final: percent === 100 },
  ...more,
})
function turned(sets: readonly RecordSet[], shift: Shift, records?: Record<string, string>) {
  const found = turn(sets, shift, records)
  return found.is === 'turned' ? found.changes.map(({ to }) => to) : found.because
}
const weightsOf = (sets: readonly RecordSet[] | string) =>
  typeof sets === 'string' ? sets : sets.map((set) => set.Weight)

describe('turning weighted records', () => {
  it.each([
    [100, [0, 100]],
    [50, [50, 50]],
    [1, [99, 1]],
    // 255 is the finest that Route 53 has.
    [0.5, [254, 1]],
    [0.1, [254, 1]],
  ])('sends %d %% of the answers to the target', (percent, weights) => {
    expect(weightsOf(turned(SETS, toEu(percent)))).toEqual(weights)
  })

  it('leaves a trickle at the last stage', () => {
    expect(weightsOf(turned(SETS, toEu(99, { final: true })))).toEqual([1, 99])
  })

  it('gives a third region nothing', () => {
    expect(weightsOf(turned([...SETS, weighted('eu-west-2', 7)], toEu()))).toEqual([0, 100, 0])
  })

  it('starts from where the stage before came to', () => {
    const found = turn(SETS, toEu(50, { reached: 10 }), undefined)
    expect(found.is === 'turned' && found.changes.map(({ was }) => was.Weight)).toEqual([90, 10])
  })

  it('keeps all else of a record: alias targets, checks, types', () => {
    const alias = { HostedZoneId: 'Z1', DNSName: 'lb.example.com.', EvaluateTargetHealth: true }
    const { ResourceRecords: _, TTL: __, ...bare } = weighted(EU, 0, { HealthCheckId: 'hc' })
    const sets = [weighted(US, 100), { ...bare, AliasTarget: alias }]
    expect(turned(sets, toEu())).toContainEqual({ ...bare, Weight: 100, AliasTarget: alias })
  })

  it('turns every type of the name', () => {
    const six = SETS.map((set) => ({ ...set, Type: 'AAAA' }))
    expect(weightsOf(turned([...SETS, ...six], toEu()))).toEqual([0, 100, 0, 100])
  })

  it('knows a region by the set identifier that the policy gives it', () => {
    const named = [weighted('old', 100), weighted('new', 0)]
    expect(weightsOf(turned(named, toEu(), { [US]: 'old', [EU]: 'new' }))).toEqual([0, 100])
    expect(turned(named, toEu())).toContain('belongs to no region; name the set identifiers under "records"')
  })

  it('says what is missing', () => {
    expect(turned([weighted(US, 100)], toEu())).toBe(`no A record of ${EU}`)
    expect(turned([], toEu())).toBe('the name has no records of these types')
  })
})

describe('turning failover records', () => {
  const roles = [failover(US, 'PRIMARY'), failover(EU, 'SECONDARY')]

  it('exchanges the roles', () => {
    expect(turned(roles, toEu())).toEqual([failover(US, 'SECONDARY'), failover(EU, 'PRIMARY')])
  })

  it('sends all or none', () => {
    expect(turned(roles, toEu(10))).toBe('failover records send all users or none')
  })

  it('wants one of each role', () => {
    expect(turned([failover(EU, 'PRIMARY')], toEu())).toBe('failover records PRIMARY, not one of each role')
  })
})

it('simple and latency records have nothing to turn', () => {
  const { Weight: _, SetIdentifier: __, ...simple } = weighted(US, 1)
  expect(turned([simple], toEu())).toContain('is simple')
  const latency = failover(US, 'PRIMARY')
  const { Failover: ___, ...rest } = latency
  expect(turned([{ ...rest, Region: US }], toEu())).toContain('is latency')
})

describe('a record on its way', () => {
  const change = { was: weighted(EU, 0), to: weighted(EU, 100) }

  it.each([0, 10, 100])('may have the weight %d, of a stage', (weight) => {
    expect(isOnTheWay(weighted(EU, weight), change)).toBe(true)
  })

  it('may have no weight beyond, nor another value, TTL or check', () => {
    expect(isOnTheWay(weighted(EU, 101), change)).toBe(false)
    expect(isOnTheWay(weighted(EU, 0, { TTL: 61 }), change)).toBe(false)
    expect(isOnTheWay(weighted(EU, 50, { HealthCheckId: 'other' }), change)).toBe(false)
    expect(isOnTheWay(weighted(EU, 50, { ResourceRecords: [{ Value: '203.0.113.9' }] }), change)).toBe(false)
  })
})
