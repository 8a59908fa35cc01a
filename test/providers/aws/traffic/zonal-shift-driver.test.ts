import { ModifyLoadBalancerAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { beforeEach, describe, expect, it } from 'vitest'
import { region, zone } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import { settings } from '../../../../src/providers/aws/traffic/zonal-shift.js'
import { check, make } from '../../../../src/providers/aws/traffic/zonal-shift-driver.js'
import { markOf } from '../../../../src/providers/aws/traffic/zonal-shift-owner.js'
import { shortOf } from '../../../../src/providers/aws/traffic/zonal-shift-tactics.js'
import { ZonalShiftAnswers } from '../../../fixtures/aws/answers-zonal-shift.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { zonedTargets } from '../../../fixtures/aws/zoned-targets.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'

const ASG = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1234:autoScalingGroupName/web'
const resourceOf = (...arns: readonly string[]) => ({
  ...{ name: 'front', type: 'zonal-shift' },
  settings: settings.parse({ resources: { 'us-east-1': arns }, expires: '4h' }),
})
const leash = () => ({ epoch: 7, signal: new AbortController().signal })
const HOUR_MS = 3_600_000
const ZONES = ['use1-az1', 'use1-az2', 'use1-az6']
const [US, AZ1] = [region('us-east-1'), zone('use1-az1')]
const LEFT: End = { kind: 'zone-left', region: US, zone: AZ1 }
const RESTORED: End = { kind: 'zone-restored', region: US, zone: AZ1 }

async function optIn(stand: AwsStand, LoadBalancerArn: string, Value = 'true'): Promise<void> {
  const elb = await stand.sdk('elbv2', US)
  const Attributes = [
    { Key: 'zonal_shift.config.enabled', Value },
    { Key: 'load_balancing.cross_zone.enabled', Value: 'true' },
  ]
  await elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }))
}

