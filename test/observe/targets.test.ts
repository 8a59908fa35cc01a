import { describe, expect, it } from 'vitest'
import { atRegion, atZone, nameOf, plane, region, vantage, zone } from '../../src/model/place.js'
import { type Places, type Target, targetsOf } from '../../src/observe/targets.js'
import type { Policy, SignalPolicy } from '../../src/policy/policy.js'

const EAST = region('us-east-1')
const WEST = region('eu-west-1')
const REGIONS: Policy['regions'] = [
  { region: EAST, role: 'primary', zones: [zone('use1-az1'), zone('use1-az2')], fate: 'us' },
  { region: WEST, role: 'standby', zones: [zone('euw1-az1')], fate: 'eu' },
]
const HTTP: SignalPolicy = {
  ...{ name: 'http', per: 'zone', tells: 'domain', timeoutMs: 500 },
  ...{ probe: 'http', target: 'https://{zone}.{region}.shop.test/healthz?x=1', method: 'GET', status: [200] },
}

const WORLD: Places = {
  endpointOf: (of) => (nameOf(of) === 'euw1-az1' ? undefined : `10.0.0.1:${of.kind === 'zone' ? 80 : 81}`),
  sourceOf: (from) => (from === 'here' ? '127.0.0.9' : undefined),
}

const targets = (signals: readonly SignalPolicy[], places = WORLD, vantages = ['here', 'there']): readonly Target[] => {
  const observe = {
    ...{ everyMs: 1_000, jitterPercent: 10, quorum: 1, confirm: { times: 0, everyMs: 100 } },
    ...{ vantages: vantages.map(vantage), signals },
  }
  return targetsOf({ observe, regions: REGIONS }, places)
}
const one = (more: object, places = WORLD): Target | undefined =>
  targets([{ ...HTTP, ...more } as SignalPolicy], places, ['here'])[0]

describe('targetsOf', () => {
  it('gives one target for each signal, place and vantage', () => {
    const found = targets([HTTP, { ...HTTP, name: 'whole', per: 'region', tells: 'postgres' }])
    expect(found.map(({ from, of, signal }) => `${signal} ${nameOf(of)} ${from}`)).toEqual([
      ...['http use1-az1 here', 'http use1-az1 there', 'http use1-az2 here', 'http use1-az2 there'],
      ...['http euw1-az1 here', 'http euw1-az1 there'],
      ...['whole postgres/data@us-east-1 here', 'whole postgres/data@us-east-1 there'],
      ...['whole postgres/data@eu-west-1 here', 'whole postgres/data@eu-west-1 there'],
    ])
  })

  it('speaks of the place itself, or of the data plane of a service there', () => {
    expect(one({})?.of).toEqual(atZone(EAST, zone('use1-az1')))
    expect(one({ tells: 'ebs' })?.of).toEqual(plane('ebs', 'data', atZone(EAST, zone('use1-az1'))))
    expect(one({ per: 'region', tells: 'postgres' })?.of).toEqual(plane('postgres', 'data', atRegion(EAST)))
  })

  it('fills in zone, region and endpoint', () => {
    expect(one({})?.question).toEqual({
      ...{ kind: 'http', secure: true, host: 'use1-az1.us-east-1.shop.test', port: 443 },
      ...{ authority: 'use1-az1.us-east-1.shop.test', path: '/healthz?x=1', method: 'GET', status: [200] },
    })
    const local = one({ target: 'http://{endpoint}/healthz', body: 'ok', maxBodyBytes: 99 })?.question
    expect(local).toMatchObject({ secure: false, host: '10.0.0.1', port: 80, authority: '10.0.0.1', body: 'ok' })
    expect(local).toMatchObject({ maxBodyBytes: 99 })
  })

  it('asks from the address of the vantage where it has one', () => {
    expect(targets([HTTP]).map(({ source }) => source)).toEqual(Array(3).fill(['127.0.0.9', undefined]).flat())
  })

  it.each([
    [
      { probe: 'tcp', target: '{endpoint}' },
      { kind: 'tcp', host: '10.0.0.1', port: 80 },
    ],
    [
      { probe: 'tcp', target: '[::1]:5432' },
      { kind: 'tcp', host: '::1', port: 5_432 },
    ],
    [
      { probe: 'tls', target: 'db.shop.test:443', expiresAfterMs: 7 },
      { kind: 'tls', host: 'db.shop.test', port: 443, serverName: 'db.shop.test', expiresAfterMs: 7 },
    ],
    [{ probe: 'tls', target: 'a:443', serverName: 'b', expiresAfterMs: 7 }, { serverName: 'b' }],
    [
      { probe: 'dns', target: '10.0.0.2:53', query: 'www.shop.test', type: 'A' },
      { kind: 'dns', host: '10.0.0.2', port: 53, query: 'www.shop.test', type: 'A' },
    ],
    [{ target: 'http://[::1]:8080/' }, { host: '::1', port: 8_080, authority: '[::1]:8080' }],
    [{ target: 'http://shop.test/' }, { port: 80 }],
    [
      { target: 'http://ada:l%40ce@shop.test/' },
      { authorization: `Basic ${btoa('ada:l@ce')}`, authority: 'shop.test' },
    ],
    [{ target: 'http://ada:%zz@shop.test/' }, { authorization: `Basic ${btoa('ada:%zz')}` }],
  ])('understands %j', (signal, question) => {
    expect(one(signal)?.question).toMatchObject(question)
  })

  it('keeps what cannot be asked as a target that says why', () => {
    const because = (more: object, places = WORLD): unknown => one(more, places)?.question
    const nowhere = { ...WORLD, endpointOf: () => undefined }
    const odd = { ...WORLD, endpointOf: () => 'a b' }
    expect(because({ target: 'http://{endpoint}/' }, nowhere)).toEqual({
      ...{ kind: 'none', because: 'this world knows no endpoint of use1-az1' },
    })
    expect(because({ target: 'http://{endpoint}/' }, odd)).toEqual({
      kind: 'none',
      because: '"http://a b/" is not a URL',
    })
    expect(because({ probe: 'tcp', target: '{endpoint}' }, odd)).toEqual({
      ...{ kind: 'none', because: '"a b" is not a host and a port' },
    })
    expect(because({ target: 'ftp://shop.test/' })).toMatchObject({ kind: 'none' })
    expect(because({ probe: 'tcp', target: 'shop.test:70000' })).toMatchObject({ kind: 'none' })
  })

  it('knows that a world watches nothing, unless it says so', () => {
    const watch: SignalPolicy = { name: 'ebs', per: 'zone', tells: 'ebs', timeoutMs: 500, watch: 'ebs' }
    const found = targets([watch], WORLD, ['here'])
    expect(found).toHaveLength(3)
    expect(found[0]).toMatchObject({
      ...{ signal: 'ebs', of: plane('ebs', 'data', atZone(EAST, zone('use1-az1'))) },
      question: { kind: 'none', because: 'this world does not watch ebs' },
    })
    expect(targets([watch], { ...WORLD, watches: (service) => service === 'ebs' })).toEqual([])
    expect(targets([watch], { ...WORLD, watches: (service) => service === 'rds' })).toHaveLength(6)
  })
})
