import { describe, expect, it } from 'vitest'
import { appName, matchOf } from '../../../../src/providers/aws/scan/match.js'

const shop = appName('Shop')

describe('matchOf', () => {
  it.each(['failover:app', 'app', 'App', 'application', 'Application', 'Name'])(
    'takes a tag %s, in any case',
    (Key) => {
      expect(matchOf(shop, 'web-1', [{ Key, Value: 'SHOP' }])).toBe(`tag ${Key}=SHOP`)
    },
  )

  it('takes tags in the spelling of ECS', () => {
    expect(matchOf(shop, 'web-1', [{ key: 'app', value: 'shop' }])).toBe('tag app=shop')
  })

  it.each(['shop', 'shop-web', 'web_shop_1', 'prod/Shop', 'shop.example.com'])(
    'takes the name as a word: %s',
    (name) => {
      expect(matchOf(shop, name)).toBe('"Shop" in its name')
    },
  )

  it.each([
    ['a part of a word', 'workshop-web', []],
    ['another tag', 'web', [{ Key: 'owner', Value: 'shop' }]],
    ['a value that says more', 'web', [{ Key: 'app', Value: 'shop-admin' }]],
    ['a name of nothing', '', []],
  ])('does not take %s', (_, name, tags) => {
    expect(matchOf(shop, name, tags)).toBeUndefined()
  })

  it('finds an app of several words as it is given and as a policy names it', () => {
    const app = appName('Online Shop')
    expect(app).toEqual({ given: 'Online Shop', slug: 'online-shop' })
    expect(matchOf(app, 'online-shop-web')).toBeDefined()
    expect(matchOf(app, 'x', [{ Key: 'Application', Value: 'online shop' }])).toBeDefined()
  })

  it('takes an app for what it says, not for a pattern', () => {
    expect(matchOf(appName('sh.p'), 'shop')).toBeUndefined()
  })
})
