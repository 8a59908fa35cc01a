import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import {
  followedBy,
  generationOf,
  lineIn,
  lineOf,
  writersAmong,
} from '../../../../src/providers/aws/rds/rds-lineage.js'
import { arnOf, dbInstance } from '../fixtures/rds-instances.js'

const [us, eu] = [region('us-east-1'), region('eu-west-1')]
const OWNER = 'shop/orders'

describe('the line of a DB instance', () => {
  it('begins with the name in the policy, in small letters as RDS keeps it', () => {
    expect(lineOf('Orders').slice(0, 3)).toEqual(['orders', 'orders-r2', 'orders-r3'])
  })

  it('goes on from a later one that the policy names', () => {
    expect(lineOf('orders-r2').slice(0, 2)).toEqual(['orders-r2', 'orders-r3'])
    expect([generationOf('orders'), generationOf('orders-r12')]).toEqual([1, 12])
  })

  it('counts the newest of ours, and keeps those before it aside', () => {
    const line = lineIn('orders', OWNER, [dbInstance('orders'), dbInstance('orders-r2', { owner: OWNER })])
    expect(line.current?.id).toBe('orders-r2')
    expect(line.aside.map(({ id }) => id)).toEqual(['orders'])
    expect(line.next).toBe('orders-r3')
  })

  it("takes no name of somebody else's for ours, and does not reuse it", () => {
    const line = lineIn('orders', OWNER, [dbInstance('orders'), dbInstance('orders-r2', { owner: 'other/orders' })])
    expect(line.current?.id).toBe('orders')
    expect(line.next).toBe('orders-r3')
  })

  it('is empty where nothing stands', () => {
    expect(lineIn('orders', OWNER, [])).toEqual({ aside: [], next: 'orders-r2' })
  })
})

describe('the writer', () => {
  const replica = dbInstance('orders-eu', { at: 'eu-west-1', source: arnOf('orders') })

  it('is the one that stands alone', () => {
    expect(
      writersAmong([
        { region: us, current: dbInstance('orders') },
        { region: eu, current: replica },
      ]),
    ).toEqual([us])
  })

  it('is, of two that stand alone after a failover, the one promoted under the higher epoch', () => {
    const promoted = dbInstance('orders-eu', { at: 'eu-west-1', epoch: 7 })
    expect(
      writersAmong([
        { region: us, current: dbInstance('orders') },
        { region: eu, current: promoted },
      ]),
    ).toEqual([eu])
  })

  it('is nobody in particular where two stand alone and neither was promoted by us', () => {
    const other = dbInstance('orders-eu', { at: 'eu-west-1' })
    expect(
      writersAmong([
        { region: us, current: dbInstance('orders') },
        { region: eu, current: other },
      ]),
    ).toEqual([us, eu])
  })

  it('is the one that replicas follow, where its region says nothing', () => {
    expect(writersAmong([{ region: us }, { region: eu, current: replica }])).toEqual([])
    expect(followedBy([{ region: us }, { region: eu, current: replica }], [us, eu])).toBe(us)
  })
})
