import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { objectIn, switchIn } from '../../../../src/providers/aws/scan/switch-object.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const asks = (FullyQualifiedDomainName: string, ResourcePath: string, more: object = {}): HealthCheckConfig => ({
  ...{ Type: 'HTTPS', FullyQualifiedDomainName, ResourcePath, Inverted: true, ...more },
})
const found = (config: HealthCheckConfig, more: Readonly<Record<string, HealthCheckConfig>> = {}) =>
  switchIn(new Map([[A, ['x']]]), { x: config, ...more }, A)

describe('objectIn', () => {
  it.each([
    ['bucket.s3.eu-west-1.amazonaws.com', '/off/us'],
    ['bucket.s3.dualstack.eu-west-1.amazonaws.com', '/off/us'],
    ['s3.eu-west-1.amazonaws.com', '/bucket/off/us'],
    ['bucket.s3.eu-west-1.amazonaws.com', '/off%2Fus'],
  ])('of %s%s is the object', (host, path) => {
    expect(objectIn(asks(host, path))).toEqual({ bucket: 'bucket', region: B, key: 'off/us' })
  })

  it.each([
    ['an endpoint of no region', asks('bucket.s3.amazonaws.com', '/off')],
    ['a website', asks('bucket.s3-website-eu-west-1.amazonaws.com', '/off')],
    ['a server', asks('www.example.com', '/off')],
    ['a check that is no HTTP', asks('bucket.s3.eu-west-1.amazonaws.com', '/off', { Type: 'TCP' })],
    ['a bucket without a key', asks('bucket.s3.eu-west-1.amazonaws.com', '/')],
  ])('of %s is none', (_, config) => {
    expect(objectIn(config)).toBeUndefined()
  })
})

describe('switchIn', () => {
  const good = asks('bucket.s3.eu-west-1.amazonaws.com', '/off/us')

  it('is the object that takes a region out while it is there', () => {
    expect(found(good)).toEqual({
      switch: { bucket: 'bucket', region: B, objects: { [A]: 'off/us' } },
      remarks: [],
    })
  })

  it('is found among the parts of a calculated check', () => {
    const calculated: HealthCheckConfig = { Type: 'CALCULATED', ChildHealthChecks: ['part'] }
    expect(found(calculated, { part: good }).switch).toMatchObject({ objects: { [A]: 'off/us' } })
  })

  it.each([
    ['not inverted', asks('bucket.s3.eu-west-1.amazonaws.com', '/off', { Inverted: false }), 'is not inverted'],
    ['disabled', asks('bucket.s3.eu-west-1.amazonaws.com', '/off', { Disabled: true }), 'counts as healthy'],
    ['in the region it leaves', asks('bucket.s3.us-east-1.amazonaws.com', '/off'), 'in the very region'],
  ])('is none where the check is %s, and says so', (_, config, why) => {
    expect(found(config)).toEqual({ remarks: [expect.stringContaining(why)] })
  })

  it('has one bucket, the one that takes the primary out', () => {
    const other = asks('second.s3.ap-south-1.amazonaws.com', '/off/eu')
    const both = new Map([
      [B, ['y']],
      [A, ['x']],
    ])
    expect(switchIn(both, { x: good, y: other }, A)).toEqual({
      switch: { bucket: 'bucket', region: B, objects: { [A]: 'off/us' } },
      remarks: ['The check of eu-west-1 asks s3://second/off/eu: a switch has one bucket.'],
    })
  })
})
