import { describe, expect, it } from 'vitest'
import { zone } from '../../../../../src/model/place.js'
import { zoneOf } from '../../../../../src/providers/local/cloud/names/zone.js'
import { SERVER, shop } from './fixtures/shop.js'

const [first] = shop.places

describe('a zone', () => {
  it('has every name of its data, and those that lie between', () => {
    expect([...zoneOf(shop, SERVER).nodes.keys()].sort()).toEqual([
      '_http._tcp.www.shop.test',
      '_tcp.www.shop.test',
      'canary.us-east-1.shop.test',
      'euw1-az1.shop.test',
      'ns1.shop.test',
      'shop.test',
      'us-east-1.shop.test',
      'use1-az1.shop.test',
      'www.shop.test',
    ])
  })

  it.each([
    [1_500, 2],
    [1_000, 1],
    [1, 1],
    [0, 0],
  ])('tells a TTL of %i ms as %i s', (ttlMs, ttl) => {
    expect(zoneOf({ ...shop, ttlMs }, SERVER).ttl).toBe(ttl)
  })

  it('is refused when it would leave the public name without an answer', () => {
    expect(() => zoneOf({ ...shop, places: [] }, SERVER)).toThrow(
      expect.objectContaining({
        code: 'refused',
        message: 'www.shop.test would be left without an answer (law 26)',
      }),
    )
  })

  it.each([
    ['a name outside its origin', { publicName: 'www.shop.example' }, 'www.shop.example lies outside shop.test'],
    ['a name that merely ends like it', { publicName: 'wwwshop.test' }, 'wwwshop.test lies outside shop.test'],
    ['a name that is none', { publicName: 'w w.shop.test' }, '"w w.shop.test" is no name'],
    ['a label that is too long', { publicName: `${'w'.repeat(64)}.shop.test` }, 'is no name'],
    ['an address that is none', { hosts: [{ name: 'a.shop.test', address: '::1' }] }, 'is no IPv4 address'],
    ['one name for two addresses', { hosts: [{ name: 'use1-az1.shop.test', address: '127.9.9.9' }] }, 'two addresses'],
    ["the server's own name", { hosts: [{ name: 'ns1.shop.test', address: '127.9.9.9' }] }, 'own name'],
    ['a serial that is no whole number', { serial: 1.5 }, 'the serial 1.5 of shop.test is no whole number'],
    ['a TTL below 0', { ttlMs: -1 }, 'the TTL of shop.test, -1 ms, cannot be told'],
    ['a TTL without end', { ttlMs: Number.POSITIVE_INFINITY }, 'cannot be told'],
    ['a weight below 0', { places: [{ ...first, weight: -1 }] }, 'the weight of use1-az1, -1, is none'],
    ['a weight that is no number', { places: [{ ...first, weight: Number.NaN }] }, 'the weight of use1-az1, NaN'],
    ['a port that is none', { places: [{ ...first, port: 0 }] }, 'the port of use1-az1, 0, is none'],
  ])('never has %s', (_, wrong, because) => {
    expect(() => zoneOf({ ...shop, ...wrong } as typeof shop, SERVER)).toThrow(because)
  })

  it('takes names in any case, and the name of a place also as a host', () => {
    const data = { ...shop, origin: 'Shop.Test', hosts: [{ name: 'USE1-AZ1.shop.test', address: '127.1.1.1' }] }
    expect(zoneOf({ ...data, publicName: 'WWW.shop.test' }, SERVER).nodes.has('www.shop.test')).toBe(true)
  })

  it('serves its public name at the origin itself as well', () => {
    const at = zoneOf(
      { ...shop, publicName: 'shop.test', places: [{ ...first, zone: zone('use1-az9') }] as never },
      SERVER,
    )
    expect([...(at.nodes.get('shop.test')?.keys() ?? [])].sort()).toEqual([1, 2, 6])
  })
})
