import { describe, expect, it } from 'vitest'
import {
  type Checks,
  isHealthy,
  objectRegion,
  plainConfig,
} from '../../../../src/providers/aws/route53/route53-health.js'
import { BUCKET, CONTROLS, EU, endpointsAt, KEY, SWITCH, switchCheck, US } from '../fixtures/route53.js'

const SWITCHES = { switch: SWITCH, routing_control: { endpoints: endpointsAt('https://arc'), controls: CONTROLS } }
const well = (checks: Checks, objects = {}, controls = {}) => isHealthy('c', checks, { objects, controls }, SWITCHES)
const endpoint = { type: 'HTTP', inverted: false, disabled: false, host: 'us.shop.example.com', path: '/healthz' }

describe('a health check', () => {
  it('that is inverted on a switch object fails while the object is there', () => {
    expect(well({ c: switchCheck(KEY) }, { [US]: true })).toBe(true)
    expect(well({ c: switchCheck(KEY) }, { [US]: false })).toBe(false)
    expect(well({ c: switchCheck(KEY) }, {})).toBeUndefined()
  })

  it('that is not inverted works the other way round', () => {
    expect(well({ c: switchCheck(KEY, { inverted: false }) }, { [US]: false })).toBe(true)
  })

  it('that is disabled counts as healthy, whatever it watches', () => {
    expect(well({ c: switchCheck(KEY, { disabled: true }) }, { [US]: false })).toBe(true)
  })

  it('of a routing control follows it', () => {
    const c = { type: 'RECOVERY_CONTROL', inverted: false, disabled: false, control: CONTROLS[US] }
    expect(well({ c }, {}, { [US]: false })).toBe(false)
    expect(well({ c }, {}, { [US]: true })).toBe(true)
    expect(well({ c })).toBeUndefined()
  })

  it('of an endpoint is taken for healthy: where a name is set to lead does not change by it', () => {
    expect(well({ c: endpoint })).toBe(true)
  })

  it('that was not seen is unknown', () => {
    expect(well({})).toBeUndefined()
  })

  it('that is calculated counts its parts', () => {
    const c = { type: 'CALCULATED', inverted: false, disabled: false, children: ['a', 'b'], threshold: 2 }
    const both = { c, a: endpoint, b: switchCheck(KEY) }
    expect(well(both, { [US]: true })).toBe(true)
    expect(well(both, { [US]: false })).toBe(false)
    expect(well(both)).toBeUndefined()
    // One part of two is enough here, so the switch switches nothing.
    expect(well({ ...both, c: { ...c, threshold: 1 } }, { [US]: false })).toBe(true)
  })
})

describe('a check asks for a switch object', () => {
  it.each([
    [`${BUCKET}.s3.${EU}.amazonaws.com`, `/${KEY}`],
    [`s3.${EU}.amazonaws.com`, `/${BUCKET}/${KEY}`],
    [`${BUCKET}.s3.dualstack.${EU}.amazonaws.com`, `/${encodeURI(KEY)}`],
  ])('at %s%s', (host, path) => {
    expect(objectRegion(switchCheck(KEY, { host, path }), SWITCH)).toBe(US)
  })

  it.each([
    ['the global endpoint, which us-east-1 answers', `${BUCKET}.s3.amazonaws.com`, `/${KEY}`],
    ['a bucket of another region', `${BUCKET}.s3.us-east-1.amazonaws.com`, `/${KEY}`],
    ['another key', `${BUCKET}.s3.${EU}.amazonaws.com`, '/other'],
    ['another bucket', `other.s3.${EU}.amazonaws.com`, `/${KEY}`],
  ])('but not at %s', (_, host, path) => {
    expect(objectRegion(switchCheck(KEY, { host, path }), SWITCH)).toBeUndefined()
  })

  it('and not by TCP', () => {
    expect(objectRegion(switchCheck(KEY, { type: 'TCP' }), SWITCH)).toBeUndefined()
  })
})

it('a configuration is kept as plain data', () => {
  const plain = plainConfig({ Type: 'CLOUDWATCH_METRIC', InsufficientDataHealthStatus: 'Unhealthy', Inverted: true })
  expect(plain).toEqual({ type: 'CLOUDWATCH_METRIC', inverted: true, disabled: false, insufficient: 'Unhealthy' })
})
