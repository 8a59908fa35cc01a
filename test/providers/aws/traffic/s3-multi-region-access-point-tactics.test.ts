import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { End, Json } from '../../../../src/model/plan.js'
import type { Inspection } from '../../../../src/model/resource.js'
import { settings } from '../../../../src/providers/aws/traffic/s3-multi-region-access-point.js'
import { endpointsOf } from '../../../../src/providers/aws/traffic/s3-multi-region-access-point-routes.js'
import { accessPointTactics } from '../../../../src/providers/aws/traffic/s3-multi-region-access-point-tactics.js'

const ROUTES = [
  { bucket: 'shop-us', region: 'us-east-1', active: true },
  { bucket: 'shop-eu', region: 'eu-west-1', active: false },
  { bucket: 'shop-ap', region: 'ap-south-1', active: false },
]
const seen = (routes: unknown): Inspection => ({
  ...{ resource: 'files', type: 's3-multi-region-access-point', at: 0, facts: {}, gauges: [], impaired: [] },
  state: { routes: routes as Json },
})
const end = (more: { final?: boolean; percent?: number } = {}): End => ({
  ...{ kind: 'traffic', at: region('eu-west-1'), from: region('us-east-1'), without: [], percent: 100, final: true },
  ...more,
})

describe('tactics of a Multi-Region Access Point', () => {
  it('makes one bucket active and the other passive in one change, and leaves a third alone', () => {
    const [tactic] = accessPointTactics('files', end(), seen(ROUTES))
    expect(tactic?.action.with).toEqual({
      to: [
        { bucket: 'shop-us', region: 'us-east-1', active: false },
        { bucket: 'shop-eu', region: 'eu-west-1', active: true },
      ],
      was: ROUTES.slice(0, 2),
      from: 'us-east-1',
    })
    expect(tactic?.undo).toMatchObject({ action: { with: { to: ROUTES.slice(0, 2) } } })
  })

  it('needs no region: any of five endpoints will do; and expects the two minutes that S3 takes', () => {
    const [tactic] = accessPointTactics('files', end(), seen(ROUTES))
    expect(tactic?.needs.map(({ at }) => at.region)).toEqual(['aws-global-1'])
    expect(tactic?.expectedMs).toBe(120_000)
  })

  it('cannot send shares: it has no part in stages before the last, and moves all with that, trickle or not', () => {
    expect(accessPointTactics('files', end({ final: false, percent: 10 }), seen(ROUTES))).toEqual([])
    expect(accessPointTactics('files', end({ percent: 99 }), seen(ROUTES))).toHaveLength(1)
  })

  it('has no part where nothing is known of the bucket to go to', () => {
    expect(accessPointTactics('files', end(), seen([ROUTES[0]]))).toEqual([])
    expect(accessPointTactics('files', end(), seen(null))).toEqual([])
  })

  it('asks the failing region last of the five, and never another', () => {
    expect(endpointsOf('us-east-1').at(-1)).toBe('us-east-1')
    for (const avoided of ['us-east-1', 'eu-central-1', undefined]) {
      expect([...endpointsOf(avoided)].sort()).toEqual([
        'ap-northeast-1',
        'ap-southeast-2',
        'eu-west-1',
        'us-east-1',
        'us-west-2',
      ])
    }
  })

  it('is named by the ARN that ends in its alias', () => {
    const buckets = { 'us-east-1': 'shop-us' }
    const access = (access_point: string) => settings.safeParse({ access_point, buckets }).success
    expect(access('arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap')).toBe(true)
    expect(access('arn:aws:s3:us-east-1:123456789012:accesspoint/shop')).toBe(false)
  })
})
