import { describe, expect, it } from 'vitest'
import { region, zone } from '../../../../src/model/place.js'
import { settings } from '../../../../src/providers/aws/traffic/zonal-shift.js'
import { isOurs, markOf, needsMore } from '../../../../src/providers/aws/traffic/zonal-shift-owner.js'
import { shiftTactics } from '../../../../src/providers/aws/traffic/zonal-shift-tactics.js'

const LB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188'
const ASG = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:uuid:autoScalingGroupName/web'
const HOUR_MS = 3_600_000
const read = (more: object = {}) => settings.parse({ resources: { 'us-east-1': [LB, ASG] }, ...more })
const [US, AZ1] = [region('us-east-1'), zone('use1-az1')]

describe('tactics of a zonal shift', () => {
  it('shifts everything of a region at once, on the data side there, and can end it', () => {
    const [tactic] = shiftTactics('front', { kind: 'zone-left', region: US, zone: AZ1 }, read())
    expect(tactic?.action).toEqual({
      resource: 'front',
      verb: 'shift-away',
      with: { region: US, zone: AZ1, arns: [LB, ASG] },
    })
    expect(tactic?.needs).toMatchObject([{ service: 'zonal-shift', side: 'data', at: { region: US } }])
    expect(tactic?.prerequisites).toEqual([
      'app/shop/50dc6c495c0c9188 can leave use1-az1',
      'uuid:autoScalingGroupName/web can leave use1-az1',
    ])
    expect(tactic?.undo).toMatchObject({ kind: 'action', action: { verb: 'end-shift' } })
  })

  it('has a part in zones alone, and in regions alone that the policy names', () => {
    expect(shiftTactics('front', { kind: 'zone-restored', region: US, zone: AZ1 }, read())).toHaveLength(1)
    const elsewhere = { kind: 'zone-left', region: region('eu-west-1'), zone: zone('euw1-az1') } as const
    expect(shiftTactics('front', elsewhere, read())).toEqual([])
    expect(shiftTactics('front', { kind: 'frozen', region: US }, read())).toEqual([])
  })

  it('lasts 12 hours where the policy says nothing, and never more than the 72 that ARC allows', () => {
    expect(read().expires).toBe(12 * HOUR_MS)
    expect(settings.safeParse({ resources: { 'us-east-1': [LB] }, expires: '73h' }).success).toBe(false)
    expect(settings.safeParse({ resources: { 'us-east-1': [LB] }, expires: '30s' }).success).toBe(false)
  })

  it('takes what ARC can shift, and no target group', () => {
    const group = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067'
    expect(settings.safeParse({ resources: { 'us-east-1': [group] } }).success).toBe(false)
    expect(
      settings.safeParse({ resources: { 'us-east-1': ['arn:aws:eks:us-east-1:123456789012:cluster/shop'] } }).success,
    ).toBe(true)
  })
})

describe('whose a shift is', () => {
  const shift = (comment: string, expiresAt = 0) => ({ id: 'a', awayFrom: 'use1-az1', comment, expiresAt })

  it("is ours under any epoch of this app, and nobody else's", () => {
    expect(isOurs(shift(markOf('shop', 7)), 'shop')).toBe(true)
    expect(isOurs(shift(markOf('shop2', 7)), 'shop')).toBe(false)
    expect(isOurs(shift('by hand'), 'shop')).toBe(false)
  })

  it('is made longer with less than a quarter of its time left', () => {
    expect(needsMore(shift('', 4 * HOUR_MS), 12 * HOUR_MS, 0)).toBe(false)
    expect(needsMore(shift('', 2 * HOUR_MS), 12 * HOUR_MS, 0)).toBe(true)
  })
})
