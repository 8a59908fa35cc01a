import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { beforeEach, describe, expect, it } from 'vitest'
import { remember } from '../../../../src/controller/inventory.js'
import { region, zone } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Driver, Inspection } from '../../../../src/model/resource.js'
import type { AwsContext } from '../../../../src/providers/aws/driver-context.js'
import { settings } from '../../../../src/providers/aws/traffic/load-balancer-zone.js'
import { check, make } from '../../../../src/providers/aws/traffic/load-balancer-zone-driver.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { type ZonedTargets, zonedTargets } from '../../../fixtures/aws/zoned-targets.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'

const resourceOf = (...groups: readonly string[]) => ({
  ...{ name: 'web', type: 'load-balancer-zone' },
  settings: settings.parse({ target_groups: { 'us-east-1': groups } }),
})
const leash = () => ({ epoch: 1, signal: new AbortController().signal })
const [US, AZ1] = [region('us-east-1'), zone('use1-az1')]
const LEFT: End = { kind: 'zone-left', region: US, zone: AZ1 }
const RESTORED: End = { kind: 'zone-restored', region: US, zone: AZ1 }

async function registered(stand: AwsStand, TargetGroupArn: string): Promise<readonly string[]> {
  const elb = await stand.sdk('elbv2', US)
  const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
  return TargetHealthDescriptions.map(({ Target }) => `${Target?.Id}:${Target?.Port}`).sort()
}

async function change(stand: AwsStand, how: 'in' | 'out', TargetGroupArn: string, ids: readonly string[] = []) {
  const elb = await stand.sdk('elbv2', US)
  const Targets = ids.map((Id) => ({ Id, Port: 80 }))
  if (how === 'in') await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }))
  else await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }))
}

/** The driver as the controller has it: what it cannot see now is remembered from when it could. */
function remembering(driver: Driver): Driver {
  let known: Inspection | undefined
  return {
    ...driver,
    inspect: async (signal) => {
      const seen = await driver.inspect(signal)
      known = known ? remember(known, seen) : seen
      return { ...seen, state: known.state }
    },
  }
}

// Target groups, balancers and instances are moto's.
describeAws('load-balancer-zone, over the wire', () => {
  driverConformance('load-balancer-zone', async () => {
    const stand = await openAws()
    const { group, instances } = await zonedTargets(stand)
    const driverIn = (context: AwsContext) => remembering(make(resourceOf(group), context))
    return {
      ...standOn(stand, driverIn, ['elasticloadbalancing', 'ec2']),
      ways: [
        { end: LEFT, arrange: () => change(stand, 'in', group, instances[AZ1]) },
        { end: RESTORED, arrange: () => change(stand, 'out', group, instances[AZ1]) },
      ],
      snapshot: () => registered(stand, group),
    }
  })

  describe('taking targets out', () => {
    const stand = standForEach()
    let shop: ZonedTargets
    beforeEach(async () => {
      shop = await zonedTargets(stand)
    }, 60_000)

    const drawn = async (end: End = LEFT) => {
      const driver = make(resourceOf(shop.group), stand.context())
      const seen = await driver.inspect(leash().signal)
      const [tactic] = driver.tactics(end, seen)
      if (!tactic) throw new Error('a tactic was offered')
      return { driver, seen, tactic }
    }

    it('counts what stays: healthy targets in other zones, against all and what the policy wants', async () => {
      const { seen } = await drawn()
      expect(seen.left).toEqual([])
      expect(seen.facts['enough targets without use1-az1']).toEqual({
        is: 'met',
        because: 'web: 4 of 6 targets are healthy in other zones (66.7 %); at least 50 % are wanted',
      })
    })

    it('says that too few would stay', async () => {
      await change(stand, 'out', shop.group, [
        ...(shop.instances['use1-az2'] ?? []),
        ...(shop.instances['use1-az6'] ?? []).slice(1),
      ])
      const { seen } = await drawn()
      expect(seen.facts['enough targets without use1-az1']).toMatchObject({ is: 'unmet' })
    })

    it('takes out those of the zone, and says that it is left', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      const seen = await driver.inspect(leash().signal)
      expect(seen.left).toEqual([AZ1])
      expect(await registered(stand, shop.group)).toHaveLength(4)
    })

    it('never takes out the last healthy ones, looked at when it acts (law 26)', async () => {
      const { driver, tactic } = await drawn()
      const others = [...(shop.instances['use1-az2'] ?? []), ...(shop.instances['use1-az6'] ?? [])]
      await change(stand, 'out', shop.group, others)
      await expect(driver.apply(tactic.action, leash())).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('web would be left with no healthy target'),
      })
      expect(await registered(stand, shop.group)).toHaveLength(2)
    })

    it('acts without asking EC2 where anything stands', async () => {
      const { driver, tactic } = await drawn()
      stand.gateway.fault({ service: 'ec2', does: 'error' })
      await driver.apply(tactic.action, leash())
      expect(await driver.holds(tactic.action, leash())).toMatchObject({ is: 'yes' })
    })

    it('puts back those that still run when one is gone', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      const [gone = '', rest = ''] = shop.instances[AZ1] ?? []
      const ec2 = await stand.sdk('ec2', US)
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }))
      if (tactic.undo.kind !== 'action') throw new Error('it can be undone')
      await driver.apply(tactic.undo.action, leash())
      expect(await registered(stand, shop.group)).toContain(`${rest}:80`)
      const back = await driver.holds(tactic.undo.action, leash())
      expect(back.is).toBe('yes')
      expect(back.because).toContain('1 are gone for good')
    })

    it('says so when none of them runs any more', async () => {
      const { driver, tactic } = await drawn()
      await driver.apply(tactic.action, leash())
      const ec2 = await stand.sdk('ec2', US)
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [...(shop.instances[AZ1] ?? [])] }))
      if (tactic.undo.kind !== 'action') throw new Error('it can be undone')
      await expect(driver.apply(tactic.undo.action, leash())).rejects.toMatchObject({ code: 'not-found' })
    })

    it('finds, on a calm day, targets of one zone alone and a group that does not exist', async () => {
      expect(await check(resourceOf(shop.group), stand.context(), leash().signal)).toEqual([])
      await change(stand, 'out', shop.group, [
        ...(shop.instances['use1-az2'] ?? []),
        ...(shop.instances['use1-az6'] ?? []),
      ])
      const missing = shop.group.replace('/web/', '/nothing/')
      const found = await check(resourceOf(shop.group, missing), stand.context(), leash().signal)
      expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
        ['targets-in-one-zone', 'error'],
        ['target-group-missing', 'error'],
      ])
    })
  })
})