// Zonal shifts are the gateway's own state machine, since moto has none; balancers and targets are moto's.
describeAws('zonal-shift, over the wire', () => {
  driverConformance('zonal-shift', async () => {
    const stand = await openAws()
    const arc = new ZonalShiftAnswers()
    arc.attach(stand.gateway)
    const { balancer } = await zonedTargets(stand)
    await optIn(stand, balancer)
    for (const arn of [balancer, ASG]) arc.resources.set(arn, ZONES)
    return {
      ...standOn(stand, (context) => make(resourceOf(balancer, ASG), context), [
        'arc-zonal-shift',
        'elasticloadbalancing',
        'ec2',
      ]),
      ways: [
        {
          end: LEFT,
          arrange: async () => {
            arc.shifts = []
          },
        },
        {
          end: RESTORED,
          arrange: async (under) => {
            arc.shifts = []
            for (const arn of [balancer, ASG]) arc.begin(arn, AZ1, markOf('shop', under), 4 * HOUR_MS)
          },
        },
      ],
      snapshot: async () => arc.shifts.map(({ awayFrom, resourceIdentifier }) => [resourceIdentifier, awayFrom]),
    }
  })

  describe('a shift away from a zone', () => {
    const stand = standForEach()
    let arc: ZonalShiftAnswers
    let detach = (): void => undefined
    beforeEach(() => {
      detach()
      arc = new ZonalShiftAnswers()
      detach = arc.attach(stand.gateway)
      arc.resources.set(ASG, ZONES)
    })

    const driverOf = (...arns: readonly string[]) => make(resourceOf(...arns), stand.context())
    const drawn = async (end: End = LEFT) => {
      const driver = driverOf(ASG)
      const seen = await driver.inspect(leash().signal)
      const [tactic] = driver.tactics(end, seen)
      if (!tactic) throw new Error('a tactic was offered')
      return { driver, seen, tactic }
    }
    const leave = (arn: string) => `${shortOf(arn)} can leave use1-az1`

    it("starts under our mark and the policy's expiry, and the zone is left", async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      const [shift] = arc.shifts
      expect(shift).toMatchObject({ awayFrom: AZ1, comment: 'failover of shop, epoch 7' })
      expect((shift?.expiryTime ?? 0) - (shift?.startTime ?? 0)).toBe((4 * HOUR_MS) / 1_000)
      expect((await driver.inspect(leash().signal)).left).toEqual([AZ1])
    })

    it('is made longer when it is near its end, instead of a second one', async () => {
      const { driver, tactic } = await drawn()
      const near = arc.begin(ASG, AZ1, markOf('shop', 1), HOUR_MS / 2)
      expect(await driver.holds(tactic.action, leash())).toMatchObject({ is: 'no' })
      await driver.apply(tactic.action, leash())
      expect(arc.shifts).toHaveLength(1)
      expect(arc.shifts[0]?.zonalShiftId).toBe(near.zonalShiftId)
      expect(await driver.holds(tactic.action, leash())).toMatchObject({ is: 'yes' })
    })

    it("leaves somebody else's shift alone, and names it", async () => {
      const { driver, tactic } = await drawn()
      const other = arc.begin(ASG, 'use1-az2', 'maintenance, ask Ada', HOUR_MS)
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(`someone else's shift: ${other.zonalShiftId} away from use1-az2 .*ask Ada`),
      })
      const { facts } = await driver.inspect(leash().signal)
      expect(facts[leave(ASG)]).toMatchObject({ is: 'unmet' })
      expect(arc.shifts).toEqual([other])
    })

    it('never starts a second zone: ours for another one is in the way as well', async () => {
      const { driver, tactic } = await drawn()
      arc.begin(ASG, 'use1-az2', markOf('shop', 3), HOUR_MS)
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({ code: 'conflict' })
    })

    it("says which of ARC's reasons it was when somebody was faster", async () => {
      const { driver, tactic } = await drawn()
      const lift = stand.gateway.answer({ service: 'arc-zonal-shift' }, ({ method }) =>
        method === 'POST' ? SIMULTANEOUS : undefined,
      )
      const failure = await driver.apply(tactic.action, leash()).catch((thrown: unknown) => thrown)
      lift()
      expect(failure).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('SimultaneousZonalShiftsConflict'),
      })
    })

    it('never leaves the last zone that serves (law 26)', async () => {
      const { driver, tactic } = await drawn()
      arc.resources.set(ASG, [AZ1])
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({ code: 'refused' })
      const { facts } = await driver.inspect(leash().signal)
      expect(facts[leave(ASG)]?.because).toContain('the last zone')
    })

    it("would not take the place of AWS's own shift away from another zone", async () => {
      arc.autoshifts.set(ASG, 'use1-az2')
      const { seen } = await drawn()
      expect(seen.facts[leave(ASG)]?.because).toContain('AWS keeps it away from use1-az2')
      expect(seen.left).toEqual(['use1-az2'])
      expect(seen.leftUnseen, 'nothing stands in eu-west-1').toEqual([])
    })

    it('does not say that a zone is not left where nobody answered', async () => {
      const seen = await driverOf(ASG).inspect(AbortSignal.abort())
      expect(seen.left).toEqual([])
      expect([...(seen.leftUnseen ?? [])].sort()).toEqual(ZONES)
    })

    it('gives a practice run no say: ARC ends it for a shift that is started', async () => {
      arc.begin(ASG, 'use1-az2', 'practice', HOUR_MS, 'PRACTICE_RUN')
      const { seen } = await drawn()
      expect(seen.facts[leave(ASG)]).toMatchObject({ is: 'met' })
    })

    it('wants a load balancer to be opted in, with healthy targets in a second zone', async () => {
      const { balancer } = await zonedTargets(stand, 1, [AZ1])
      arc.resources.set(balancer, ZONES)
      const driver = driverOf(balancer)
      const closed = await driver.inspect(leash().signal)
      expect(closed.facts[leave(balancer)]?.because).toContain('zonal_shift.config.enabled is not true')
      await optIn(stand, balancer)
      const opted = await driver.inspect(leash().signal)
      expect(opted.facts[leave(balancer)]).toEqual({
        is: 'unmet',
        because: 'every healthy target of web stands in use1-az1: a shift would do nothing for it',
      })
    })

    it('finds, on a calm day, what would stop a shift', async () => {
      const { balancer } = await zonedTargets(stand, 1, [AZ1])
      arc.resources.set(balancer, [AZ1])
      const unmanaged = ASG.replace('/web', '/batch')
      const found = await check(resourceOf(balancer, unmanaged), stand.context(), leash().signal)
      expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
        ['stands-in-one-zone', 'error'],
        ['zonal-shift-not-enabled', 'error'],
        ['targets-in-one-zone', 'error'],
        ['not-managed-by-arc', 'error'],
      ])
    })
  })
})

const SIMULTANEOUS = {
  status: 409,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ConflictException' },
  body: JSON.stringify({ message: 'another zone', reason: 'SimultaneousZonalShiftsConflict' }),
}
