import { describe, expect, it } from 'vitest'
import { faultsIn, policyIn, shopWith } from './fixtures/shop.js'

const AWS = { 3: 'world: aws', 13: '', 14: '', 15: '' }
const withSignal = (text: string, more: { readonly [line: number]: string } = {}): string =>
  shopWith({ ...AWS, 11: `    it: ${text}`, ...more })
const signal = (text: string) => policyIn(withSignal(text)).observe.signals[0]
const faults = (text: string) => faultsIn(withSignal(text))

const common = { name: 'it', timeoutMs: 2_000, quorum: 1 }
const zonal = { ...common, per: 'zone' }
const regional = { ...common, per: 'region' }
const tag = { key: 'failover:app', value: 'shop' }

describe('what the world itself reports', () => {
  it.each([
    ['{ watch: ebs }', { ...zonal, watch: 'ebs', tells: 'ebs', tag }],
    [
      '{ watch: ebs, tag: { key: app, value: x } }',
      { ...zonal, watch: 'ebs', tells: 'ebs', tag: { key: 'app', value: 'x' } },
    ],
    [
      '{ watch: ec2, tells: compute, groups: { us-east-1: [web] }, weight: evidence }',
      { ...zonal, watch: 'ec2', tells: 'compute', groups: { 'us-east-1': ['web'] }, weight: 'evidence' },
    ],
    [
      '{ watch: rds, instances: { us-east-1: [orders] }, lag: 1m, restorable: 30m }',
      {
        ...{ ...regional, watch: 'rds', tells: 'rds', instances: { 'us-east-1': ['orders'] } },
        ...{ lagMs: 60_000, restorableMs: 1_800_000 },
      },
    ],
    ['{ watch: autoscaling }', { ...regional, watch: 'autoscaling', tells: 'control', tag }],
    ['{ watch: api, timeout: 1s }', { ...regional, watch: 'api', tells: 'control', timeoutMs: 1_000 }],
    [
      '{ watch: health, services: [EC2] }',
      { ...regional, watch: 'health', tells: 'domain', weight: 'evidence', services: ['EC2'] },
    ],
    [
      '{ watch: cloudwatch, alarms: { us-east-1: [errors] } }',
      { ...regional, watch: 'cloudwatch', tells: 'domain', weight: 'evidence', alarms: { 'us-east-1': ['errors'] } },
    ],
  ])('reads %s, with one voice and by the app’s tag where nothing is named', (text, expected) => {
    expect(signal(text)).toEqual(expected)
  })

  it('names target groups and load balancers by ARN', () => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef'
    expect(signal(`{ watch: elb, target_groups: { us-east-1: ["${arn}"] } }`)).toMatchObject({
      targetGroups: { 'us-east-1': [arn] },
    })
    expect(faults('{ watch: elb, load_balancers: { us-east-1: [web] } }')).toEqual([
      '11:53: us-east-1[0]: found "web", allowed: an ARN of a load balancer',
    ])
  })

  it.each([
    [
      'what nobody reports',
      '{ watch: power }',
      '11:18: watch: found "power", allowed: ebs, ec2, elb, rds, autoscaling, cloudwatch, health, api',
    ],
    ['alarms that are not named', '{ watch: cloudwatch }', '11:9: missing key "alarms", allowed: a mapping'],
    [
      'a report on the place itself, which only the policy’s planes may make of it',
      '{ watch: rds, tells: domain }',
      expect.stringMatching(/^11:30: tells: found "domain", .*allowed: ec2, ebs,/),
    ],
    ['databases by zone', '{ watch: rds, per: zone }', '11:28: per: found "zone", allowed: region'],
    ['alarms that count', '{ watch: health, weight: verdict }', expect.stringMatching(/^11:26: unknown key "weight"/)],
    [
      'things in a region of another policy',
      '{ watch: ebs, groups: { eu-west-2: [web] } }',
      '11:33: groups: found "eu-west-2", did you mean "eu-west-1"? allowed: us-east-1, eu-west-1',
    ],
    [
      'two ways to say what is looked at',
      '{ watch: ebs, tag: { key: a, value: b }, groups: { us-east-1: [web] } }',
      '11:50: groups: found beside "tag", allowed: one way to say what is looked at',
    ],
    [
      'a quorum of more vantages than there are',
      '{ probe: tcp, target: "x:1", quorum: 3 }',
      '11:46: quorum: found 3, a number, allowed: 1 to 2, the number of vantages',
    ],
  ])('refuses %s', (_, text, fault) => expect(faults(text)).toEqual([fault]))

  it('refuses a report in the local cloud, which gives none', () => {
    expect(faultsIn(shopWith({ 11: '    it: { watch: ebs }' }))).toEqual([
      '11:18: watch: found "ebs", allowed: none; the local cloud reports nothing of itself; ask it by a probe',
    ])
  })
})

describe('endpoints and the function that looks from elsewhere', () => {
  it('are kept as they are written', () => {
    const text = shopWith({
      9: '  endpoints: { use1-az1: "10.0.0.1:80", eu-west-1: "shop.example.com:443" }\n  vantage_function: look',
    })
    expect(policyIn(text).observe).toMatchObject({
      endpoints: { 'use1-az1': '10.0.0.1:80', 'eu-west-1': 'shop.example.com:443' },
      vantageFunction: 'look',
    })
  })

  it('are refused for a function that a move acts on, since a dry run lets the probe function through', () => {
    const line = '    jobs: { type: lambda, function: { us-east-1: look, eu-west-1: look } }'
    const faults = faultsIn(shopWith({ 3: 'world: aws', 9: '  vantage_function: look', 15: line }))
    expect(faults).toContainEqual(
      expect.stringContaining('function: found "look", which is observe.vantage_function, allowed: another'),
    )
  })

  it('are refused for a place that is not the policy’s, or that is no host and port', () => {
    expect(faultsIn(shopWith({ 9: '  endpoints: { use1-az9: "10.0.0.1:80", use1-az1: "10.0.0.1" }' }))).toEqual([
      expect.stringMatching(
        /^9:16: endpoints: found "use1-az9", did you mean "use1-az1"\? allowed: us-east-1, use1-az1/,
      ),
      '9:51: use1-az1: found "10.0.0.1", allowed: a host and a port, as in 10.0.0.1:8080',
    ])
  })
})
