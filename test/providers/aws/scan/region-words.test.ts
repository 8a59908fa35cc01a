import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { regionIn, shortCode, stemOf } from '../../../../src/providers/aws/scan/region-words.js'

describe('shortCode', () => {
  it.each([
    ['us-east-1', 'use1'],
    ['eu-central-2', 'euc2'],
    ['ap-southeast-1', 'apse1'],
    ['ap-northeast-3', 'apne3'],
    ['us-gov-west-1', 'usgw1'],
  ])('of %s is %s, as its zone ids begin', (code, short) => {
    expect(shortCode(code)).toBe(short)
  })
})

describe('regionIn', () => {
  const regions = [region('us-east-1'), region('eu-west-1')]

  it.each([
    ['web.us-east-1.elb.amazonaws.com', 'us-east-1'],
    ['www-euw1', 'eu-west-1'],
    ['euw1-az2', 'eu-west-1'],
  ])('of %s is %s', (text, found) => {
    expect(regionIn(text, regions)).toBe(found)
  })

  it.each(['web', 'us-east-1-to-eu-west-1', 'us-east-12', 'xuse1'])('of %s is not told', (text) => {
    expect(regionIn(text, regions)).toBeUndefined()
  })
})

describe('stemOf', () => {
  it.each([
    ['web-us-east-1', 'us-east-1', 'web'],
    ['shop_web_use1', 'us-east-1', 'shop-web'],
    ['orders-eu', 'eu-west-1', 'orders'],
    ['orders-replica', 'eu-west-1', 'orders'],
    ['eu-west-web', 'eu-west-1', 'web'],
    ['orders-eu', 'us-east-1', 'orders-eu'],
    ['menu', 'me-south-1', 'menu'],
    ['eu', 'eu-west-1', 'eu'],
  ])('of %s in %s is %s', (name, at, stem) => {
    expect(stemOf(name, at)).toBe(stem)
  })
})
