import { CreateBucketCommand, PutBucketReplicationCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { TrafficEnd } from '../../../../src/model/plan.js'
import { settings } from '../../../../src/providers/aws/traffic/s3-multi-region-access-point.js'
import { check, make } from '../../../../src/providers/aws/traffic/s3-multi-region-access-point-driver.js'
import { ACCESS_POINT, AccessPointAnswers } from '../../../fixtures/aws/answers-mrap.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'

const BUCKETS = { 'us-east-1': 'shop-us', 'eu-west-1': 'shop-eu' }
const resource = {
  ...{ name: 'files', type: 's3-multi-region-access-point' },
  settings: settings.parse({ access_point: ACCESS_POINT, buckets: BUCKETS }),
}
const CALM = [
  { bucket: 'shop-us', region: 'us-east-1', dial: 100 },
  { bucket: 'shop-eu', region: 'eu-west-1', dial: 0 },
]
const leash = () => ({ epoch: 1, signal: new AbortController().signal })
const END: TrafficEnd = {
  ...{ kind: 'traffic', at: region('eu-west-1'), from: region('us-east-1'), without: [], percent: 100, final: true },
}

// Routes are answered by the gateway's own state machine, since moto has none; buckets are moto's.
describeAws('s3-multi-region-access-point, over the wire', () => {
  driverConformance('s3-multi-region-access-point', async () => {
    const stand = await openAws()
    const point = new AccessPointAnswers(CALM)
    point.attach(stand.gateway)
    return {
      ...standOn(stand, (context) => make(resource, context), ['s3']),
      ways: [
        {
          end: END,
          arrange: async () => {
            point.routes = CALM
          },
        },
      ],
      snapshot: async () => point.routes,
    }
  })

  describe('a change of routes', () => {
    const stand = standForEach()
    let point: AccessPointAnswers
    let detach = (): void => undefined
    beforeEach(() => {
      detach()
      point = new AccessPointAnswers(CALM)
      detach = point.attach(stand.gateway)
    })

    const drawn = async () => {
      const driver = make(resource, stand.context())
      const seen = await driver.inspect(leash().signal)
      const [tactic] = driver.tactics(END, seen)
      if (!tactic) throw new Error('a tactic was offered')
      stand.gateway.forget()
      return { driver, seen, tactic }
    }
    const regionsAsked = () => new Set(stand.gateway.requests.map(({ region: at }) => at))

    it('says which bucket is active', async () => {
      const { seen } = await drawn()
      expect(seen).toMatchObject({ active: 'us-east-1', left: [], impaired: [] })
      expect(seen.facts['a bucket in eu-west-1']).toMatchObject({ is: 'met', because: 'shop-eu passive' })
    })

    it('asks nothing of the region that fails while another endpoint answers', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      expect(point.routes.map(({ dial }) => dial)).toEqual([0, 100])
      expect(regionsAsked()).not.toContain('us-east-1')
    })

    it('goes to the next endpoint when one does not take the change, until one does', async () => {
      const { driver, tactic } = await drawn()
      for (const at of ['us-west-2', 'eu-west-1', 'ap-northeast-1']) {
        stand.gateway.fault({ service: 's3', region: at, does: 'reset' })
      }
      await driver.apply(tactic.action, leash())
      expect(point.routes.map(({ dial }) => dial)).toEqual([0, 100])
    })

    it('says so when none of the five takes it', async () => {
      const { driver, tactic } = await drawn()
      stand.gateway.fault({ service: 's3', operation: 'SubmitMultiRegionAccessPointRoutes', does: 'error' })
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('none of the five control endpoints took the routes'),
      })
      expect(regionsAsked().size).toBe(5)
    }, 60_000)

    it('refuses two passive buckets itself, before anything is sent', async () => {
      const { driver, tactic } = await drawn()
      const passive = CALM.map(({ bucket, region: at }) => ({ bucket, region: at, active: false }))
      const action = { ...tactic.action, with: { ...tactic.action.with, to: passive } }
      await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'refused' })
      expect(stand.gateway.requests).toEqual([])
    })

    it('stops at routes that somebody else has changed', async () => {
      const { driver, tactic } = await drawn()
      point.routes = CALM.map((route) => ({ ...route, dial: 100 }))
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('found shop-us active, shop-eu active'),
      })
      expect(point.routes.map(({ dial }) => dial)).toEqual([100, 100])
    })

    it('finds replication that lacks the way back, and buckets without versions', async () => {
      await bucket(stand, 'us-east-1', 'shop-us', 'shop-eu')
      await bucket(stand, 'eu-west-1', 'shop-eu', undefined)
      const oneWay = await check(resource, stand.context(), leash().signal)
      expect(oneWay).toMatchObject([{ rule: 'replication-one-way', severity: 'error' }])
      expect(oneWay[0]?.says).toContain('nothing replicates shop-eu (eu-west-1) to shop-us (us-east-1)')
      await replicate(stand, 'eu-west-1', 'shop-eu', 'shop-us')
      expect(await check(resource, stand.context(), leash().signal)).toEqual([])
    })

    it('finds routes that leave no bucket, or more than one', async () => {
      await bucket(stand, 'us-east-1', 'shop-us', 'shop-eu')
      await bucket(stand, 'eu-west-1', 'shop-eu', 'shop-us')
      point.routes = CALM.map((route) => ({ ...route, dial: 0 }))
      const none = await check(resource, stand.context(), leash().signal)
      expect(none.map(({ rule }) => rule)).toEqual(['all-buckets-passive'])
      point.routes = CALM.map((route) => ({ ...route, dial: 100 }))
      const several = await check(resource, stand.context(), leash().signal)
      expect(several.map(({ rule }) => rule)).toEqual(['buckets-active-in-several'])
    })

    it('finds buckets that do not exist', async () => {
      const found = await check(resource, stand.context(), leash().signal)
      expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
        ['bucket-missing', 'error'],
        ['bucket-missing', 'error'],
      ])
    })
  })
})

async function bucket(stand: AwsStand, at: string, Bucket: string, to: string | undefined): Promise<void> {
  const s3 = await stand.sdk('s3', at)
  const where = at === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: at as 'eu-west-1' } }
  await s3.send(new CreateBucketCommand({ Bucket, ...where }))
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  if (to !== undefined) await replicate(stand, at, Bucket, to)
}

async function replicate(stand: AwsStand, at: string, Bucket: string, to: string): Promise<void> {
  const s3 = await stand.sdk('s3', at)
  // moto replicates to a bucket that exists alone.
  const Rules = [
    {
      ID: 'all',
      Status: 'Enabled' as const,
      Priority: 1,
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Disabled' as const },
      Destination: { Bucket: `arn:aws:s3:::${to}` },
    },
  ]
  const ReplicationConfiguration = { Role: 'arn:aws:iam::123456789012:role/replication', Rules }
  await s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }))
}
