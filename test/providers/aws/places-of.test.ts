import { describe, expect, it } from 'vitest'
import { atRegion, atZone, region, vantage, zone } from '../../../src/model/place.js'
import { placesOf } from '../../../src/providers/aws/places-of.js'

describe('the places of the AWS world', () => {
  const observe = { endpoints: { 'use1-az1': '10.0.0.1:80', 'eu-west-1': 'shop.example.com:443' } }
  const places = placesOf({ observe } as never, (service) => service === 'ebs')

  it('have the endpoints of the policy and no others', () => {
    expect(places.endpointOf(atZone(region('us-east-1'), zone('use1-az1')))).toBe('10.0.0.1:80')
    expect(places.endpointOf(atRegion(region('eu-west-1')))).toBe('shop.example.com:443')
    expect(places.endpointOf(atRegion(region('us-east-1')))).toBeUndefined()
  })

  it('are asked from whatever address the system chooses, and reported by watches', () => {
    expect(places.sourceOf(vantage('here'))).toBeUndefined()
    expect([places.watches?.('ebs'), places.watches?.('power')]).toEqual([true, false])
  })
})
