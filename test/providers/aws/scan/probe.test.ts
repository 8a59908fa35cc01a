import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { probeOf } from '../../../../src/providers/aws/scan/probe.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const asks = (host: string, more: object = {}): HealthCheckConfig => ({
  ...{ Type: 'HTTPS', FullyQualifiedDomainName: host, ResourcePath: '/healthz', Port: 443, ...more },
})
const found = (a: HealthCheckConfig, b: HealthCheckConfig) =>
  probeOf(
    'www.example.com',
    new Map([
      [A, ['a']],
      [B, ['b']],
    ]),
    { a, b },
    [A, B],
  )

describe('probeOf', () => {
  it('is one URL where hosts differ by the region alone', () => {
    expect(found(asks('us-east-1.example.com'), asks('eu-west-1.example.com'))?.signal.settings).toEqual({
      ...{ probe: 'http', url: 'https://{region}.example.com/healthz', per: 'region', timeout: '2s' },
    })
  })

  it('names the endpoints where hosts have nothing in common', () => {
    const http = { Type: 'HTTP', Port: 8080 }
    const probe = found(asks('one.example.com', http), asks('two.example.com', http))
    expect(probe?.signal.settings).toMatchObject({ url: 'http://{endpoint}/healthz' })
    expect(probe?.endpoints).toEqual({ [A]: 'one.example.com:8080', [B]: 'two.example.com:8080' })
  })

  it.each([
    ['a region is not asked', asks('us-east-1.example.com'), asks('eu-west-1.example.com', { Type: 'TCP' })],
    ['a check asks the name itself', asks('www.example.com'), asks('www.example.com')],
    ['a check is inverted', asks('us-east-1.example.com', { Inverted: true }), asks('eu-west-1.example.com')],
    ['a check asks for a switch', asks('b.s3.eu-west-1.amazonaws.com'), asks('eu-west-1.example.com')],
  ])('is none where %s', (_, a, b) => {
    expect(found(a, b)).toBeUndefined()
  })
})
