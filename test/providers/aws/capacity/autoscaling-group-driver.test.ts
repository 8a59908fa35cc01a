import {
  DescribeAutoScalingGroupsCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { beforeEach, describe, expect, it } from 'vitest'
import { region, zone } from '../../../../src/model/place.js'
import type { End, Tactic } from '../../../../src/model/plan.js'
import type { Driver } from '../../../../src/model/resource.js'
import type { RegionPolicy } from '../../../../src/policy/policy.js'
import { grants, settings } from '../../../../src/providers/aws/capacity/autoscaling-group.js'
import { check, make } from '../../../../src/providers/aws/capacity/autoscaling-group-driver.js'
import { ScalingActivities } from '../../../fixtures/aws/answers-scaling-activities.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { groupSnapshot, makeGroup, regionsWith, type Sizes } from '../fixtures/groups.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const policyOf = (more: object = {}) => ({
  ...{ name: 'web', type: 'autoscaling-group' },
  settings: settings.parse({ group: { [A]: 'web', [B]: 'web-eu' }, capacity: 3, ...more }),
})
const CAPACITY: End = { kind: 'capacity', at: B, from: A }
const leash = () => ({ epoch: 1, signal: AbortSignal.timeout(60_000) })
const SMALL: Sizes = { min: 1, desired: 1, max: 10 }

async function arrange(stand: AwsStand, zones = 2): Promise<readonly RegionPolicy[]> {
  const groups = new Map([
    [A, await makeGroup(stand, A, 'web', { min: 2, desired: 4, max: 10 })],
    [B, await makeGroup(stand, B, 'web-eu', SMALL, zones)],
  ])
  return regionsWith(groups)
}

describeAws('autoscaling-group, over the wire', () => {
  driverConformance('autoscaling-group', async () => {
    const stand = await openAws()
    const regions = await arrange(stand, 3)
    const resource = policyOf()
    const part = standOn(stand, (context) => make(resource, { ...context, regions }))
    const { driver } = part
    const [first, , third] = (regions[1]?.zones ?? []).map((id) => zone(id))
    if (!first || !third) throw new Error('three zones')
    // One zone was left before, so that there is one to bring back.
    const [leave] = driver.tactics({ kind: 'zone-left', region: B, zone: third }, await driver.inspect(leash().signal))
    if (leave) await driver.apply(leave.action, leash())
    return {
      ...part,
      ways: [
        { end: CAPACITY },
        { end: { kind: 'frozen', region: B } },
        {
          end: { kind: 'thawed', region: B },
          arrange: async () => {
            const [tactic] = driver.tactics({ kind: 'frozen', region: B }, await driver.inspect(leash().signal))
            if (tactic) await driver.apply(tactic.action, leash())
          },
        },
        { end: { kind: 'zone-left', region: B, zone: first } },
        { end: { kind: 'zone-restored', region: B, zone: third } },
      ],
      snapshot: async () => [await groupSnapshot(stand, A, 'web'), await groupSnapshot(stand, B, 'web-eu')],
    }
  })

  describe('a group', () => {
    const stand = standForEach()
    let regions: readonly RegionPolicy[]
    let driver: Driver
    beforeEach(async () => {
      regions = await arrange(stand)
      driver = make(policyOf(), stand.context({ regions }))
    }, 60_000)

    const inspect = (of = driver) => of.inspect(leash().signal)
    const best = async (end: End = CAPACITY, of = driver): Promise<Tactic> => {
      const [tactic] = of.tactics(end, await inspect(of))
      if (!tactic) throw new Error(`no tactic for ${end.kind}`)
      return tactic
    }
    const groupOf = async (at: typeof A, name: string) => {
      const autoscaling = await stand.sdk('autoscaling', at)
      const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
      return (await autoscaling.send(command)).AutoScalingGroups?.[0]
    }

    it('is raised to what the primary runs, and its launch needs EC2 and EBS there and nothing of the primary', async () => {
      const tactic = await best()
      expect(tactic.says).toBe(
        'raise web in eu-west-1 from 1 (min 1, max 10) to 4 instances, as us-east-1 was seen to run',
      )
      expect(tactic.needs.map(({ at, service }) => `${service}@${at.region}`)).toEqual([
        ...['autoscaling@eu-west-1', 'ec2@eu-west-1', 'ebs@eu-west-1'],
      ])
      expect(tactic.prerequisites.filter((fact) => fact.includes(A))).toEqual([])
      await driver.apply(tactic.action, leash())
      expect(await groupOf(B, 'web-eu')).toMatchObject({ MinSize: 4, DesiredCapacity: 4, MaxSize: 10 })
    })

    it('is known to be short: the gauge counts instances in service, of what the primary runs', async () => {
      const { gauges } = await inspect()
      expect(gauges.find((gauge) => gauge.in === B)?.reading).toEqual({ is: 'known', value: 25 })
    })

    it('that has enough launches nothing, and leans on nothing', async () => {
      await driver.apply((await best()).action, leash())
      const tactic = await best()
      expect(tactic).toMatchObject({ name: 'enough', needs: [], prerequisites: [] })
      expect(await driver.holds(tactic.action, leash())).toMatchObject({ is: 'yes' })
    })

    it('is raised from memory while the primary refuses every call', async () => {
      const calm = await inspect()
      stand.gateway.fault({ region: A, does: 'error' })
      const now = await inspect()
      expect(now.impaired.map(({ at }) => at.region)).toContain(A)
      const [tactic] = driver.tactics(CAPACITY, { ...now, state: { ...calm.state, ...now.state } })
      expect(tactic?.says).toContain('to 4 instances')
      for (const fact of tactic?.prerequisites ?? []) expect(now.facts[fact]).toMatchObject({ is: 'met' })
    })

    it('whose maximum has no room is held on a calm day, with what to do', async () => {
      const autoscaling = await stand.sdk('autoscaling', B)
      await autoscaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web-eu', MaxSize: 2 }))
      expect((await inspect()).facts['room in eu-west-1']).toMatchObject({ is: 'unmet' })
      const context = stand.context({ regions })
      const found = await check(policyOf(), context, leash().signal)
      expect(found).toContainEqual(expect.objectContaining({ rule: 'max-too-small', severity: 'error' }))
      const raised = make(policyOf({ raise_max: true }), context)
      await raised.apply((await best(CAPACITY, raised)).action, leash())
      expect(await groupOf(B, 'web-eu')).toMatchObject({ DesiredCapacity: 4, MaxSize: 4 })
    })

    it('that may not launch is no standby', async () => {
      const autoscaling = await stand.sdk('autoscaling', B)
      await autoscaling.send(
        new SuspendProcessesCommand({ AutoScalingGroupName: 'web-eu', ScalingProcesses: ['Launch'] }),
      )
      expect((await inspect()).facts['launches in eu-west-1']).toMatchObject({ is: 'unmet' })
    })

    it('that does not exist is a fact, and a finding', async () => {
      const misnamed = policyOf({ group: { [A]: 'web', [B]: 'wbe' } })
      const context = stand.context({ regions })
      expect((await inspect(make(misnamed, context))).facts['group in eu-west-1']).toMatchObject({ is: 'unmet' })
      const found = await check(misnamed, context, leash().signal)
      expect(found).toContainEqual(expect.objectContaining({ rule: 'group-missing', severity: 'error' }))
    })

    it('in order gives no finding of an error', async () => {
      const found = await check(policyOf(), stand.context({ regions }), leash().signal)
      expect(found.filter(({ severity }) => severity !== 'warning')).toEqual([])
    })

    // moto has all the capacity in the world: instances that do not come, and why, are the gateway's own answers.
    it('that AWS has no more of says so at once, with figures, types and zones by id', async () => {
      const activities = new ScalingActivities(stand.gateway, B, 1)
      const zones = (await groupOf(B, 'web-eu'))?.AvailabilityZones ?? []
      activities.refuse(zones, 'm5.large')
      const said = await driver.apply((await best()).action, leash()).catch((thrown: unknown) => thrown)
      expect(said).toMatchObject({ code: 'insufficient-capacity' })
      expect(String(said)).toContain('1 of the 4 instances')
      for (const id of regions[1]?.zones ?? []) expect(String(said)).toContain(id)
      const holding = await driver.holds((await best()).action, leash())
      expect(holding).toMatchObject({ is: 'no', because: expect.stringContaining('no capacity for m5.large') })
    })

    it('that AWS has no more of goes on to the policy’s next types, and back to its own when undone', async () => {
      driver = make(policyOf({ instance_types: ['m6i.large', 'm5a.large'] }), stand.context({ regions }))
      const activities = new ScalingActivities(stand.gateway, B, 1)
      activities.refuse((await groupOf(B, 'web-eu'))?.AvailabilityZones ?? [], 'm5.large')
      activities.relentFor('m6i.large')
      const tactic = await best()
      await driver.apply(tactic.action, leash())
      const overrides = (await groupOf(B, 'web-eu'))?.MixedInstancesPolicy?.LaunchTemplate?.Overrides
      expect(overrides?.map(({ InstanceType }) => InstanceType)).toEqual(['m6i.large', 'm5a.large'])
      if (tactic.undo.kind !== 'action') throw new Error('it can be undone')
      await driver.apply(tactic.undo.action, leash())
      expect(await groupOf(B, 'web-eu')).toMatchObject({ MinSize: 1, DesiredCapacity: 1, MaxSize: 10 })
      expect((await groupOf(B, 'web-eu'))?.LaunchTemplate?.Version).toBe('1')
    })

    it('leaves a zone without launching elsewhere, and never the last', async () => {
      const [first, second] = regions[1]?.zones ?? []
      if (!first || !second) throw new Error('two zones')
      const before = await groupOf(B, 'web-eu')
      await driver.apply((await best({ kind: 'zone-left', region: B, zone: first })).action, leash())
      const after = await groupOf(B, 'web-eu')
      expect(after?.SuspendedProcesses?.map(({ ProcessName }) => ProcessName)).toEqual(['AZRebalance'])
      expect(after?.Instances?.length).toBe(before?.Instances?.length)
      expect((await inspect()).facts[`zones besides ${second}`]).toMatchObject({ is: 'unmet' })
      const last = await best({ kind: 'zone-left', region: B, zone: second })
      await expect(driver.apply(last.action, leash())).rejects.toMatchObject({ code: 'refused' })
    })

    it('keeps on itself what it left a zone with, so that any other run can bring it back', async () => {
      const [first] = regions[1]?.zones ?? []
      if (!first) throw new Error('a zone')
      const before = await groupSnapshot(stand, B, 'web-eu')
      await driver.apply((await best({ kind: 'zone-left', region: B, zone: first })).action, leash())
      const another = make(policyOf(), stand.context({ regions }))
      await another.apply((await best({ kind: 'zone-restored', region: B, zone: first }, another)).action, leash())
      expect(await groupSnapshot(stand, B, 'web-eu')).toEqual(before)
    })

    it('rebalances again only once the last zone it left is back', async () => {
      const [first, second] = regions[1]?.zones ?? []
      if (!first || !second) throw new Error('two zones')
      const leave = await best({ kind: 'zone-left', region: B, zone: first })
      await driver.apply(leave.action, leash())
      const mark = { ...leave.action.with, zone: 'euw1-az9', subnets: [] }
      await driver.apply({ ...leave.action, with: mark }, leash())
      await driver.apply((await best({ kind: 'zone-restored', region: B, zone: first })).action, leash())
      expect((await groupOf(B, 'web-eu'))?.SuspendedProcesses).toHaveLength(1)
      const restore = await best({ kind: 'zone-restored', region: B, zone: zone('euw1-az9') })
      await driver.apply(restore.action, leash())
      expect((await groupOf(B, 'web-eu'))?.SuspendedProcesses ?? []).toEqual([])
    })

    it('thaws exactly what was frozen: what another suspended stays suspended', async () => {
      const autoscaling = await stand.sdk('autoscaling', B)
      await autoscaling.send(
        new SuspendProcessesCommand({ AutoScalingGroupName: 'web-eu', ScalingProcesses: ['ReplaceUnhealthy'] }),
      )
      const tactic = await best({ kind: 'frozen', region: B })
      await driver.apply(tactic.action, leash())
      expect((await groupOf(B, 'web-eu'))?.SuspendedProcesses).toHaveLength(5)
      // From whatever machine, and long after: what was suspended for the freeze stands on the group itself.
      const another = make(policyOf(), stand.context({ regions }))
      const thaw = await best({ kind: 'thawed', region: B }, another)
      expect(await another.holds(thaw.action, leash())).toMatchObject({ is: 'no' })
      await another.apply(thaw.action, leash())
      expect(await another.holds(thaw.action, leash())).toMatchObject({ is: 'yes' })
      const rest = (await groupOf(B, 'web-eu'))?.SuspendedProcesses
      expect(rest?.map(({ ProcessName }) => ProcessName)).toEqual(['ReplaceUnhealthy'])
      await another.apply(thaw.action, leash())
      expect((await groupOf(B, 'web-eu'))?.SuspendedProcesses).toHaveLength(1)
    })

    it('that was left by a zone and frozen rebalances only once it is both back and thawed', async () => {
      const [first] = regions[1]?.zones ?? []
      if (!first) throw new Error('a zone')
      const suspended = async () =>
        (await groupOf(B, 'web-eu'))?.SuspendedProcesses?.map(({ ProcessName }) => ProcessName) ?? []
      await driver.apply((await best({ kind: 'zone-left', region: B, zone: first })).action, leash())
      await driver.apply((await best({ kind: 'frozen', region: B })).action, leash())
      await driver.apply((await best({ kind: 'zone-restored', region: B, zone: first })).action, leash())
      expect(await suspended()).toContain('AZRebalance')
      await driver.apply((await best({ kind: 'zone-left', region: B, zone: first })).action, leash())
      await driver.apply((await best({ kind: 'thawed', region: B })).action, leash())
      expect(await suspended()).toEqual(['AZRebalance'])
      await driver.apply((await best({ kind: 'zone-restored', region: B, zone: first })).action, leash())
      expect(await suspended()).toEqual([])
    })

    it('resumes nothing for a thaw where nothing of ours is suspended', async () => {
      const thaw = await best({ kind: 'thawed', region: B })
      expect(await driver.holds(thaw.action, leash())).toMatchObject({ is: 'yes' })
    })

    it('is given back as it was, unless someone else changed its bounds since', async () => {
      const tactic = await best()
      await driver.apply(tactic.action, leash())
      const autoscaling = await stand.sdk('autoscaling', B)
      await autoscaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web-eu', MinSize: 3 }))
      if (tactic.undo.kind !== 'action') throw new Error('it can be undone')
      await expect(driver.apply(tactic.undo.action, leash())).rejects.toMatchObject({ code: 'conflict' })
    })

    it('asks for no more than it declares', async () => {
      await driver.apply((await best()).action, leash())
      await check(policyOf(), stand.context({ regions }), leash().signal)
      const { acting, looking } = grants(policyOf().settings, regions)
      const declared = new Set([...acting, ...looking].flatMap(({ operations }) => operations))
      for (const { operation } of stand.gateway.requests) expect(declared).toContain(operation)
    })
  })
})
