import { describe, expect, it } from 'vitest'
import { faultsIn, policyIn, SHOP } from './fixtures/shop.js'

const verify = (text: string): string => `${SHOP}verify: ${text}\n`
const aws = (text: string): string => `${SHOP}aws: ${text}\n`

describe('how users are looked at', () => {
  it('is the policy’s to say: what they read and write, whom they ask, and how few may be left behind', () => {
    const text = `${SHOP}verify:
  url: https://www.shop.example.com/start?from=failover
  write: { url: "https://www.shop.example.com:8443/orders", body: '{"test":true}' }
  served_by: x-region
  resolvers: [1.1.1.1, "9.9.9.9:53", "2606:4700:4700::1111", "[2606:4700:4700::1001]:53"]
  name_servers: [192.0.2.53]
  stragglers: 2%
  straggler_patience: 20m
  balancers:
    us-east-1: [app/web/50dc6c495c0c9188]
    eu-west-1: [app/web/0a1b2c3d4e5f6071, net/tcp/0a1b2c3d4e5f6071]
`
    expect(policyIn(text).verify).toEqual({
      url: 'https://www.shop.example.com/start?from=failover',
      write: { url: 'https://www.shop.example.com:8443/orders', method: 'POST', body: '{"test":true}' },
      servedBy: 'x-region',
      resolvers: ['1.1.1.1', '9.9.9.9:53', '2606:4700:4700::1111', '[2606:4700:4700::1001]:53'],
      nameServers: ['192.0.2.53'],
      ...{ stragglersPercent: 2, stragglerPatienceMs: 1_200_000 },
      balancers: {
        'us-east-1': ['app/web/50dc6c495c0c9188'],
        'eu-west-1': ['app/web/0a1b2c3d4e5f6071', 'net/tcp/0a1b2c3d4e5f6071'],
      },
    })
  })

  const URL = 'a URL such as https://www.shop.example.com/'
  const SERVER = 'the address of a name server such as 1.1.1.1 or [2606:4700:4700::1111]:53'
  it.each([
    ['a URL without a scheme', '{ url: www.shop.test }', `16:16: url: found "www.shop.test", allowed: ${URL}`],
    [
      'a URL that cannot be',
      '{ url: "http://www.shop.test:70000/" }',
      `16:16: url: found "http://www.shop.test:70000/", allowed: ${URL}`,
    ],
    ['a write without a URL', '{ write: { method: PUT } }', `16:18: missing key "url", allowed: ${URL}`],
    [
      'a write that is a deletion',
      '{ write: { url: "http://a.test/", method: DELETE } }',
      '16:51: method: found "DELETE", allowed: POST, PUT, PATCH, GET',
    ],
    [
      'a resolver by its name',
      '{ resolvers: [dns.google] }',
      `16:23: resolvers[0]: found "dns.google", allowed: ${SERVER}`,
    ],
    [
      'a name server by its name',
      '{ name_servers: [ns-1] }',
      `16:26: name_servers[0]: found "ns-1", allowed: ${SERVER}`,
    ],
    [
      'a balancer by its whole ARN',
      '{ balancers: { us-east-1: ["arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/50dc6c495c0c9188"] } }',
      expect.stringContaining('allowed: a load balancer such as app/web/50dc6c495c0c9188 or net/web/50dc6c495c0c9188'),
    ],
    [
      'balancers of another region',
      '{ balancers: { us-west-2: [app/web/50dc6c495c0c9188] } }',
      '16:24: balancers: found "us-west-2", did you mean "us-east-1"? allowed: us-east-1, eu-west-1',
    ],
    [
      'a share beyond all',
      '{ stragglers: 101% }',
      expect.stringContaining('stragglers: found "101%", allowed: a percentage'),
    ],
  ])('may not be %s', (_, text, fault) => {
    expect(faultsIn(verify(text))).toEqual([fault])
  })
})

describe('how AWS is reached', () => {
  it('is by the standard chain of credentials unless the policy says more', () => {
    expect(policyIn(SHOP).aws).toEqual({ fips: false, dualStack: false })
    const role = 'arn:aws-us-gov:iam::123456789012:role/ops/failover'
    expect(policyIn(aws(`{ profile: prod, role: "${role}", fips: true, dual_stack: true }`)).aws).toEqual({
      ...{ profile: 'prod', role, fips: true, dualStack: true },
    })
  })

  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/ann'],
    ['a role without its account', 'arn:aws:iam:::role/failover'],
  ])('may not be as %s', (_, role) => {
    expect(faultsIn(aws(`{ role: "${role}" }`))).toEqual([
      `16:14: role: found "${role}", allowed: a role such as arn:aws:iam::123456789012:role/failover`,
    ])
  })
})
