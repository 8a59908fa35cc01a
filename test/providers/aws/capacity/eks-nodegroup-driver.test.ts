import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import { CreateClusterCommand, CreateNodegroupCommand, DescribeNodegroupCommand } from '@aws-sdk/client-eks'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import { settings } from '../../../../src/providers/aws/capacity/eks-nodegroup.js'
import { check, make } from '../../../../src/providers/aws/capacity/eks-nodegroup-driver.js'
import { nodesFollow } from '../../../fixtures/aws/answers-eks.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { narrowSubnet } from '../fixtures/narrow-subnet.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const CAPACITY: End = { kind: 'capacity', at: B, from: A }
const resource = {
  ...{ name: 'nodes', type: 'eks-nodegroup' },
  settings: settings.parse({
    ...{ cluster: { [A]: 'shop', [B]: 'shop' }, nodegroup: { [A]: 'web', [B]: 'web' }, capacity: 2 },
  }),
}
const leash = () => ({ epoch: 1, signal: AbortSignal.timeout(60_000) })
const ROLE = 'arn:aws:iam::123456789012:role/eks'

/** A node group, and the Auto Scaling group it names, which EKS would have made. */
async function makeNodes(stand: AwsStand, at: Region, desiredSize: number): Promise<void> {
  const eks = await stand.sdk('eks', at)
  await eks.send(new CreateClusterCommand({ name: 'shop', roleArn: ROLE, resourcesVpcConfig: {} }))
  const { nodegroup } = await eks.send(
    new CreateNodegroupCommand({
      ...{ clusterName: 'shop', nodegroupName: 'web', nodeRole: ROLE, subnets: ['subnet-1'] },
      scalingConfig: { minSize: 1, maxSize: 8, desiredSize },
    }),
  )
  const name = nodegroup?.resources?.autoScalingGroups?.[0]?.name ?? ''
  const autoscaling = await stand.sdk('autoscaling', at)
  const LaunchConfigurationName = 'nodes'
  await autoscaling.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName,
      ImageId: 'ami-12345678',
      InstanceType: 'm5.large',
    }),
  )
  await autoscaling.send(
    new CreateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: name, LaunchConfigurationName, MinSize: 1, MaxSize: 8, DesiredCapacity: desiredSize },
      AvailabilityZones: [`${at}a`],
    }),
  )
  nodesFollow(stand.gateway, stand, at, name)
}

async function snapshot(stand: AwsStand, at: Region): Promise<unknown> {
  const eks = await stand.sdk('eks', at)
  const { nodegroup } = await eks.send(new DescribeNodegroupCommand({ clusterName: 'shop', nodegroupName: 'web' }))
  const autoscaling = await stand.sdk('autoscaling', at)
  const { AutoScalingGroups = [] } = await autoscaling.send(new DescribeAutoScalingGroupsCommand({}))
  return [nodegroup?.scalingConfig, AutoScalingGroups.map(({ Instances = [] }) => Instances.length)]
}

describeAws('eks-nodegroup, over the wire', () => {
  driverConformance('eks-nodegroup', async () => {
    const stand = await openAws()
    await Promise.all([makeNodes(stand, A, 4), makeNodes(stand, B, 1)])
    return {
      ...standOn(stand, (context) => make(resource, context)),
      ways: [{ end: CAPACITY }],
      snapshot: async () => [await snapshot(stand, A), await snapshot(stand, B)],
    }
  })

  describe('a node group', () => {
    const stand = standForEach()
    beforeEach(async () => {
      await Promise.all([makeNodes(stand, A, 4), makeNodes(stand, B, 1)])
    }, 60_000)

    it('is raised to what the primary runs, and its nodes start from EBS', async () => {
      const driver = make(resource, stand.context())
      const [tactic] = driver.tactics(CAPACITY, await driver.inspect(leash().signal))
      expect(tactic?.says).toBe(
        'raise nodes in eu-west-1 from 1 (min 1, max 8) to 4 nodes, as us-east-1 was seen to run',
      )
      expect(tactic?.needs.map(({ service }) => service)).toEqual(['eks', 'autoscaling', 'ec2', 'ebs'])
      if (tactic) await driver.apply(tactic.action, leash())
      expect(await snapshot(stand, B)).toEqual([{ minSize: 4, maxSize: 8, desiredSize: 4 }, [4]])
    })

    // Health issues are the gateway's own answer: a node group of moto is always well.
    it('that EKS could launch no more nodes for says so with the figures, and is a finding', async () => {
      const message = 'Could not launch On-Demand Instances. InsufficientInstanceCapacity'
      const issues = [{ code: 'AsgInstanceLaunchFailures', message, resourceIds: ['eks-1'] }]
      stand.gateway.answer({ service: 'eks', region: B }, async (asked) => {
        if (asked.method !== 'GET') return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }
        const passed = await asked.pass()
        const { nodegroup } = JSON.parse(passed.body) as { nodegroup: object }
        const body = JSON.stringify({ nodegroup: { ...nodegroup, health: { issues } } })
        return { ...passed, headers: { 'content-type': 'application/json' }, body }
      })
      const driver = make(resource, stand.context())
      const [tactic] = driver.tactics(CAPACITY, await driver.inspect(leash().signal))
      if (!tactic) throw new Error('a tactic')
      const holding = await driver.holds(tactic.action, leash())
      expect(holding).toMatchObject({ is: 'no', because: expect.stringContaining('InsufficientInstanceCapacity') })
      const found = await check(resource, stand.context(), leash().signal)
      expect(found).toContainEqual(expect.objectContaining({ rule: 'nodegroup-issue', severity: 'error' }))
    })

    it('whose subnets have too few addresses for what is wanted of it is a finding', async () => {
      const subnet = await narrowSubnet(stand, B)
      const eks = await stand.sdk('eks', B)
      const scalingConfig = { minSize: 1, maxSize: 20, desiredSize: 1 }
      const nodes = { clusterName: 'shop', nodegroupName: 'narrow', nodeRole: ROLE, subnets: [subnet], scalingConfig }
      await eks.send(new CreateNodegroupCommand(nodes))
      const own = (capacity: number) => ({
        ...resource,
        settings: { ...resource.settings, capacity, nodegroup: { [A]: 'web', [B]: 'narrow' } },
      })
      const rulesIn = async (capacity: number) =>
        (await check(own(capacity), stand.context(), leash().signal)).filter(({ says }) => says.includes(subnet))
      expect(await rulesIn(11), 'eleven fit').toEqual([])
      expect(await rulesIn(12)).toEqual([
        expect.objectContaining({ rule: 'addresses-short', severity: 'error', resource: 'nodes' }),
      ])
    })
  })
})
