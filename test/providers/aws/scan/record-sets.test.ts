import type { HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import { judged } from '../../../../src/providers/aws/scan/record-sets.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const set = (SetIdentifier: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  ...{
    Name: 'www.example.com.',
    Type: 'A',
    SetIdentifier,
    TTL: 30,
    ResourceRecords: [{ Value: '192.0.2.1' }],
    ...more,
  },
})
const alias = (DNSName: string): Partial<ResourceRecordSet> => ({
  ...{ AliasTarget: { HostedZoneId: 'Z1', DNSName, EvaluateTargetHealth: true } },
})
const balancer = { name: 'edge', because: 'tag app=shop', arn: 'arn', targetGroups: [], isShiftable: false }
const judge = (
  sets: readonly ResourceRecordSet[],
  {
    checks = {},
    regions = [A, B],
  }: { checks?: Readonly<Record<string, HealthCheckConfig>>; regions?: readonly Region[] } = {},
) =>
  judged(
    { ...{ zone: 'example.com', zoneId: 'Z', isZoneShared: false, name: 'www.example.com', because: 'tag' }, sets },
    { regions, checks, balancers: [{ ...balancer, region: B, dns: 'edge-1.example.net' }] },
  )

describe('judged', () => {
  it.each([
    ['the set identifier', set('www-us-east-1', { Weight: 1 }), set('euw1', { Weight: 0 })],
    [
      'where it leads',
      set('one', { Weight: 1, ...alias('x.us-east-1.elb.amazonaws.com.') }),
      set('two', { Weight: 0, ...alias('y.eu-west-1.elb.amazonaws.com.') }),
    ],
    [
      'its failover role alone, so check it',
      set('one', { Failover: 'PRIMARY' }),
      set('two', { Failover: 'SECONDARY' }),
    ],
    ['the region of a latency record', set('one', { Region: 'us-east-1' }), set('two', { Region: 'eu-west-1' })],
  ])('tells regions by %s', (how, a, b) => {
    expect(judge([a, b])).toMatchObject({
      is: 'turnable',
      name: {
        ids: new Map([
          [A, a.SetIdentifier],
          [B, b.SetIdentifier],
        ]),
        how: [how],
      },
    })
  })

  it('tells a region by a load balancer of the app, and by what a health check asks', () => {
    const a = set('one', { Weight: 1, HealthCheckId: 'a' })
    const b = set('two', { Weight: 0, ...alias('dualstack.edge-1.example.net.') })
    const checks = { a: { Type: 'HTTPS', FullyQualifiedDomainName: 'us-east-1.origin.example.com' } } as const
    expect(judge([a, b], { checks })).toMatchObject({
      is: 'turnable',
      name: { how: ['what its health check asks', 'the load balancer it leads to'] },
    })
  })

  it('takes no role for a region where there are three', () => {
    const sets = [set('one', { Failover: 'PRIMARY' }), set('two', { Failover: 'SECONDARY' })]
    expect(judge(sets, { regions: [A, B, region('ap-south-1')] })).toMatchObject({
      ...{ is: 'not', because: 'which region its A record "one" is of could not be told' },
    })
  })

  it('turns the types that agree on identifiers, and names them', () => {
    const v4 = [set('us-east-1', { Weight: 1 }), set('eu-west-1', { Weight: 0 })]
    const v6 = v4.map((each) => ({ ...each, Type: 'AAAA' as const }))
    expect(judge([...v4, ...v6])).toMatchObject({ is: 'turnable', name: { routing: 'weighted' } })
    expect(judge([...v4, ...v6])).not.toMatchObject({ name: { types: expect.anything() } })
    const simple: ResourceRecordSet = { Name: 'www.example.com.', Type: 'AAAA', TTL: 30 }
    expect(judge([...v4, simple])).toMatchObject({ is: 'turnable', name: { types: ['A'] } })
  })

  it.each([
    ['a simple record', [{ Name: 'www.example.com.', Type: 'A' as const }], 'it has a simple A record'],
    ['answers by place', [set('us-east-1', { GeoLocation: { CountryCode: 'US' } })], 'neither weighted nor failover'],
    ['one region alone', [set('us-east-1', { Weight: 1 })], 'it has A records for us-east-1 alone'],
    [
      'several of one region',
      [set('us-east-1', { Weight: 1 }), set('use1', { Weight: 1 })],
      'it has several A records for one region',
    ],
  ])('does not take a name of %s', (_, sets, because) => {
    expect(judge(sets)).toMatchObject({ is: 'not', because: expect.stringContaining(because) })
  })
})
