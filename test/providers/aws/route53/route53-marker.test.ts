import { describe, expect, it } from 'vitest'
import {
  foreignOwner,
  markerName,
  markerSet,
  otherOwner,
  readMarker,
} from '../../../../src/providers/aws/route53/route53-marker.js'
import { NAME } from '../fixtures/route53.js'

const OURS = { app: 'shop', resource: 'front', epoch: 7 }
const text = (Value: string) => ({ Name: `${NAME}.`, Type: 'TXT', ResourceRecords: [{ Value }] })

describe('the marker of a name', () => {
  it('is a simple record of its own name, and is read back as it was written', () => {
    const set = markerSet(NAME, OURS)
    expect(set).toMatchObject({ Name: `_failover.${NAME}`, Type: 'TXT' })
    expect(set.ResourceRecords).toEqual([{ Value: '"heritage=failover,app=shop,resource=front,epoch=7"' }])
    expect(readMarker(set)).toEqual(OURS)
  })

  it('of a wildcard has no * inside', () => {
    expect(markerName('\\052.shop.example.com.')).toBe('_failover._wildcard.shop.example.com')
  })

  it('of another app or resource is not ours', () => {
    expect(otherOwner(OURS, OURS)).toBeUndefined()
    expect(otherOwner(undefined, OURS)).toBeUndefined()
    expect(otherOwner({ ...OURS, app: 'blog' }, OURS)).toBe("failover's app blog, resource front")
  })

  it('is not read out of what is none', () => {
    expect(readMarker(text('"v=spf1 -all"'))).toBeUndefined()
    expect(readMarker(text('"heritage=failover,app=shop,resource=front,epoch=soon"'))).toBeUndefined()
  })
})

describe('marks of others', () => {
  it('are named with their owner', () => {
    const mark = '"heritage=external-dns,external-dns/owner=blue,external-dns/resource=service/shop/www"'
    expect(foreignOwner([text(mark)])).toBe('external-dns (owner blue)')
    expect(foreignOwner([text('"heritage=terraform"')])).toBe('terraform')
  })

  it('are not seen in our own, nor in other texts', () => {
    expect(foreignOwner([text('"v=spf1 -all"'), markerSet(NAME, OURS)])).toBeUndefined()
  })
})
